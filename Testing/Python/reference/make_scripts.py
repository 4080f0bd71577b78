# SPDX-License-Identifier: BSD-3-Clause
"""make_scripts.py OUT: TorchScript modules of many constructs, scripted and traced.

Writes OUT/scripts: graphs/NAME.pt, modules whose code is a graph, opaque/NAME.pt, modules whose code
is none, and NAME.npz beside each: inputs, outputs in evaluation, and the gradient of the sum of
their squares.
"""
import math
import pathlib
import sys
import warnings
from typing import List, Optional

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional

SAMPLES = 6


class Block(nn.Module):
    """Basic block of He et al. 2016."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs, momentum=None)
        self.shortcut = None
        if stride != 1:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        y += x if self.shortcut is None else self.shortcut(x)
        return self.relu(y)


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU())
        self.blocks = nn.Sequential(Block(4, 4, 1), Block(4, 8, 2))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        x = self.pool(self.blocks(self.stem(x)))
        return self.head(self.drop(torch.flatten(x, 1)))


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.cell = kind(4, 5, num_layers=2, dropout=0.4, batch_first=True, bidirectional=True)
        self.head = nn.Linear(10, 3)

    def forward(self, x):
        return self.head(self.cell(x)[0][:, -1])


class Attention(nn.Module):
    """Attention written out, with sizes computed from sizes."""

    def __init__(self):
        super().__init__()
        self.heads = 2
        self.qkv = nn.Linear(8, 24)
        self.norm = nn.LayerNorm(8)
        self.register_buffer("mask", torch.tril(torch.ones(12, 12)))
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        n, length, width = x.shape
        q, k, v = self.qkv(self.norm(x)).split(width, dim=2)
        size = width // self.heads
        q = q.view(n, length, self.heads, size).transpose(1, 2)
        k = k.view(n, length, self.heads, size).transpose(1, 2)
        v = v.view(n, length, self.heads, size).transpose(1, 2)
        scores = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        scores = scores.masked_fill(self.mask[:length, :length] == 0, float("-inf"))
        y = self.drop(functional.softmax(scores, dim=-1)) @ v
        return y.transpose(1, 2).contiguous().view(n, length, width).mean(1)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.3, batch_first=True)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        return self.head(self.layer(x)[:, 0])


class Tied(nn.Module):
    """An embedding whose weight is that of the last layer."""

    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(9, 6)
        self.places = nn.Embedding(12, 6)
        self.head = nn.Linear(6, 9, bias=False)
        self.head.weight = self.tokens.weight

    def forward(self, x):
        places = torch.arange(x.shape[1], device=x.device)
        h = self.tokens(x.long().clamp(0, 8)) + self.places(places).unsqueeze(0)
        return self.head(torch.tanh(h)).mean(1)


class Transposed(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(4, 6, 3, stride=2, groups=2, output_padding=1)
        self.norm = nn.GroupNorm(3, 6)
        self.down = nn.Conv2d(6, 2, 3, groups=2, dilation=2)

    def forward(self, x):
        return self.down(functional.gelu(self.norm(self.up(x)))).flatten(1)


class Dropouts(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 4, 3)
        self.spatial = nn.Dropout2d(0.2)
        self.alpha = nn.AlphaDropout(0.1)
        self.inner = nn.Dropout(0.4, inplace=True)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        h = self.spatial(self.first(x)).mean([2, 3])
        h = functional.dropout(h, 0.5, self.training)
        return self.head(self.inner(functional.rrelu(self.alpha(h), 0.1, 0.3, self.training) * 1.0))


class Views(nn.Module):
    """Slices, views and writes to them."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(8, 5))
        self.register_buffer("scale", torch.linspace(0.5, 1.5, 5))

    def forward(self, x):
        h = x @ self.weight
        h = functional.relu_(h[:, ::2]) + h[:, 1::2].sum(1, keepdim=True)
        parts = h.clone()
        parts[:, 0] *= 2.0
        parts[:, -1:] = h[:, :1].exp().clamp(max=3.0)
        a, b = parts.chunk(2, dim=1)
        c = torch.stack([a[:, 0], b[:, 0]], 1)
        c.mul_(self.scale[1:3])
        return torch.cat((c, x[:, None, -1] - x[:, :1], h.unfold(1, 2, 1).sum(2)), dim=-1)


class Lists(nn.Module):
    """Lists of tensors, loops over layers and over numbers, slices of shapes."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 4) for _ in range(3)])
        self.steps = 3

    def forward(self, x):
        found: List[Tensor] = []
        for i, layer in enumerate(self.layers):
            found.append(torch.sigmoid(layer(x)) * float(i + 1))
        h = torch.cat(found, 1)
        for i in range(self.steps):
            h = h + torch.sin(h * (i + 1))
        rest = list(h.shape)[1:]
        h = h.reshape([h.shape[0]] + rest[:-1] + [rest[-1] // 4, 4])
        return h.reshape(h.size(0), -1) / (h.numel() // h.size(0))


class Einsum(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.randn(8, 3, 2))

    def forward(self, x):
        y = torch.einsum("ni,ijk->njk", x, self.a)
        top, places = torch.topk(y.flatten(1), 3, dim=1)
        return torch.where(top > 0, top, 0.1 * top) + y.flatten(1).gather(1, places).cumsum(1)


class Optionals(nn.Module):
    """Arguments that may be left out, and what follows from them."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(8, 4, bias=False)
        self.register_parameter("bias", None)

    def helper(self, x, shift: Optional[Tensor] = None, scale: float = 0.5):
        if shift is not None:
            x = x + shift
        return x * scale if self.bias is None else x

    def forward(self, x, mask: Optional[Tensor] = None, power: int = 2):
        y = self.linear(x) if mask is None else self.linear(x * mask)
        return self.helper(y, y.mean(1, keepdim=True)) ** power


class Casts(nn.Module):
    """Element types and devices that are taken from tensors or written down."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(8, 4))
        self.table = torch.tensor([1.0, -2.0, 3.0, 0.5])

    def forward(self, x):
        y = (x @ self.weight).double().softmax(1).to(self.weight.dtype)
        steps = torch.arange(4, dtype=x.dtype, device=x.device)
        noise = torch.zeros_like(y) + torch.full([4], 0.25, dtype=torch.float32)
        return y.to(x.device) * self.table + steps * noise + torch.ones(y.shape[0], 1).type_as(y)


class Norms(nn.Module):
    def __init__(self):
        super().__init__()
        self.image = nn.BatchNorm2d(1)
        self.instance = nn.InstanceNorm2d(1, affine=True, track_running_stats=True)
        self.plain = nn.InstanceNorm2d(1)
        self.batch = nn.BatchNorm2d(1, track_running_stats=False)
        self.head = nn.Linear(16, 3)
        self.last = nn.BatchNorm1d(3, affine=False, momentum=None)

    def forward(self, x):
        x = self.batch(self.plain(self.image(x) ** 3) + self.instance(self.image(2.0 * x)))
        return self.last(self.head(x.flatten(1)))


class Objective(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(8, 3)

    def forward(self, x, y):
        return functional.cross_entropy(self.linear(x), y.long().clamp(0, 2), reduction="none")


class Noise(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(8, 3)

    def forward(self, x):
        return self.linear(x + 0.1 * torch.randn_like(x))


class Branch(nn.Module):
    """What is computed depends on numbers in a tensor."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(8, 3)

    def forward(self, x):
        y = self.linear(x)
        if bool(y.sum() > 0):
            y = y * 2.0
        return y


class Loop(Branch):
    def forward(self, x):
        y = self.linear(x)
        while bool(y.abs().max() > 1.0):
            y = y * 0.5
        return y


class DataCheck(Branch):
    def forward(self, x):
        if bool(x.max() > 100.0):
            raise ValueError("inputs are too large")
        return self.linear(x)


class TrainingBranch(Branch):
    """Its code in training is more than another mode of its layers."""

    def forward(self, x):
        y = self.linear(x)
        if self.training:
            y = y + 1.0
        return y


class Memory(Branch):
    """Writes to a buffer in place."""

    def __init__(self):
        super().__init__()
        self.register_buffer("last", torch.zeros(3))

    def forward(self, x):
        y = self.linear(x) + self.last
        self.last.copy_(y.mean(0).detach())
        return y


class History(Branch):
    """Adds to a list of its own."""

    calls: List[int]

    def __init__(self):
        super().__init__()
        self.calls = [1]

    def forward(self, x):
        self.calls.append(1)
        return self.linear(x) * float(len(self.calls))


class TwoOutputs(Branch):
    def forward(self, x):
        return self.linear(x), x


class OptionalTargets(Branch):
    def forward(self, x, targets: Optional[Tensor] = None):
        y = self.linear(x)
        return y if targets is None else (y - targets).square().mean(1)


FLAT = (8,)
IMAGE = (1, 4, 4)
PLANES = (4, 5, 5)
WORDS = (5, 4)
TOKENS = (7, 8)


def prepared(network):
    """Running statistics that are not those of the batches."""
    network.train()
    for module in network.modules():
        if getattr(module, "running_mean", None) is not None:
            module.running_mean.normal_(0.0, 0.3)
            module.running_var.uniform_(0.5, 1.5)
    return network.eval()


def gradient_of(network, arguments):
    """The gradient of the sum of squares of the outputs, by all parameters."""
    parameters = [p for p in network.parameters() if p.is_floating_point()]
    with torch.enable_grad():
        value = network(*arguments).square().sum()
        found = torch.autograd.grad(value, parameters)
    return torch.cat([part.flatten() for part in found])


def write(path, network, arguments, module):
    module.save(str(path.with_suffix(".pt")))
    torch.manual_seed(0)
    outputs = network(*arguments)
    outputs = outputs[0] if isinstance(outputs, tuple) else outputs
    arrays = {"inputs": arguments[0], "outputs": outputs}
    if path.parent.name == "graphs":
        torch.manual_seed(0)
        arrays["gradient"] = gradient_of(network, arguments)
    if len(arguments) > 1:
        arrays["targets"] = arguments[1]
    numpy.savez(path.with_suffix(".npz"), **{key: value.numpy() for key, value in arrays.items()})


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    folder = pathlib.Path(sys.argv[1]) / "scripts"
    for kind in ("graphs", "opaque"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)

    def arguments_of(network, shape):
        inputs = torch.randn(SAMPLES, *shape)
        if isinstance(network, Tied):
            inputs = torch.randint(0, 9, (SAMPLES, *shape)).float()
        if isinstance(network, Objective):
            return inputs, torch.randint(0, 3, (SAMPLES,)).float()
        return (inputs,)

    for name, network, shape in (
        ("resnet", ResNet(), IMAGE),
        ("attention", Attention(), TOKENS),
        ("tied", Tied(), (7,)),
        ("transposed", Transposed(), PLANES),
        ("dropouts", Dropouts(), IMAGE),
        ("views", Views(), FLAT),
        ("lists", Lists(), FLAT),
        ("einsum", Einsum(), FLAT),
        ("optionals", Optionals(), FLAT),
        ("casts", Casts(), FLAT),
        ("norms", Norms(), IMAGE),
        ("objective", Objective(), FLAT),
        ("noise", Noise(), FLAT),
    ):
        prepared(network)
        arguments = arguments_of(network, shape)
        write(folder / "graphs" / f"{name}_scripted", network, arguments, torch.jit.script(network))
        traced = torch.jit.trace(network, arguments, check_trace=False)
        # Instance norm that is told for good to go by its running statistics is no graph.
        kind = "opaque" if name == "norms" else "graphs"
        write(folder / kind / f"{name}_traced", network, arguments, traced)
    for name, network, shape in (
        ("lstm", Recurrent(nn.LSTM), WORDS),
        ("gru", Recurrent(nn.GRU), WORDS),
        ("encoder", Encoder(), TOKENS),
    ):
        prepared(network)
        arguments = arguments_of(network, shape)
        # Without gradients the encoder would be one operator that has none.
        with torch.enable_grad():
            traced = torch.jit.trace(network, arguments, check_trace=False)
        write(folder / "graphs" / f"{name}_traced", network, arguments, traced)
        # Scripted they look at their input's dimensions; the encoder looks at more.
        kind = "opaque" if name == "encoder" else "graphs"
        write(folder / kind / f"{name}_scripted", network, arguments, torch.jit.script(network))
    for network in (Dropouts(), Recurrent(nn.LSTM)):
        shape = IMAGE if isinstance(network, Dropouts) else WORDS
        arguments = arguments_of(network.train(), shape)
        traced = torch.jit.trace(network, arguments, check_trace=False)
        name = type(network).__name__.lower() + "_traced_training"
        write(folder / "graphs" / name, network.eval(), arguments, traced)
    counting = prepared(ResNet())
    arguments = arguments_of(counting, IMAGE)
    traced = torch.jit.trace(counting.train(), arguments, check_trace=False)
    write(folder / "opaque" / "counting", counting.eval(), arguments, traced)
    for kind in (
        Branch,
        Loop,
        DataCheck,
        TrainingBranch,
        Memory,
        History,
        TwoOutputs,
        OptionalTargets,
    ):
        network = kind().eval()
        arguments = arguments_of(network, FLAT)
        module = torch.jit.script(network)
        write(folder / "opaque" / kind.__name__.lower(), network, arguments, module)


if __name__ == "__main__":
    main()
