# SPDX-License-Identifier: BSD-3-Clause
"""make_surfaces.py OUT: losses on grids around networks of make_networks.py, in double precision.

Writes OUT/resnet8-noskip and OUT/mlp, each with the network, direction1.pt to direction3.pt,
data.npz and surfaces.npz; OUT/mlp also with three modules that return a loss (see README.md).
"""
import pathlib
import sys

import numpy
import torch

import make_networks
import objectives
from grids import GRIDS

NUMBER_OF_SAMPLES = 50
NUMBER_OF_CLASSES = 10
WIDTHS = (64, 32, 16, 10)
DIRECTION_SCALE = 0.1


def random_directions(network, name):
    """Three state dicts of float32 tensors: normals times 0.1, zero for one-dimensional ones."""
    random = make_networks.generator(name + " directions")
    return [
        {
            entry: torch.from_numpy(
                DIRECTION_SCALE * random.normal(size=tuple(parameter.shape)) * (parameter.dim() > 1)
            ).float()
            for entry, parameter in network.named_parameters()
        }
        for _ in range(3)
    ]


def random_data(name):
    random = make_networks.generator(name + " data")
    shape = (NUMBER_OF_SAMPLES, *make_networks.NETWORKS[name])
    return {
        "inputs": random.normal(size=shape).astype(numpy.float32),
        "targets": random.integers(0, NUMBER_OF_CLASSES, NUMBER_OF_SAMPLES),
        "targets_float": random.normal(size=(NUMBER_OF_SAMPLES, NUMBER_OF_CLASSES)).astype(
            numpy.float32
        ),
    }


def doubles(tensors):
    return {name: tensor.detach().numpy().astype(numpy.float64) for name, tensor in tensors}


class Surroundings:
    """A network's parameters and what it answers at centre + x d1 + y d2 + z d3."""

    def __init__(self, name):
        network = make_networks.random_network(name)
        self.directions = random_directions(network, name)
        self.centre = doubles(network.named_parameters())
        self.steps = [doubles(direction.items()) for direction in self.directions]
        self.network = network.double()

    def parameter(self, name, point):
        return self.centre[name] + sum(c * step[name] for c, step in zip(point, self.steps))

    def scores_at(self, point, inputs):
        with torch.no_grad():
            for name, parameter in self.network.named_parameters():
                parameter.copy_(torch.from_numpy(self.parameter(name, point)))
            return self.network(torch.from_numpy(inputs.astype(numpy.float64))).numpy()

    def scores(self, grid, inputs):
        """Array (nz, ny, nx, samples, classes)."""
        return over(grid, lambda point: self.scores_at(point, inputs))


def over(grid, function):
    """`function` at every point, stacked along the grid's axes."""
    return numpy.array(
        [[[function(point) for point in row] for row in plane] for plane in grid.coordinates()]
    )


def one_hot(targets):
    return numpy.eye(NUMBER_OF_CLASSES)[targets]


def cross_entropy(scores, targets):
    """Per sample: the logarithm of the sum of exponentials minus the target's score."""
    top = scores.max(axis=-1)
    total = top + numpy.log(numpy.exp(scores - top[..., None]).sum(axis=-1))
    return total - scores[..., numpy.arange(len(targets)), targets]


def squares(scores, expected):
    return (scores - expected.astype(numpy.float64)) ** 2


def accuracy(scores, targets):
    return (scores.argmax(axis=-1) == targets).mean(axis=-1)


def statistics(losses):
    """Mean over samples and its standard error (sample standard deviation over sqrt n)."""
    with numpy.errstate(invalid="ignore"):
        error = losses.std(axis=-1, ddof=1) / numpy.sqrt(losses.shape[-1])
    return {"loss": losses.mean(axis=-1), "loss_standard_error": error}


def prefixed(prefix, arrays):
    return {f"{prefix}_{name}": array for name, array in arrays.items()}


def losses_of_scores(scores, data):
    """Built-in losses of one grid."""
    targets = data["targets"]
    to_classes = squares(scores, one_hot(targets)).mean(axis=-1)
    to_values = squares(scores, data["targets_float"]).mean(axis=-1)
    return {
        "accuracy": accuracy(scores, targets),
        **prefixed("cross_entropy", statistics(cross_entropy(scores, targets))),
        **prefixed("mean_squared_error", statistics(to_classes)),
        **prefixed("mean_squared_error_float", statistics(to_values)),
    }


def losses_of_objectives(scores, data, undefined, infinite):
    """Losses that modules return; `undefined`, `infinite`: their two weights at each point."""
    to_classes = squares(scores, one_hot(data["targets"])).sum(axis=-1)
    to_values = squares(scores, data["targets_float"]).sum(axis=-1)
    likelihood = cross_entropy(scores, data["targets"]).mean(axis=-1) - 5.0
    with numpy.errstate(invalid="ignore", divide="ignore"):
        added = 0.01 / numpy.maximum(infinite, 0.0) - numpy.log(undefined)
        partly = to_classes + added[..., None]
    return {
        **prefixed("objective", statistics(to_classes)),
        **prefixed("objective_float", statistics(to_values)),
        "objective_scalar_loss": likelihood,
        **prefixed("nan", statistics(partly)),
    }


def entries_changing_sign(surroundings):
    """Two entries of the first layer's weight that are positive at the centre, negative on 15 to
    40 % of the 7x5 plane, nowhere too close to 0 for single precision, and differ in where."""
    name = "layers.0.weight"
    fields = [
        over(grid, lambda point: surroundings.parameter(name, point).ravel())
        for grid in GRIDS.values()
    ]
    negative = fields[0] < 0.0
    share = negative.mean(axis=(0, 1, 2))
    clear = numpy.min([numpy.abs(field).min(axis=(0, 1, 2)) for field in fields], axis=0) > 1e-3
    usable = clear & (surroundings.centre[name].ravel() > 0.0) & (share > 0.15) & (share < 0.4)
    first, *others = numpy.flatnonzero(usable).tolist()
    overlap = [numpy.logical_and(negative[..., first], negative[..., i]).sum() for i in others]
    return first, others[int(numpy.argmin(overlap))]


def save_script(module, parameters, path):
    module.load_state_dict(parameters)
    torch.jit.script(module.eval()).save(str(path))


def save_objectives(parameters, entries, folder):
    save_script(objectives.SquaredError(WIDTHS), parameters, folder / "objective_scripted.pt")
    save_script(
        objectives.ShiftedLikelihood(WIDTHS), parameters, folder / "objective_scalar_scripted.pt"
    )
    partly = objectives.PartlyUndefined(WIDTHS, *entries)
    save_script(partly, parameters, folder / "nan_scripted.pt")


def save_network(name, directions, data, folder):
    network = make_networks.random_network(name)
    torch.jit.script(network).save(str(folder / "scripted.pt"))
    torch.save(network.state_dict(), folder / "state_dict.pt")
    for number, direction in enumerate(directions, 1):
        torch.save(direction, folder / f"direction{number}.pt")
    numpy.savez(folder / "data.npz", **data)
    return network


def surfaces(surroundings, data, entries):
    """All arrays of surfaces.npz; `entries`: of PartlyUndefined, or None without objectives."""
    arrays = {}
    for name, grid in GRIDS.items():
        scores = surroundings.scores(grid, data["inputs"])
        arrays.update(prefixed(name, grid.description()))
        arrays.update(prefixed(name, losses_of_scores(scores, data)))
        if entries:
            weights = over(grid, lambda p: surroundings.parameter("layers.0.weight", p).ravel())
            values = [weights[..., entry] for entry in entries]
            arrays.update(prefixed(name, losses_of_objectives(scores, data, *values)))
    return arrays


def write(name, folder):
    folder.mkdir(parents=True, exist_ok=True)
    surroundings = Surroundings(name)
    data = random_data(name)
    network = save_network(name, surroundings.directions, data, folder)
    entries = None
    if name == "mlp":
        entries = entries_changing_sign(surroundings)
        save_objectives(network.state_dict(), entries, folder)
    arrays = surfaces(surroundings, data, entries)
    numpy.savez(folder / "surfaces.npz", **arrays)
    loss = arrays["plane7x5_cross_entropy_loss"]
    print(f"{folder}: {len(arrays)} arrays, cross entropy {loss.min():.3g} to {loss.max():.3g}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    for name in ("resnet8-noskip", "mlp"):
        write(name, pathlib.Path(sys.argv[1]) / name)


if __name__ == "__main__":
    main()
