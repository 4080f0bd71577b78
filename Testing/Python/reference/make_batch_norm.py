# SPDX-License-Identifier: BSD-3-Clause
"""make_batch_norm.py OUT: losses of networks with batch norm in three modes, in double precision.

Writes OUT/batch_norm: networks, directions, data and losses.npz (see README.md).
"""
import copy
import pathlib
import sys

import numpy
import torch
from torch import nn

import make_networks
import make_surfaces
import norm_networks

POINTS = numpy.array([(0.0, 0.0), (1.0, 0.0), (-0.5, 1.0), (0.25, -0.75)])
BATCH_SIZE = 16


def random_weights(network, name):
    random = make_networks.generator(name)
    for entry, tensor in network.state_dict().items():
        if tensor.is_floating_point():
            one = tensor.dim() == 1
            low, high = (0.5, 1.5) if one else (-0.4, 0.4)
            tensor.copy_(torch.from_numpy(random.uniform(low, high, tuple(tensor.shape))))
    return network.eval()


def norms(network):
    return [m for m in network.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]


def file_order(count):
    return numpy.arange(count)


def dealt_order(count):
    """As cards are dealt to the batches."""
    batches = -(-count // BATCH_SIZE)
    return numpy.concatenate([numpy.arange(first, count, batches) for first in range(batches)])


def batches(data, order):
    for begin in range(0, len(order), BATCH_SIZE):
        chosen = order[begin : begin + BATCH_SIZE]
        yield torch.from_numpy(data["inputs"][chosen].astype(numpy.float64)), data["targets"][chosen]


def losses(network, data, order):
    """Cross entropy and right answers of all samples."""
    values, right = [], []
    for inputs, targets in batches(data, order):
        scores = network(inputs).numpy()
        values.append(make_surfaces.cross_entropy(scores, targets))
        right.append(scores.argmax(axis=1) == targets)
    return numpy.concatenate(values), numpy.concatenate(right)


def stored(network, data, order):
    return losses(network, data, order)


def update_statistics(network, data, order):
    """Garipov et al. 2018: reset, then momentum = batch / (samples so far + batch)."""
    for norm in norms(network):
        norm.reset_running_stats()
        norm.train()
    seen = 0
    for inputs, targets in batches(data, order):
        for norm in norms(network):
            norm.momentum = len(targets) / (seen + len(targets))
        network(inputs)
        seen += len(targets)
    network.eval()


def recalibrated(network, data, order):
    update_statistics(network, data, order)
    return losses(network, data, order)


def average_runs(network, data, order):
    """Statistics of the one layer of Shared: those of its first run in a batch weighted by
    1 - momentum, those of its second one by 1, and batches by their size."""
    runs = []
    hook = network.bn.register_forward_pre_hook(lambda _, inputs: runs.append(inputs[0]))
    network.bn.train()
    sizes = []
    for inputs, targets in batches(data, order):
        network(inputs)
        sizes.append(len(targets))
    hook.remove()
    network.eval()
    share = 1.0 - network.MOMENTUM
    weights = numpy.array([weight * size for size in sizes for weight in (share, 1.0)])
    for name, statistic in (("mean", torch.mean), ("var", torch.var)):
        each = numpy.array([statistic(run.transpose(0, 1).flatten(1), dim=1).numpy() for run in runs])
        value = (weights[:, None] * each).sum(axis=0) / weights.sum()
        getattr(network.bn, f"running_{name}").copy_(torch.from_numpy(value))


def recalibrated_shared(network, data, order):
    average_runs(network, data, order)
    return losses(network, data, order)


def batch(network, data, order):
    for norm in norms(network):
        norm.train()
    return losses(network, data, order)


def at_point(network, directions, point):
    moved = copy.deepcopy(network).double()
    for name, parameter in moved.named_parameters():
        for multiple, direction in zip(point, directions):
            parameter += multiple * direction[name].double()
    return moved


def statistics(network, directions, data, order, mode):
    """Arrays over POINTS."""
    results = [mode(at_point(network, directions, point), data, order) for point in POINTS]
    values = numpy.array([result[0] for result in results])
    right = numpy.array([result[1] for result in results])
    return {"accuracy": right.mean(axis=1), **make_surfaces.statistics(values)}


def save_network(name, network, directions, folder):
    torch.jit.script(network).save(str(folder / f"{name}_scripted.pt"))
    torch.save(network.state_dict(), folder / f"{name}_state_dict.pt")
    torch.save(list(network.state_dict().values()), folder / f"{name}_entries.pt")
    torch.save(list(network.parameters()), folder / f"{name}_parameters.pt")
    for number, direction in enumerate(directions, 1):
        torch.save(direction, folder / f"{name}_direction{number}.pt")


def save_traces(network, inputs, folder):
    example = torch.from_numpy(inputs[:4])
    torch.jit.trace(network, example).save(str(folder / "mixed_traced.pt"))
    training = copy.deepcopy(network)
    for norm in norms(training):
        norm.train()
    traced = torch.jit.trace(training, example, check_trace=False)
    # Tracing is a step of training to the statistics.
    traced.load_state_dict(network.state_dict())
    traced.save(str(folder / "mixed_traced_training.pt"))


def save_objective(network, folder):
    objective = norm_networks.Objective().eval()
    objective.network.load_state_dict(network.state_dict())
    torch.jit.script(objective).save(str(folder / "objective_scripted.pt"))


def sorted_by_class(data):
    order = numpy.argsort(data["targets"], kind="stable")
    return {name: array[order] for name, array in data.items()}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    folder = pathlib.Path(sys.argv[1]) / "batch_norm"
    folder.mkdir(parents=True, exist_ok=True)
    data = make_surfaces.random_data("resnet8-noskip")
    by_class = sorted_by_class(data)
    numpy.savez(folder / "data.npz", inputs=data["inputs"], targets=data["targets"])
    numpy.savez(folder / "sorted.npz", inputs=by_class["inputs"], targets=by_class["targets"])
    file, dealt = file_order(len(data["targets"])), dealt_order(len(data["targets"]))

    networks = {
        "resnet8-noskip": make_networks.random_network("resnet8-noskip"),
        "mixed": random_weights(norm_networks.Mixed(), "mixed"),
        "shared": random_weights(norm_networks.Shared(), "shared"),
    }
    arrays = {"points": POINTS}
    for name, network in networks.items():
        directions = make_surfaces.random_directions(network, name)[:2]
        save_network(name, network, directions, folder)
        recalibrate = recalibrated_shared if name == "shared" else recalibrated
        for title, samples, order, mode in (
            ("stored", data, file, stored),
            ("recalibrated", data, file, recalibrate),
            ("batch", data, file, batch),
            ("sorted_recalibrated", by_class, dealt, recalibrate),
            ("sorted_batch", by_class, dealt, batch),
        ):
            result = statistics(network, directions, samples, order, mode)
            arrays.update(make_surfaces.prefixed(f"{name}_{title}", result))
            print(f"{name}, {title}: losses {numpy.round(result['loss'], 4)}")
    save_traces(networks["mixed"], data["inputs"], folder)
    save_objective(networks["mixed"], folder)
    numpy.savez(folder / "losses.npz", **arrays)


if __name__ == "__main__":
    main()
