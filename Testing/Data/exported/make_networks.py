#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Small networks of many kinds as torch.export writes them, and what PyTorch computes of them.

    make_networks.py OUT.zip

Needs torch 2.5 or later and torchvision. OUT.zip gets a folder for each network and precision:

    NAME-float, NAME-double/
        network.pt2         the exported network with its weights
        state_dict.pt       the weights
        direction1.pt, direction2.pt
        data.npz            inputs, targets
        truth.npz           on the grid x = -1, 0, 1 and y = -0.5, 0.5 (arrays [y][x]):
                            loss; in double precision also gradient (by x and y) and hessian
        outputs.npz         outputs of the network at the centre

Everything follows from seeds. The archives in this folder were made with the PyTorch that their names
say, of Debian 13 (2.6) and Debian testing (2.14).
"""
import pathlib
import sys
import tempfile
import warnings
import zipfile

import numpy
import torch
import torchvision
from torch import nn
from torch.nn import functional

SAMPLES = 6
CLASSES = 5
XS = (-1.0, 0.0, 1.0)
YS = (-0.5, 0.5)


class Fires(nn.Module):
    """SqueezeNet's building block (Iandola et al. 2016), twice."""

    def __init__(self):
        super().__init__()
        fire = torchvision.models.squeezenet.Fire
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, ceil_mode=True),
            fire(8, 4, 6, 6), fire(12, 4, 6, 6),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(0.5), nn.Conv2d(12, CLASSES, 1), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1)
        )

    def forward(self, x):
        return torch.flatten(self.classifier(self.features(x)), 1)


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.layers = kind(4, 6, num_layers=2, batch_first=True, bidirectional=kind is nn.LSTM)
        self.head = nn.Linear(12 if kind is nn.LSTM else 6, CLASSES)

    def forward(self, x):
        outputs, _ = self.layers(x)
        return self.head(outputs[:, -1])


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.project = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x):
        batch, length, width = x.shape
        parts = self.qkv(self.first(x)).split(width, dim=2)
        q, k, v = (p.view(batch, length, self.heads, -1).transpose(1, 2) for p in parts)
        y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.project(y.transpose(1, 2).reshape(batch, length, width))
        return x + self.mlp(self.second(x))


class Gpt(nn.Module):
    """Causal attention on integer tokens; the last layer has the weights of the first."""

    def __init__(self, tokens=11, width=8, length=7):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(tokens, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList([Block(width, 2), Block(width, 2)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, tokens, bias=False)
        self.head.weight = self.wte.weight

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1], device=tokens.device))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)).mean(1)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(8, CLASSES)

    def forward(self, x):
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1]).to(x.dtype)
        return self.head(self.encoder(x, mask=mask, is_causal=True)[:, -1])


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.Sequential(nn.Conv2d(3, 6, 3, 2, 1), nn.BatchNorm2d(6), nn.LeakyReLU(0.1))
        self.decode = nn.Sequential(
            nn.ConvTranspose2d(6, 4, 4, 2, 1, groups=2), nn.GroupNorm(2, 4), nn.SiLU(),
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
            nn.Conv2d(4, 3, 3, 2, 1), nn.Sigmoid(),
        )

    def forward(self, x):
        return self.decode(self.encode(x))


class RmsNormed(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.norm, self.second = nn.Linear(4, 8), nn.RMSNorm(8), nn.Linear(8, CLASSES)

    def forward(self, x):
        with torch.no_grad():
            scale = x.abs().amax(dim=(1, 2), keepdim=True)
        return self.second(self.norm(torch.tanh(self.first(x / scale)))).mean(1)


def images(generator):
    return torch.randn(SAMPLES, 3, 16, 16, generator=generator, dtype=torch.float64)


def sequences(generator):
    return torch.randn(SAMPLES, 5, 4, generator=generator, dtype=torch.float64)


def wide_sequences(generator):
    return torch.randn(SAMPLES, 5, 8, generator=generator, dtype=torch.float64)


def tokens(generator):
    return torch.randint(0, 11, (SAMPLES, 7), generator=generator)


def networks():
    models = torchvision.models
    convnext = models.convnext.CNBlockConfig
    return {
        "squeezenet": (Fires, images),
        "mobilenet": (
            lambda: models.MobileNetV2(
                CLASSES, 0.25, [[1, 8, 1, 1], [6, 8, 2, 2], [6, 16, 1, 2]], dropout=0.2
            ),
            images,
        ),
        "shufflenet": (
            lambda: models.ShuffleNetV2([1, 1, 1], [8, 16, 16, 32, 32], num_classes=CLASSES), images
        ),
        "densenet": (lambda: models.DenseNet(4, (2, 2), 8, num_classes=CLASSES), images),
        "vit": (
            lambda: models.VisionTransformer(16, 8, 2, 2, 8, 16, num_classes=CLASSES), images
        ),
        "swin": (
            lambda: models.SwinTransformer(
                [2, 2], 8, [2, 2], [1, 2], [2, 2], stochastic_depth_prob=0.1, num_classes=CLASSES
            ),
            images,
        ),
        "convnext": (
            lambda: models.ConvNeXt([convnext(8, 16, 1), convnext(16, None, 1)], num_classes=CLASSES),
            images,
        ),
        "lstm": (lambda: Recurrent(nn.LSTM), sequences),
        "gru": (lambda: Recurrent(nn.GRU), sequences),
        "gpt": (Gpt, tokens),
        "encoder": (Encoder, wide_sequences),
        "autoencoder": (Autoencoder, images),
        "rmsnorm": (RmsNormed, sequences),
    }


def randomise_statistics(network, generator):
    """Running statistics of a network that has been trained are not 0 and 1."""
    for name, buffer in network.named_buffers():
        if name.endswith("running_mean"):
            buffer.copy_(0.1 * torch.randn(buffer.shape, generator=generator, dtype=torch.float64))
        elif name.endswith("running_var"):
            buffer.copy_(0.5 + torch.rand(buffer.shape, generator=generator, dtype=torch.float64))


def loss_of(network, weights, inputs, targets):
    outputs = torch.func.functional_call(network, weights, (inputs,))
    if targets.dtype == torch.int64:
        return functional.cross_entropy(outputs, targets)
    return functional.mse_loss(outputs, targets)


class Plane:
    """The loss at centre + x d1 + y d2."""

    def __init__(self, network, generator, inputs, targets):
        self.network, self.inputs, self.targets = network, inputs, targets
        self.centre = {n: p.detach() for n, p in network.named_parameters()}
        self.directions = [
            {
                n: (0.1 * torch.randn(p.shape, generator=generator, dtype=torch.float64)).to(p)
                for n, p in self.centre.items()
            }
            for _ in range(2)
        ]

    def loss(self, place):
        weights = {
            n: p + place[0] * self.directions[0][n] + place[1] * self.directions[1][n]
            for n, p in self.centre.items()
        }
        return loss_of(self.network, weights, self.inputs, self.targets)

    def truth(self, with_derivatives):
        places = [[torch.tensor([x, y]).to(next(iter(self.centre.values()))) for x in XS] for y in YS]
        arrays = {"loss": [[self.loss(p).item() for p in row] for row in places]}
        if with_derivatives:
            gradient, hessian = torch.func.grad(self.loss), torch.func.jacrev(torch.func.grad(self.loss))
            # Attention's fast kernels have no second derivative.
            with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
                arrays["gradient"] = [[gradient(p).tolist() for p in row] for row in places]
                arrays["hessian"] = [[hessian(p).tolist() for p in row] for row in places]
        return {name: numpy.array(values) for name, values in arrays.items()}


def write(folder, name, make, sample, is_double):
    torch.manual_seed(sum(map(ord, name)))
    generator = torch.Generator().manual_seed(len(name))
    network = make().double().eval()
    randomise_statistics(network, generator)
    inputs = sample(generator)
    if name == "autoencoder":
        targets = torch.rand(SAMPLES, 3, 16, 16, generator=generator, dtype=torch.float64)
    else:
        targets = torch.randint(0, CLASSES, (SAMPLES,), generator=generator)
    if not is_double:
        network = network.float()
        inputs = inputs.float() if inputs.is_floating_point() else inputs
        targets = targets.float() if targets.is_floating_point() else targets
    plane = Plane(network, generator, inputs, targets)

    batch = torch.export.Dim("batch", min=2, max=64)
    exported = torch.export.export(network, (inputs,), dynamic_shapes=({0: batch},))
    torch.export.save(exported, folder / "network.pt2")
    torch.save(network.state_dict(), folder / "state_dict.pt")
    for axis in (0, 1):
        torch.save(plane.directions[axis], folder / f"direction{axis + 1}.pt")
    numpy.savez(folder / "data.npz", inputs=inputs.numpy(), targets=targets.numpy())
    numpy.savez(folder / "truth.npz", **plane.truth(is_double))
    with torch.no_grad():
        numpy.savez(folder / "outputs.npz", outputs=network(inputs).numpy())
    if name == "densenet" and not is_double:
        torch.export.save(exported.run_decompositions(), folder / "decomposed.pt2")
    if name == "vit" and not is_double:
        torch.export.save(torch.export.export(network, (inputs,)), folder / "static.pt2")


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (make, sample) in networks().items():
            for precision in ("float", "double"):
                with tempfile.TemporaryDirectory() as temporary:
                    folder = pathlib.Path(temporary)
                    write(folder, name, make, sample, precision == "double")
                    for file in sorted(folder.iterdir()):
                        archive.write(file, f"{name}-{precision}/{file.name}")
                print("written", name, precision, flush=True)


if __name__ == "__main__":
    main()
