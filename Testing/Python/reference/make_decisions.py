# SPDX-License-Identifier: BSD-3-Clause
"""make_decisions.py OUT: what two classifiers say over planes of their inputs, in double precision.

Writes OUT/decisions/points (a perceptron on points of a plane) and OUT/decisions/images (convolutions
on small images, over the plane through three of them), each with the network, data.npz and truth.npz
(see README.md).
"""
import pathlib
import sys

import numpy
import torch
from torch import nn

import networks
from grids import Grid

MEAN = numpy.array([9.5, -1.5])
DEVIATION = numpy.array([2.5, 0.75])
WIDTHS = (2, 16, 8, 3)
IMAGES = (7, 2, 10)
MARGIN = 0.25
IMAGE_CLASSES = 4


def randomise(network, random):
    """Random parameters and statistics, scores of order one."""
    for name, tensor in network.state_dict().items():
        shape = tuple(tensor.shape)
        if not tensor.is_floating_point():
            continue
        if name.endswith("running_var"):
            values = random.uniform(0.5, 1.5, shape)
        elif len(shape) == 1:
            values = random.normal(0.0, 0.5, shape)
        else:
            values = random.normal(0.0, numpy.sqrt(4.0 / numpy.prod(shape[1:])), shape)
        tensor.copy_(torch.from_numpy(values))
    return network.eval()


def scores(network, inputs):
    with torch.no_grad():
        return network(torch.from_numpy(inputs)).numpy()


def softmax(values):
    exponentials = numpy.exp(values - values.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def over(grid, network, inputs_at):
    """Probabilities [j][i][class]; `inputs_at` maps an (n, 2) array of coordinates to inputs."""
    places = grid.coordinates()[0, :, :, :2]
    found = softmax(scores(network, inputs_at(places.reshape(-1, 2))))
    return found.reshape(*places.shape[:2], -1)


def of_samples(network, inputs, targets):
    """Cross entropy and squared error of each sample, and what is said of it."""
    outputs = scores(network, inputs)
    probability = softmax(outputs)
    own = probability[numpy.arange(len(targets)), targets]
    one_hot = numpy.eye(outputs.shape[1])[targets]
    return {
        "sample_class": outputs.argmax(axis=1),
        "sample_probability": own,
        "sample_cross_entropy": -numpy.log(own),
        "sample_squared_error": ((outputs - one_hot) ** 2).mean(axis=1),
    }


def write_points(folder, random):
    folder.mkdir(parents=True, exist_ok=True)
    network = randomise(networks.Mlp(WIDTHS), random)
    torch.save(network.state_dict(), folder / "state_dict.pt")
    inputs = (MEAN + DEVIATION * random.normal(size=(40, 2))).astype(numpy.float32)
    targets = random.integers(0, WIDTHS[-1], 40)
    numpy.savez(folder / "data.npz", inputs=inputs, targets=targets)

    def normalised(points):
        return (points - MEAN) / DEVIATION

    network = network.double()
    grid = Grid((9, 7), ((4.0, 15.0), (-3.5, 0.5)))
    probability = over(grid, network, normalised)
    numpy.savez(
        folder / "truth.npz",
        probability=probability,
        **grid.description(),
        **of_samples(network, normalised(inputs.astype(float)), targets),
    )
    return probability


class Convolutions(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 6, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(6)
        self.conv2 = nn.Conv2d(6, 8, 3, stride=2)
        self.linear = nn.Linear(32, IMAGE_CLASSES)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.relu(self.conv2(x))
        return self.linear(torch.flatten(x, 1))


def plane_through(a, b, c):
    """Two orthonormal vectors, and the coordinates of a, b and c along them from a."""
    first, second = (b - a).ravel(), (c - a).ravel()
    frame, lengths = numpy.linalg.qr(numpy.stack([first, second], axis=1))
    signs = numpy.sign(numpy.diag(lengths))
    return (frame * signs).T, (lengths * signs[:, None]).T


def write_images(folder, random):
    folder.mkdir(parents=True, exist_ok=True)
    network = randomise(Convolutions(), random)
    torch.jit.script(network).save(str(folder / "scripted.pt"))
    inputs = random.normal(size=(12, 2, 6, 6)).astype(numpy.float32)
    targets = random.integers(0, IMAGE_CLASSES, 12)
    numpy.savez(folder / "data.npz", inputs=inputs, targets=targets)

    chosen = inputs[list(IMAGES)].astype(float)
    frame, corners = plane_through(*chosen)
    positions = numpy.concatenate([numpy.zeros((1, 2)), corners])
    low, high = positions.min(axis=0), positions.max(axis=0)
    margin = MARGIN * (high - low).max()
    grid = Grid((8, 6), tuple(zip(low - margin, high + margin)))
    network = network.double()
    probability = over(grid, network, lambda points: chosen[0] + (points @ frame).reshape(-1, 2, 6, 6))
    numpy.savez(
        folder / "truth.npz",
        probability=probability,
        positions=positions,
        samples=numpy.array(IMAGES),
        **grid.description(),
        **of_samples(network, chosen, targets[list(IMAGES)]),
    )
    return probability


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    folder = pathlib.Path(sys.argv[1]) / "decisions"
    random = numpy.random.default_rng(20)
    for name, write in (("points", write_points), ("images", write_images)):
        probability = write(folder / name, random)
        classes = numpy.bincount(probability.argmax(axis=-1).ravel(), minlength=probability.shape[-1])
        print(f"{folder / name}: points of each class {classes.tolist()}")


if __name__ == "__main__":
    main()
