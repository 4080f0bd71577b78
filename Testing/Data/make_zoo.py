#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes Testing/Data/zoo.json with PyTorch: what the built-in networks must be.

Run it from any folder: python3 make_zoo.py. The networks below are written from the papers and the
parameter names that the usual Python definitions have; they know nothing of the C++ ones. For each
network: names and shapes of all tensors of its state dict in order, the number of parameters, the
multiply-adds of one sample (of convolutions, linear layers and the products of attention, counted
while it runs) and what the network, compiled to TorchScript, answers to two inputs.

No weights are shipped. Inputs and tensors are filled by a rule that both sides compute exactly (see
`uniform`). Made with PyTorch 1.13.
"""
import json
import math
import os
import re
import warnings

import numpy
import torch
from torch import nn
from torch.nn import functional

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "zoo.json")
CLASSES = 10
BATCH = 2

# Name, shape of an image, further settings of the network.
CASES = [
    ("resnet8", (1, 8, 8), {}),
    ("resnet20", (3, 32, 32), {}),
    ("resnet20-noskip", (1, 8, 8), {}),
    ("resnet18", (3, 32, 32), {}),
    ("resnet34", (3, 32, 32), {}),
    ("resnet50", (3, 32, 32), {}),
    ("resnet50", (1, 8, 8), {}),
    ("wrn16-4", (3, 32, 32), {}),
    ("wrn16-4-noskip", (3, 32, 32), {}),
    ("wrn28-10", (3, 8, 8), {}),
    ("wrn40-4", (3, 32, 32), {}),
    ("wrn10-1", (1, 9, 7), {}),
    ("densenet121", (3, 32, 32), {}),
    ("densenet121", (1, 8, 8), {}),
    ("vgg9", (3, 32, 32), {}),
    ("vgg9-bn", (3, 32, 32), {}),
    ("vgg9-bn", (1, 11, 8), {}),
    ("vgg11", (3, 32, 32), {}),
    ("vgg11-bn", (3, 32, 32), {}),
    ("vgg13", (3, 32, 32), {}),
    ("vgg13-bn", (3, 32, 32), {}),
    ("vgg16", (3, 32, 32), {}),
    ("vgg16-bn", (3, 32, 32), {}),
    ("vgg16-bn", (1, 8, 8), {}),
    ("vgg19", (3, 32, 32), {}),
    ("vgg19-bn", (3, 32, 32), {}),
    ("lenet5", (3, 32, 32), {}),
    ("lenet5", (1, 32, 32), {}),
    ("lenet5", (1, 28, 28), {}),
    ("lenet5", (1, 8, 8), {}),
    ("lenet5", (1, 9, 8), {}),
    ("vit-tiny", (3, 32, 32), {}),
    ("vit-tiny", (1, 8, 8), {"patch_size": 2, "depth": 3, "width": 48}),
    ("vit-small", (3, 32, 32), {}),
    ("vit-small", (1, 8, 12), {"patch_size": 4, "depth": 2, "width": 128}),
]


def conv(channels, features, kernel, stride=1):
    return nn.Conv2d(channels, features, kernel, stride=stride, padding=kernel // 2, bias=False)


class PlainShortcut(nn.Module):
    """Every other pixel, and zero channels around the present ones (He et al., option A)."""

    def __init__(self, stride: int, added: int):
        super().__init__()
        self.stride = stride
        self.added = added

    def forward(self, x):
        x = x[:, :, :: self.stride, :: self.stride]
        return functional.pad(x, [0, 0, 0, 0, self.added, self.added])


class PostActivationBlock(nn.Module):
    """conv1, bn1, ReLU, conv2, bn2 [, ReLU, conv3, bn3], + shortcut, ReLU."""

    def __init__(self, convolutions, shortcut, has_shortcut=True):
        super().__init__()
        for number, convolution in enumerate(convolutions, 1):
            setattr(self, f"conv{number}", convolution)
            setattr(self, f"bn{number}", nn.BatchNorm2d(convolution.out_channels))
        if len(convolutions) == 2:
            self.conv3, self.bn3 = nn.Identity(), nn.Identity()
        self.long = len(convolutions) == 3
        self.shortcut = shortcut
        self.has_shortcut = has_shortcut

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        if self.long:
            y = self.bn3(self.conv3(functional.relu(y)))
        if self.has_shortcut:
            y = y + self.shortcut(x)
        return functional.relu(y)


class ImageNet(nn.Module):
    """Stem, stages called layer1, ..., mean, `linear`."""

    def __init__(self, channels, stem, stages):
        super().__init__()
        self.conv1 = conv(channels, stem, 3)
        self.bn1 = nn.BatchNorm2d(stem)
        self.layer1, self.layer2, self.layer3 = stages[:3]
        self.layer4 = stages[3] if len(stages) > 3 else nn.Identity()
        last = stages[-1][-1]
        self.linear = nn.Linear((last.conv3 if last.long else last.conv2).out_channels, CLASSES)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.linear(x.mean(dim=(2, 3)))


def resnet_cifar(channels, depth, has_shortcut):
    stages, present = [], 16
    for features, stride in ((16, 1), (32, 2), (64, 2)):
        blocks = []
        for block in range((depth - 2) // 6):
            step = stride if block == 0 else 1
            pair = [conv(present, features, 3, step), conv(features, features, 3)]
            blocks.append(PostActivationBlock(pair, PlainShortcut(step, (features - present) // 2), has_shortcut))
            present = features
        stages.append(nn.Sequential(*blocks))
    return ImageNet(channels, 16, stages)


def resnet_imagenet(channels, depth):
    counts = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3)}[depth]
    factor = 4 if depth == 50 else 1
    stages, present = [], 64
    for stage, count in enumerate(counts):
        width = 64 * 2**stage
        blocks = []
        for block in range(count):
            step = 2 if stage > 0 and block == 0 else 1
            if depth == 50:
                chain = [conv(present, width, 1), conv(width, width, 3, step), conv(width, 4 * width, 1)]
            else:
                chain = [conv(present, width, 3, step), conv(width, width, 3)]
            shortcut = nn.Sequential()
            if step != 1 or present != factor * width:
                shortcut = nn.Sequential(conv(present, factor * width, 1, step), nn.BatchNorm2d(factor * width))
            blocks.append(PostActivationBlock(chain, shortcut))
            present = factor * width
        stages.append(nn.Sequential(*blocks))
    return ImageNet(channels, 64, stages)


class PreActivationBlock(nn.Module):
    def __init__(self, present, features, stride, has_shortcut):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(present)
        self.conv1 = conv(present, features, 3, stride)
        self.bn2 = nn.BatchNorm2d(features)
        self.conv2 = conv(features, features, 3)
        self.projects = present != features
        self.has_shortcut = has_shortcut
        if self.projects and has_shortcut:
            self.convShortcut = conv(present, features, 1, stride)
        else:
            self.convShortcut = nn.Identity()

    def forward(self, x):
        first = functional.relu(self.bn1(x))
        y = self.conv2(functional.relu(self.bn2(self.conv1(first))))
        if not self.has_shortcut:
            return y
        return y + (self.convShortcut(first) if self.projects else x)


class WideStage(nn.Module):
    def __init__(self, count, present, features, stride, has_shortcut):
        super().__init__()
        blocks = [PreActivationBlock(present, features, stride, has_shortcut)]
        blocks += [PreActivationBlock(features, features, 1, has_shortcut) for _ in range(count - 1)]
        self.layer = nn.Sequential(*blocks)

    def forward(self, x):
        return self.layer(x)


class WideResNet(nn.Module):
    def __init__(self, channels, depth, width, has_shortcut):
        super().__init__()
        count = (depth - 4) // 6
        self.conv1 = conv(channels, 16, 3)
        self.block1 = WideStage(count, 16, 16 * width, 1, has_shortcut)
        self.block2 = WideStage(count, 16 * width, 32 * width, 2, has_shortcut)
        self.block3 = WideStage(count, 32 * width, 64 * width, 2, has_shortcut)
        self.bn1 = nn.BatchNorm2d(64 * width)
        self.fc = nn.Linear(64 * width, CLASSES)

    def forward(self, x):
        x = self.block3(self.block2(self.block1(self.conv1(x))))
        return self.fc(functional.adaptive_avg_pool2d(functional.relu(self.bn1(x)), 1).flatten(1))


class DenseLayer(nn.Module):
    def __init__(self, present):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(present)
        self.conv1 = conv(present, 128, 1)
        self.bn2 = nn.BatchNorm2d(128)
        self.conv2 = conv(128, 32, 3)

    def forward(self, x):
        new = self.conv2(functional.relu(self.bn2(self.conv1(functional.relu(self.bn1(x))))))
        return torch.cat((new, x), dim=1)


class Transition(nn.Module):
    def __init__(self, present):
        super().__init__()
        self.bn = nn.BatchNorm2d(present)
        self.conv = conv(present, present // 2, 1)

    def forward(self, x):
        return functional.avg_pool2d(self.conv(functional.relu(self.bn(x))), 2)


class DenseNet121(nn.Module):
    def __init__(self, channels):
        super().__init__()
        present = 64
        self.conv1 = conv(channels, present, 3)
        for number, count in enumerate((6, 12, 24, 16), 1):
            layers = [DenseLayer(present + 32 * i) for i in range(count)]
            present += 32 * count
            setattr(self, f"dense{number}", nn.Sequential(*layers))
            if number < 4:
                setattr(self, f"trans{number}", Transition(present))
                present //= 2
        self.bn = nn.BatchNorm2d(present)
        self.linear = nn.Linear(present, CLASSES)

    def forward(self, x):
        x = self.trans1(self.dense1(self.conv1(x)))
        x = self.trans2(self.dense2(x))
        x = self.dense4(self.trans3(self.dense3(x)))
        return self.linear(functional.relu(self.bn(x)).mean(dim=(2, 3)))


class Vgg(nn.Module):
    """VGG-11 to 19 with one linear layer; VGG-9 with a hidden one."""

    PLANS = {
        9: "64 64 M 128 128 M 256 256 256 M",
        11: "64 M 128 M 256 256 M 512 512 M 512 512 M",
        13: "64 64 M 128 128 M 256 256 M 512 512 M 512 512 M",
        16: "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M",
        19: "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M",
    }

    def __init__(self, shape, depth, has_norm):
        super().__init__()
        present, height, width = shape
        layers = []
        for step in self.PLANS[depth].split():
            if step == "M":
                layers.append(nn.MaxPool2d(2, ceil_mode=True))
                height, width = math.ceil(height / 2), math.ceil(width / 2)
                continue
            layers.append(nn.Conv2d(present, int(step), 3, padding=1))
            present = int(step)
            layers += [nn.BatchNorm2d(present)] * has_norm + [nn.ReLU()]
        self.features = nn.Sequential(*layers)
        self.hidden = depth == 9
        self.fc = nn.Identity()
        if self.hidden:
            norm = [nn.BatchNorm1d(256)] * has_norm
            self.fc = nn.Sequential(nn.Linear(256 * height * width, 256), *norm, nn.ReLU())
        self.classifier = nn.Linear(present, CLASSES)

    def forward(self, x):
        x = self.features(x)
        if self.hidden:
            x = self.fc(x.flatten(1))
        else:
            x = x.mean(dim=(2, 3))
        return self.classifier(x)


class LeNet5(nn.Module):
    """Images below 16 pixels get a border of zeros, by which they become at least that large."""

    def __init__(self, shape):
        super().__init__()
        channels, height, width = shape
        self.border = max(0, math.ceil((16 - min(height, width)) / 2))
        self.conv1 = nn.Conv2d(channels, 6, 5)
        self.pool = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        sides = [((side + 2 * self.border - 4) // 2 - 4) // 2 for side in (height, width)]
        self.fc1 = nn.Linear(16 * sides[0] * sides[1], 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, CLASSES)

    def forward(self, x):
        x = functional.pad(x, [self.border, self.border, self.border, self.border])
        x = self.pool(functional.relu(self.conv1(x)))
        x = self.pool(functional.relu(self.conv2(x)))
        x = functional.relu(self.fc1(torch.flatten(x, 1)))
        return self.fc3(functional.relu(self.fc2(x)))


class Attention(nn.Module):
    """Head by head."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.width = width
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        size = self.width // self.heads
        q, k, v = self.qkv(x).split(self.width, dim=2)
        mixed = []
        for head in range(self.heads):
            begin = head * size
            scores = torch.bmm(
                q[:, :, begin : begin + size], k[:, :, begin : begin + size].transpose(1, 2)
            )
            mixed.append(torch.bmm(torch.softmax(scores * size**-0.5, dim=2), v[:, :, begin : begin + size]))
        return self.proj(torch.cat(mixed, dim=2))


class TokenMlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        x = self.fc1(x)
        return self.fc2(0.5 * x * (1.0 + torch.erf(x / math.sqrt(2.0))))


class TransformerBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = TokenMlp(width)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbedding(nn.Module):
    def __init__(self, channels, width, size):
        super().__init__()
        self.proj = nn.Conv2d(channels, width, size, stride=size)

    def forward(self, x):
        return self.proj(x).flatten(2).permute(0, 2, 1)


class VisionTransformer(nn.Module):
    def __init__(self, shape, patch_size, depth, width):
        super().__init__()
        channels, image_height, image_width = shape
        patches = (image_height // patch_size) * (image_width // patch_size)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + patches, width))
        self.patch_embed = PatchEmbedding(channels, width, patch_size)
        heads = max(1, width // 64)
        self.blocks = nn.Sequential(*[TransformerBlock(width, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, CLASSES)

    def forward(self, x):
        x = self.patch_embed(x)
        x = torch.cat((self.cls_token.repeat(x.size(0), 1, 1), x), dim=1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])


def create(name, shape, settings):
    channels = shape[0]
    has_suffix = name.endswith(("-noskip", "-bn"))
    numbers = [int(number) for number in re.findall(r"\d+", name)]
    if name.startswith("resnet"):
        if numbers[0] in (18, 34, 50):
            return resnet_imagenet(channels, numbers[0])
        return resnet_cifar(channels, numbers[0], not has_suffix)
    if name.startswith("wrn"):
        return WideResNet(channels, *numbers, not has_suffix)
    if name.startswith("vgg"):
        return Vgg(shape, numbers[0], has_suffix)
    if name.startswith("vit"):
        own = {"patch_size": 4, "depth": 12, "width": {"vit-tiny": 192, "vit-small": 384}[name]}
        return VisionTransformer(shape, **{**own, **settings})
    return {"densenet121": lambda: DenseNet121(channels), "lenet5": lambda: LeNet5(shape)}[name]()


def fnv1a(text):
    """FNV-1a, 32 bits."""
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def uniform(name, count):
    """`count` numbers in [-1, 1), whose bits are those of an integer hash (MurmurHash3's last steps)
    of the name and the index."""
    x = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(2654435769) + numpy.uint32(fnv1a(name))
    x ^= x >> numpy.uint32(16)
    x *= numpy.uint32(0x85EBCA6B)
    x ^= x >> numpy.uint32(13)
    x *= numpy.uint32(0xC2B2AE35)
    x ^= x >> numpy.uint32(16)
    return x.astype(numpy.float64) / 2.0**31 - 1.0


def values_of(name, shape):
    """He et al.'s variance for weights; norms far from the identity, and variances positive."""
    values = uniform(name, int(numpy.prod(shape)))
    if name.endswith("running_var") or (len(shape) == 1 and name.endswith("weight")):
        values = 1.0 + 0.5 * values
    elif len(shape) == 1:
        values = 0.1 * values
    else:
        values = math.sqrt(6.0 / numpy.prod(shape[1:])) * values
    return values.reshape(shape).astype(numpy.float32)


def fill(network):
    for name, tensor in network.state_dict().items():
        if tensor.is_floating_point():
            tensor.copy_(torch.from_numpy(values_of(name, tuple(tensor.shape))))


def multiply_adds(network, inputs):
    """Counted by hooks, for one sample."""
    total = 0

    def count(layer, _inputs, outputs):
        nonlocal total
        if isinstance(layer, nn.Conv2d):
            total += outputs[0].numel() * layer.in_channels * layer.kernel_size[0] * layer.kernel_size[1]
        elif isinstance(layer, nn.Linear):
            total += outputs[0].numel() * layer.in_features
        elif isinstance(layer, Attention):
            tokens = outputs.shape[1]
            total += 2 * tokens * tokens * layer.width

    hooks = [module.register_forward_hook(count) for module in network.modules()]
    network(inputs[:1])
    for hook in hooks:
        hook.remove()
    return total


def describe(name, shape, settings):
    network = create(name, shape, settings)
    fill(network)
    network.eval()
    inputs = uniform("inputs", BATCH * int(numpy.prod(shape))).reshape(BATCH, *shape)
    inputs = torch.from_numpy(inputs.astype(numpy.float32))
    outputs = torch.jit.script(network)(inputs)
    exact = network.double()(inputs.double())
    difference = (outputs - exact).abs().max() / exact.abs().max()
    tensors = [[key, list(value.shape)] for key, value in network.state_dict().items()]
    parameters = sum(parameter.numel() for parameter in network.parameters())
    print(f"{name} {shape}: {parameters} parameters, outputs within {exact.abs().max():.3g}, "
          f"single precision off by {difference:.1e}")
    return {
        "name": name,
        "shape": list(shape),
        "settings": settings,
        "parameters": parameters,
        "multiply_adds": multiply_adds(network, inputs.double()),
        "tensors": tensors,
        "outputs": [float(value) for value in exact.flatten()],
    }


def main():
    warnings.filterwarnings("ignore")
    with torch.no_grad():
        cases = [describe(*case) for case in CASES]
    with open(FILE, "w", encoding="ascii") as file:
        file.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
