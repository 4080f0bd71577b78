# SPDX-License-Identifier: BSD-3-Clause
"""Networks with batch norm in all its forms, for images of 1x8x8 and 10 classes."""
import torch
from torch import nn
from torch.nn import functional


class Mixed(nn.Module):
    """Batch norm of images and of features, with several momentums; dropout both as a layer and as
    a function; a layer that nothing runs through."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(6)
        self.conv2 = nn.Conv2d(6, 7, 3, stride=2)
        self.bn2 = nn.BatchNorm2d(7, momentum=None)
        self.unused = nn.BatchNorm2d(3)
        self.linear1 = nn.Linear(7, 8)
        self.bn3 = nn.BatchNorm1d(8, momentum=0.3)
        self.dropout = nn.Dropout(0.5)
        self.linear2 = nn.Linear(8, 10)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        x = functional.dropout(x, 0.5, self.training)
        x = functional.relu(self.bn2(self.conv2(x))).mean([2, 3])
        x = functional.relu(self.bn3(self.linear1(x)))
        return self.linear2(self.dropout(x))


class Shared(nn.Module):
    """One batch norm layer at two places."""

    MOMENTUM = 0.2

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 5, 3)
        self.conv2 = nn.Conv2d(5, 5, 3)
        self.bn = nn.BatchNorm2d(5, momentum=self.MOMENTUM)
        self.linear = nn.Linear(5, 10)

    def forward(self, x):
        x = functional.relu(self.bn(self.conv1(x)))
        x = functional.relu(self.bn(self.conv2(x)))
        return self.linear(x.mean([2, 3]))


class Objective(nn.Module):
    """Mixed with its own loss: squared difference of scores and one-hot classes per sample."""

    def __init__(self):
        super().__init__()
        self.network = Mixed()

    def forward(self, x, targets):
        scores = self.network(x)
        return (scores - functional.one_hot(targets, 10).to(scores.dtype)).square().sum(1)
