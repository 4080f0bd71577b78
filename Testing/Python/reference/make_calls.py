# SPDX-License-Identifier: BSD-3-Clause
"""make_calls.py OUT: networks whose calls do more than compute outputs from inputs and weights.

Writes OUT/calls (see README.md): networks that write to themselves, that draw random numbers, and that
were traced in training mode, with their mean squared errors as passes of Python over the batches;
networks that refuse their input.
"""
import copy
import pathlib
import sys
import warnings
from typing import Dict, List

import numpy
import torch
from torch import Tensor, nn

BATCHES = (1, 3, 10)
POINTS = (-1.0, -0.5, 0.0, 0.5, 1.0)
SAMPLES = 10


class Buffer(nn.Module):
    """Assigns a new tensor to a buffer."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)
        self.register_buffer("last", torch.full((2,), 0.25))

    def forward(self, x):
        y = self.layer(x) + self.last
        self.last = 0.5 * y.mean(0)
        return y


class Attribute(nn.Module):
    """Assigns to a plain attribute, and counts its calls."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)
        self.last = torch.zeros(2)
        self.calls = 0

    def forward(self, x):
        y = self.layer(x) + self.last * (0.1 * float(self.calls))
        self.last = 0.5 * y.detach().mean(0)
        self.calls += 1
        return y


class Collections(nn.Module):
    """Lists, dictionaries and submodules that remember."""

    history: List[Tensor]
    table: Dict[str, int]

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)
        self.inner = Attribute()
        self.history = [torch.zeros(2)]
        self.table = {"calls": 1}

    def forward(self, x):
        y = self.inner(x) + self.layer(x) * (0.1 * float(self.table["calls"])) + self.history[-1]
        self.history.append(0.5 * y.detach().mean(0))
        self.table["calls"] += 1
        return y


class Policy(nn.Module):
    """Writes into buffers in place, as exported recurrent policies do."""

    def __init__(self):
        super().__init__()
        self.memory = nn.LSTM(4, 8)
        self.actor = nn.Linear(8, 2)
        self.register_buffer("hidden", torch.zeros(1, 1, 8))
        self.register_buffer("cell", torch.zeros(1, 1, 8))

    def forward(self, x):
        y, (h, c) = self.memory(x.unsqueeze(1), (self.hidden, self.cell))
        self.hidden[:] = h
        self.cell[:] = c
        return self.actor(y.squeeze(1))


class Noise(nn.Module):
    """As a variational autoencoder: normal and uniform numbers, a permutation, in evaluation too."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        x = x + 0.5 * torch.randn_like(x) + 0.1 * torch.rand(x.shape)
        return self.layer(x[:, torch.randperm(4)])


class FunctionalDropout(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(nn.functional.dropout(x, 0.5))


class Training(nn.Module):
    """Everything that behaves otherwise in training, for images of 1x2x2."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 6, 2)
        self.image_norm = nn.BatchNorm2d(6)
        self.drop = nn.Dropout2d(0.3)
        self.instance = nn.InstanceNorm1d(6, affine=True, track_running_stats=True)
        self.lstm = nn.LSTM(6, 6, num_layers=2, dropout=0.5, batch_first=True)
        self.attention = nn.TransformerEncoderLayer(6, 2, 8, dropout=0.4, batch_first=True)
        self.alpha = nn.AlphaDropout(0.2)
        self.norm = nn.BatchNorm1d(6)
        self.slope = nn.RReLU()
        self.last = nn.Linear(6, 2)

    def forward(self, x):
        h = self.drop(self.image_norm(self.first(x.reshape(-1, 1, 2, 2)))).flatten(1)
        h = self.instance(h.unsqueeze(2).repeat(1, 1, 3) * torch.tensor([1.0, 2.0, 4.0]))
        h = self.attention(self.lstm(h.transpose(1, 2))[0])[:, -1]
        return self.last(self.slope(self.norm(self.alpha(h))))


class RaisesValueError(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)

    def forward(self, x):
        if x.shape[1] != 3:
            raise ValueError(f"needs {self.layer.weight.shape[1]} features")
        return self.layer(x)


class RaisesSeveralLines(RaisesValueError):
    def forward(self, x):
        if x.shape[1] != 3:
            raise NotImplementedError("no such width:\nuse 3 features\n  or another network")
        return self.layer(x)


class Asserts(RaisesValueError):
    def forward(self, x):
        assert x.shape[1] == 3, "needs three features"
        return self.layer(x)


class Recurrent(nn.Module):
    """Checks its inputs by raise, as all of PyTorch's recurrent layers."""

    def __init__(self):
        super().__init__()
        self.layer = nn.LSTM(3, 2)

    def forward(self, x):
        return self.layer(x.unsqueeze(0))[0][0]


def loss_of_pass(network, data, batch):
    """Mean over samples, the batches in order."""
    inputs, targets = data
    total = 0.0
    for first in range(0, SAMPLES, batch):
        outputs = network(inputs[first : first + batch]).double()
        total = total + (outputs - targets[first : first + batch]).square().mean(1).sum()
    return total / SAMPLES


def moved(network, direction, distance):
    network = copy.deepcopy(network)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            parameter += distance * direction[name]
    return network


def along(network, direction, data, batch):
    losses = []
    with torch.no_grad():
        for point in POINTS:
            network_there = moved(network, direction, point)
            torch.manual_seed(0)
            losses.append(loss_of_pass(network_there, data, batch).item())
    return losses


def gradient(network, data, batch):
    network = copy.deepcopy(network)
    parameters = list(network.parameters())
    found = torch.autograd.grad(loss_of_pass(network, data, batch), parameters)
    return torch.cat([part.flatten() for part in found]).double().numpy()


def trained_a_little(network):
    """Running statistics that are not those of the batches."""
    network.train()
    with torch.no_grad():
        for _ in range(20):
            network(1.5 * torch.randn(16, 4) + 0.5)
    return network


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    folder = pathlib.Path(sys.argv[1]) / "calls"
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(3)
    data = (torch.randn(SAMPLES, 4), torch.randn(SAMPLES, 2))
    numpy.savez(folder / "data.npz", inputs=data[0].numpy(), targets=data[1].numpy())
    truth = {"points": numpy.array(POINTS)}

    def write(name, eager, exported):
        direction = {key: 0.3 * torch.randn_like(value) for key, value in eager.named_parameters()}
        exported.save(str(folder / f"{name}.pt"))
        torch.save(direction, folder / f"{name}_direction.pt")
        for batch in BATCHES:
            truth[f"{name}_{batch}"] = numpy.array(along(eager, direction, data, batch))

    for network in (Buffer(), Attribute(), Collections(), Policy(), Noise()):
        network.eval()
        write(type(network).__name__.lower(), network, torch.jit.script(copy.deepcopy(network)))
        if not isinstance(network, (Policy, Noise)):
            truth[f"{type(network).__name__.lower()}_gradient"] = gradient(network, data, 3)

    dropout = FunctionalDropout()
    write("functional_dropout", dropout.layer, torch.jit.script(dropout))
    # The parameters of the whole have another name.
    direction = torch.load(folder / "functional_dropout_direction.pt")
    torch.save(
        {f"layer.{key}": value for key, value in direction.items()},
        folder / "functional_dropout_direction.pt",
    )

    for refusing in (RaisesValueError(), RaisesSeveralLines(), Asserts(), Recurrent()):
        torch.jit.script(refusing).save(str(folder / f"{type(refusing).__name__}.pt"))

    network = trained_a_little(Training())
    traced = torch.jit.trace(copy.deepcopy(network), data[0], check_trace=False)
    # Tracing is a step of training to the statistics.
    traced.load_state_dict(network.state_dict())
    write("traced_training", network.eval(), traced)
    numpy.savez(folder / "truth.npz", **truth)


if __name__ == "__main__":
    main()
