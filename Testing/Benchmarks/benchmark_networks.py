# SPDX-License-Identifier: BSD-3-Clause
"""The networks that evaluator.py times, for any PyTorch from 1.13 on, with 1,000 samples each."""
import math
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Python" / "reference"))
from networks import Mlp, ResNet  # noqa: E402

SAMPLES = 1000
CLASSES = 10
HIDDEN = [64, 64, 64]


class DenseNet(nn.Module):
    """Huang et al. 2017 for images of 32 x 32 pixels: growth 12, three blocks of 8 layers."""

    def __init__(self, growth=12, blocks=(8, 8, 8)):
        super().__init__()
        channels = 2 * growth
        self.first = nn.Conv2d(3, channels, 3, padding=1, bias=False)
        self.blocks, self.transitions = nn.ModuleList(), nn.ModuleList()
        for number, layers in enumerate(blocks):
            block = nn.ModuleList()
            for _ in range(layers):
                block.append(nn.Sequential(
                    nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, 4 * growth, 1, bias=False),
                    nn.BatchNorm2d(4 * growth), nn.ReLU(),
                    nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)))
                channels += growth
            self.blocks.append(block)
            last = number == len(blocks) - 1
            self.transitions.append(nn.Sequential(
                nn.BatchNorm2d(channels), nn.ReLU(),
                *([] if last else [nn.Conv2d(channels, channels // 2, 1, bias=False), nn.AvgPool2d(2)])))
            channels = channels if last else channels // 2
        self.linear = nn.Linear(channels, CLASSES)

    def forward(self, x):
        x = self.first(x)
        for block, transition in zip(self.blocks, self.transitions):
            for layer in block:
                x = torch.cat([layer(x), x], 1)
            x = transition(x)
        return self.linear(x.mean((2, 3)))


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        width = inputs * expansion
        self.layers = nn.Sequential(
            nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU6(),
            nn.Conv2d(width, width, 3, stride, 1, groups=width, bias=False), nn.BatchNorm2d(width), nn.ReLU6(),
            nn.Conv2d(width, outputs, 1, bias=False), nn.BatchNorm2d(outputs))
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.layers(x) if self.adds else self.layers(x)


class MobileNet(nn.Module):
    """MobileNetV2 (Sandler et al. 2018) for images of 32 x 32 pixels, with the first stages' widths."""

    def __init__(self):
        super().__init__()
        layers, channels = [nn.Conv2d(3, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU6()], 32
        for outputs, count, stride in ((16, 1, 1), (24, 2, 1), (32, 3, 2), (64, 3, 2), (96, 2, 1)):
            for block in range(count):
                layers.append(InvertedResidual(channels, outputs, stride if block == 0 else 1, 6 if channels > 16 else 1))
                channels = outputs
        layers += [nn.Conv2d(channels, 320, 1, bias=False), nn.BatchNorm2d(320), nn.ReLU6()]
        self.features, self.linear = nn.Sequential(*layers), nn.Linear(320, CLASSES)

    def forward(self, x):
        return self.linear(self.features(x).mean((2, 3)))


class Attention(nn.Module):
    """Pre-norm attention and MLP (Vaswani et al. 2017; Radford et al. 2019)."""

    def __init__(self, width, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def attend(self, q, k, v):
        if hasattr(functional, "scaled_dot_product_attention"):
            return functional.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        scores = (q / math.sqrt(q.shape[-1])) @ k.transpose(-2, -1)
        if self.causal:
            length = q.shape[-2]
            scores = scores.masked_fill(torch.ones(length, length).tril() == 0, -math.inf)
        return scores.softmax(-1) @ v

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = (part.view(batch, length, self.heads, -1).transpose(1, 2)
                   for part in self.qkv(self.norm1(x)).split(width, 2))
        x = x + self.proj(self.attend(q, k, v).transpose(1, 2).reshape(batch, length, width))
        return x + self.fc2(functional.gelu(self.fc1(self.norm2(x))))


class VisionTransformer(nn.Module):
    """Dosovitskiy et al. 2021: 64 patches of 4 x 4 pixels, width 128, 6 blocks."""

    def __init__(self, width=128, depth=6, heads=4):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 4, 4)
        self.token = nn.Parameter(torch.randn(1, 1, width))
        self.positions = nn.Parameter(torch.randn(1, 65, width))
        self.blocks = nn.ModuleList(Attention(width, heads, False) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, CLASSES)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)[:, 0])


class Gpt(nn.Module):
    """Radford et al. 2019: 64 of 96 tokens, width 128, 4 blocks; the head has the embedding's weights."""

    def __init__(self, tokens=96, length=64, width=128, depth=4, heads=4):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(tokens, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Attention(width, heads, True) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, tokens, bias=False)
        self.head.weight = self.wte.weight

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe.weight
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))[:, -1]


class Lstm(nn.Module):
    """Two layers of 96 units over 32 steps of 24 numbers."""

    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(24, 96, 2, batch_first=True), nn.Linear(96, CLASSES)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


def images():
    return torch.randn(SAMPLES, 3, 32, 32)


# Each network with its inputs.
NETWORKS = {
    "resnet20": (lambda: ResNet(20), images),
    "resnet56": (lambda: ResNet(56), images),
    "densenet": (DenseNet, images),
    "mobilenet": (MobileNet, images),
    "vit": (VisionTransformer, images),
    "gpt": (Gpt, lambda: torch.randint(0, 96, (SAMPLES, 64))),
    "lstm": (Lstm, lambda: torch.randn(SAMPLES, 32, 24)),
    "mlp": (lambda: Mlp([2, *HIDDEN, 2]), lambda: torch.randn(SAMPLES, 2)),
}


def make(name):
    """Network in evaluation mode, inputs and targets."""
    torch.manual_seed(1)
    network, inputs = NETWORKS[name][0](), NETWORKS[name][1]()
    classes = 2 if name == "mlp" else CLASSES
    return network.eval(), inputs, torch.arange(SAMPLES) % classes
