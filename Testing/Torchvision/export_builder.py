#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""One of torchvision's networks as torch.export writes it, and what PyTorch computes of it.

    export_builder.py list                 prints the names of all classification and segmentation builders
    export_builder.py BUILDER FOLDER

Needs torch 2.6 or later and torchvision. FOLDER gets

    network.pt2     the network with random weights, for batches of any size
    direction.pt    a direction in the space of its weights, which changes each by some per cent
    data.npz        a few small images, and labels
    truth.npz       the losses (cross entropy) at the weights, and at weights + direction: array `loss`

Networks for segmentation give one label per pixel; here the mean of their outputs over all pixels
counts, as that of a classifier.
"""
import inspect
import pathlib
import sys
import warnings

import numpy
import torch
import torchvision
from torch import nn

SAMPLES = 2
CLASSES = 10
SIZE = 64
# What the architectures allow: sides of an image have to be multiples of their windows and patches.
SIZES = {
    "inception_v3": 80,
    "maxvit_t": 224,
    "vit_h_14": 56,
}


def builders():
    models = torchvision.models
    return sorted(models.list_models(module=models) + models.list_models(module=models.segmentation))


class Classifier(nn.Module):
    """The classes of an image by a network for segmentation, which gives those of each pixel."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, images):
        return self.network(images)["out"].mean(dim=(2, 3))


def arguments(name):
    """What a builder has to be told: no weights, and the size of images where it matters."""
    builder = torchvision.models.get_model_builder(name)
    wanted = {"weights": None, "num_classes": CLASSES}
    size = SIZES.get(name, SIZE)
    if name.startswith("vit_"):
        wanted["image_size"] = size
    if name in ("inception_v3", "googlenet"):
        wanted |= {"init_weights": False, "aux_logits": False}
    if "weights_backbone" in inspect.signature(builder).parameters:
        wanted["weights_backbone"] = None
    return wanted, size


def randomise_statistics(network, generator):
    """Running statistics near those of the data that come in, and no two alike."""
    for name, buffer in network.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(0.0, 0.1, generator=generator)
        if name.endswith("running_var"):
            buffer.uniform_(0.5, 1.5, generator=generator)


def cross_entropy(network, images, labels):
    with torch.no_grad():
        return nn.functional.cross_entropy(network(images).double(), labels).item()


def main():
    warnings.filterwarnings("ignore")
    if sys.argv[1:] == ["list"]:
        print("\n".join(builders()))
        return
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    torch.manual_seed(sum(map(ord, name)))
    generator = torch.Generator().manual_seed(1)
    wanted, size = arguments(name)
    network = torchvision.models.get_model(name, **wanted).eval()
    randomise_statistics(network, generator)
    if name in torchvision.models.list_models(module=torchvision.models.segmentation):
        network = Classifier(network)
    images = torch.rand(SAMPLES, 3, size, size, generator=generator)
    labels = torch.randint(0, CLASSES, (SAMPLES,), generator=generator)

    batch = torch.export.Dim("batch", min=1, max=64)
    exported = torch.export.export(network, (images,), dynamic_shapes=({0: batch},))
    torch.export.save(exported, folder / "network.pt2")
    numpy.savez(folder / "data.npz", inputs=images.numpy(), targets=labels.numpy())
    losses = [cross_entropy(network, images, labels)]
    direction = {}
    with torch.no_grad():
        for key, weight in network.named_parameters():
            change = torch.randn(weight.shape, generator=generator)
            direction[key] = change * (0.05 * weight.norm() / change.norm()) if weight.any() else change * 0.01
            weight += direction[key]
    torch.save(direction, folder / "direction.pt")
    losses.append(cross_entropy(network, images, labels))
    numpy.savez(folder / "truth.npz", loss=losses)


if __name__ == "__main__":
    main()
