#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Products of the Hessian by all weights with a direction, for the networks of make_networks.py.

    make_products.py torch-VERSION.zip OUT.zip

Needs torch 2.6 or later and torchvision, as make_networks.py. For each network in double precision OUT.zip gets NAME-double.npz: for every
parameter, by its name, the product of the Hessian of the loss at the network's weights with direction1.pt,
by torch.func.grad of the gradient's product with it. Numbers are rounded to single precision.
"""
import io
import pathlib
import sys
import tempfile
import zipfile

import numpy
import torch
from torch.nn import functional

import make_networks


def product_of(folder):
    make, _ = make_networks.networks()[folder.name[: -len("-double")]]
    network = make().double().eval()
    network.load_state_dict(torch.load(folder / "state_dict.pt"))
    data = numpy.load(folder / "data.npz")
    inputs, targets = (torch.from_numpy(data[name]) for name in ("inputs", "targets"))
    direction = torch.load(folder / "direction1.pt")
    parameters = {name: value.detach() for name, value in network.named_parameters()}
    change = {name: direction[name] for name in parameters}
    loss_of = functional.mse_loss if targets.is_floating_point() else functional.cross_entropy

    def loss(weights):
        return loss_of(torch.func.functional_call(network, weights, (inputs,)), targets)

    def slope(weights):
        gradient = torch.func.grad(loss)(weights)
        return sum((gradient[name] * change[name]).sum() for name in change)

    # Attention's fast kernels have no second derivative.
    with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
        product = torch.func.grad(slope)(parameters)
    return {name: value.numpy().astype(numpy.float32) for name, value in product.items()}


def main():
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as temporary, \
            zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        zipfile.ZipFile(sys.argv[1]).extractall(temporary)
        for folder in sorted(pathlib.Path(temporary).glob("*-double")):
            buffer = io.BytesIO()
            numpy.savez(buffer, **product_of(folder))
            archive.writestr(f"{folder.name}.npz", buffer.getvalue())
            print("written", folder.name, flush=True)


if __name__ == "__main__":
    main()
