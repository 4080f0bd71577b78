# SPDX-License-Identifier: BSD-3-Clause
"""Networks of the reference: residual networks for small images and a multilayer perceptron.

Residual networks (He et al. 2016, section 4.2) of depth 6 n + 2: a 3x3 convolution to 16 channels,
three stages of n blocks with 16, 32 and 64 channels (the later two halve the image), the mean over
the image, one linear layer. Every convolution is 3x3 without bias and followed by batch
normalisation. Where a shortcut changes shape it has no parameters (option A): every other pixel,
zero channels added half before and half after the present ones. "-noskip" leaves the shortcut
additions out and everything else as it is.
"""
import re

import torch
from torch import nn
from torch.nn import functional

DEPTHS = (8, 20, 32, 44, 56, 110)


def convolution(channels, features, stride):
    return nn.Conv2d(channels, features, kernel_size=3, stride=stride, padding=1, bias=False)


class Block(nn.Module):
    """Two convolutions and, unless left out, the shortcut around them."""

    def __init__(self, channels, features, stride, shortcut):
        super().__init__()
        self.conv1 = convolution(channels, features, stride)
        self.bn1 = nn.BatchNorm2d(features)
        self.conv2 = convolution(features, features, 1)
        self.bn2 = nn.BatchNorm2d(features)
        self.stride = stride
        self.added = (features - channels) // 2
        self.shortcut = shortcut

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.shortcut:
            kept = x[:, :, :: self.stride, :: self.stride]
            y = y + functional.pad(kept, [0, 0, 0, 0, self.added, self.added])
        return functional.relu(y)


class ResNet(nn.Module):
    def __init__(self, depth, shortcut=True, channels=3, classes=10):
        super().__init__()
        blocks = (depth - 2) // 6
        self.conv1 = convolution(channels, 16, 1)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = self.stage(blocks, 16, 16, 1, shortcut)
        self.layer2 = self.stage(blocks, 16, 32, 2, shortcut)
        self.layer3 = self.stage(blocks, 32, 64, 2, shortcut)
        self.linear = nn.Linear(64, classes)

    @staticmethod
    def stage(blocks, channels, features, stride, shortcut):
        first = Block(channels, features, stride, shortcut)
        others = [Block(features, features, 1, shortcut) for _ in range(blocks - 1)]
        return nn.Sequential(first, *others)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        x = functional.avg_pool2d(x, [x.size(2), x.size(3)])
        return self.linear(torch.flatten(x, 1))


class Mlp(nn.Module):
    """Linear layers with ReLU in between; images are flattened. `widths`: inputs, ..., outputs."""

    def __init__(self, widths):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Linear(inputs, outputs) for inputs, outputs in zip(widths[:-1], widths[1:])
        )

    def scores(self, x):
        x = torch.flatten(x, 1)
        for index, layer in enumerate(self.layers):
            if index > 0:
                x = functional.relu(x)
            x = layer(x)
        return x

    def forward(self, x):
        return self.scores(x)


def create(name, channels=3, classes=10, widths=(64, 32, 16, 10)):
    """The network called `name`: resnetDEPTH, resnetDEPTH-noskip (`channels`, `classes`) or mlp
    (`widths`)."""
    if name == "mlp":
        return Mlp(widths)
    match = re.fullmatch(r"resnet(\d+)(-noskip)?", name)
    if not match or int(match[1]) not in DEPTHS:
        raise ValueError(f"expected mlp or resnetDEPTH[-noskip] with DEPTH in {DEPTHS}: {name}")
    return ResNet(int(match[1]), match[2] is None, channels, classes)
