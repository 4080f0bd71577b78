# SPDX-License-Identifier: BSD-3-Clause
"""make_networks.py OUT: networks with random weights and statistics, and what they answer.

For each NAME: NAME_scripted.pt (TorchScript, evaluation mode), NAME_state_dict.pt (torch.save of
the state dict) and NAME_output.npz (inputs float32, outputs float32, outputs64: the same weights
and inputs in double precision).
"""
import copy
import pathlib
import sys
import zlib

import numpy
import torch

import networks

# Name -> shape of one input.
NETWORKS = {
    "resnet8": (3, 32, 32),
    "resnet8-noskip": (1, 8, 8),
    "resnet20": (3, 32, 32),
    "resnet20-noskip": (1, 8, 8),
    "resnet56": (3, 32, 32),
    "resnet56-noskip": (3, 32, 32),
    "resnet110": (3, 32, 32),
    "mlp": (1, 8, 8),
}
NUMBER_OF_INPUTS = 5


def generator(name):
    """Random numbers that depend on the name alone."""
    return numpy.random.default_rng(zlib.crc32(name.encode()))


def variance_of_weights(network, name, shape):
    """Keeps activations of order one through any depth: no layer of a plain network amplifies
    (1.19: the mean of gamma^2 / running_var), and the branches of a residual one sum to order 1."""
    variance = 2.0 / (1.19 * numpy.prod(shape[1:]))
    if name.endswith("conv2.weight") and network.layer1[0].shortcut:
        variance /= 3 * len(network.layer1)
    return variance


def random_values(network, name, shape, random):
    if name.endswith("running_var") or (len(shape) == 1 and name.endswith("weight")):
        return random.uniform(0.5, 1.5, shape)
    if len(shape) == 1:
        return random.normal(0.0, 0.1, shape)
    return random.normal(0.0, numpy.sqrt(variance_of_weights(network, name, shape)), shape)


def random_network(name):
    """The network `name` in evaluation mode, every parameter and statistic random."""
    network = networks.create(name, channels=NETWORKS[name][0])
    random = generator(name)
    for entry, tensor in network.state_dict().items():
        if tensor.is_floating_point():
            values = random_values(network, entry, tuple(tensor.shape), random)
            tensor.copy_(torch.from_numpy(values))
    return network.eval()


def write(name, folder):
    network = random_network(name)
    shape = (NUMBER_OF_INPUTS, *NETWORKS[name])
    inputs = generator(name + " inputs").normal(0.0, 1.0, shape).astype(numpy.float32)
    with torch.no_grad():
        outputs = network(torch.from_numpy(inputs)).numpy()
        exact = copy.deepcopy(network).double()(torch.from_numpy(inputs).double()).numpy()
    torch.jit.script(network).save(str(folder / f"{name}_scripted.pt"))
    torch.save(network.state_dict(), folder / f"{name}_state_dict.pt")
    numpy.savez(folder / f"{name}_output.npz", inputs=inputs, outputs=outputs, outputs64=exact)
    difference = numpy.abs(outputs - exact).max() / numpy.abs(exact).max()
    print(
        f"{name}: scripted, state dict, output of {shape}; scores within "
        f"{numpy.abs(exact).max():.3g}, spread over inputs {exact.std(axis=0).max():.3g}, "
        f"single precision off by {difference:.1e}"
    )


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in NETWORKS:
        write(name, folder)


if __name__ == "__main__":
    main()
