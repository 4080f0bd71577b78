# SPDX-License-Identifier: BSD-3-Clause
"""make_bfloat16.py OUT: losses of networks of make_networks.py in bfloat16, emulated.

Weights, with the batch normalisation that follows folded into them, and what every layer gives are
rounded to bfloat16; products and sums are those of double precision, biases and the last layer's
outputs are not rounded. Writes OUT/bfloat16/NAME.npz: inputs, targets, and the cross entropy of
every sample so (losses) and without any rounding (exact_losses).
"""
import copy
import pathlib
import sys

import numpy
import torch
from torch.nn import functional

import make_networks

# Not deeper: a sum that is rounded differently in its last bit moves some activation by 1/256 of it, and
# the next layers more of them. Sums in single precision move the losses of resnet20 by 0.17 of what
# rounding to bfloat16 does, those of resnet56 by 0.78.
NETWORKS = ("mlp", "resnet8", "resnet8-noskip", "resnet20")
NUMBER_OF_SAMPLES = 24
NUMBER_OF_CLASSES = 10


def rounded(values):
    return values.bfloat16().double()


def folded(convolution, norm):
    """Weights and biases of a convolution and the normalisation behind it."""
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return convolution.weight * scale.reshape(-1, 1, 1, 1), norm.bias - norm.running_mean * scale


def convolved(x, convolution, norm):
    weight, bias = folded(convolution, norm)
    return functional.conv2d(x, rounded(weight), bias, convolution.stride, convolution.padding)


def shortcut(block, x):
    kept = x[:, :, :: block.stride, :: block.stride]
    return functional.pad(kept, [0, 0, 0, 0, block.added, block.added])


def residual_scores(network, x):
    x = rounded(functional.relu(convolved(rounded(x), network.conv1, network.bn1)))
    for stage in (network.layer1, network.layer2, network.layer3):
        for block in stage:
            y = rounded(functional.relu(convolved(x, block.conv1, block.bn1)))
            y = convolved(y, block.conv2, block.bn2)
            x = rounded(functional.relu(y + shortcut(block, x) if block.shortcut else y))
    x = rounded(x.mean(dim=(2, 3)))
    return functional.linear(x, rounded(network.linear.weight), network.linear.bias)


def perceptron_scores(network, x):
    x = x.flatten(1)
    for index, layer in enumerate(network.layers):
        x = rounded(functional.relu(x) if index > 0 else x)
        x = functional.linear(x, rounded(layer.weight), layer.bias)
    return x


def write(name, folder):
    network = copy.deepcopy(make_networks.random_network(name)).double()
    random = make_networks.generator(name + " bfloat16")
    shape = (NUMBER_OF_SAMPLES, *make_networks.NETWORKS[name])
    inputs = torch.from_numpy(random.normal(size=shape).astype(numpy.float32))
    targets = torch.arange(NUMBER_OF_SAMPLES) % NUMBER_OF_CLASSES
    scores = perceptron_scores if name == "mlp" else residual_scores
    with torch.no_grad():
        losses, exact = (
            functional.cross_entropy(outputs, targets, reduction="none").numpy()
            for outputs in (scores(network, inputs.double()), network(inputs.double()))
        )
    numpy.savez(
        folder / f"{name}.npz", inputs=inputs.numpy(), targets=targets.numpy(), losses=losses,
        exact_losses=exact,
    )
    print(f"{name}: losses to {exact.max():.3g}, off by {numpy.abs(losses - exact).max():.2g}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    folder = pathlib.Path(sys.argv[1]) / "bfloat16"
    folder.mkdir(parents=True, exist_ok=True)
    for name in NETWORKS:
        write(name, folder)


if __name__ == "__main__":
    main()
