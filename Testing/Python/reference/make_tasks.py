#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Small networks for tasks of many kinds, and the losses and gradients that PyTorch computes of them.

    make_tasks.py FOLDER
    make_tasks.py OUT.zip

For each task and precision there is a folder (in FOLDER/tasks, or in the archive):

    NAME-float, NAME-double/
        network.pt2         the network of torch.export, if this PyTorch has it (2.5 and later)
        network.ts          the same in TorchScript (not in archives)
        direction1.pt, direction2.pt
        data.npz            inputs and targets
        options.json        the loss and its settings, as recipes name them, the output, and how many
                            weights are trained if some are not
        truth.npz           on the grid x = -1, 0, 1 and y = -0.5, 0.5 (arrays [y][x]): loss of the whole
                            data set by torch.nn.functional; in double precision also gradient (by x
                            and y)

Everything follows from seeds. Testing/Data/exported holds archives that were made with the PyTorch of
Debian 13 (2.6) and Debian testing (2.14).
"""
import copy
import json
import pathlib
import sys
import tempfile
import warnings
import zipfile
from typing import Dict, Tuple

import numpy
import torch
from torch import nn
from torch.nn import functional

SAMPLES = 10
XS = (-1.0, 0.0, 1.0)
YS = (-0.5, 0.5)
IGNORED = -100


class Attention(nn.Module):
    def __init__(self, width: int, length: int):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.register_buffer("mask", torch.ones(length, length).tril().bool())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        scores = self.query(x) @ self.key(x).transpose(1, 2) / 2.0
        scores = scores.masked_fill(~self.mask, float("-inf"))
        return x + torch.softmax(scores, 2) @ self.value(x)


class Gpt(nn.Module):
    """A score for each token of the vocabulary at each place; the last layer has the weights of the first."""

    def __init__(self, vocabulary: int = 11, width: int = 8, length: int = 7):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.first, self.second = Attention(width, length), Attention(width, length)
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.wte.weight
        self.register_buffer("places", torch.arange(length))

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.head(self.norm(self.second(self.first(self.wte(tokens) + self.wpe(self.places)))))


class TokenLstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(9, 5)
        self.layers, self.head = nn.LSTM(5, 6, batch_first=True), nn.Linear(6, 9)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.head(self.layers(self.embedding(tokens))[0])


class Pixels(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.Conv2d(6, 4, 1)
        )

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.layers(image)


class TwoInputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution, self.linear = nn.Conv2d(3, 4, 3), nn.Linear(5, 6)
        self.head = nn.Linear(10, 4)

    def forward(self, image: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        seen = torch.relu(self.convolution(image)).mean(dim=(2, 3))
        return self.head(torch.cat([seen, torch.tanh(self.linear(features))], 1))


class GraphConvolution(nn.Module):
    """Kipf and Welling 2017, on dense adjacency matrices."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 8), nn.Linear(8, 3)

    def forward(self, nodes: torch.Tensor, adjacency: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(adjacency @ self.first(nodes))
        return (adjacency @ self.second(hidden)).mean(1)


class MaskedMean(nn.Module):
    """Means over the tokens that a mask of booleans lets through."""

    def __init__(self):
        super().__init__()
        self.embedding, self.head = nn.Embedding(12, 6), nn.Linear(6, 3)

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        kept = self.embedding(tokens).masked_fill(~mask.unsqueeze(2), 0.0)
        return self.head(torch.tanh(kept.sum(1) / mask.sum(1, keepdim=True)))


class Recommender(nn.Module):
    """One number of a user and one of an item for each sample."""

    def __init__(self):
        super().__init__()
        self.users, self.items = nn.Embedding(6, 4), nn.Embedding(7, 4)

    def forward(self, user: torch.Tensor, item: torch.Tensor) -> torch.Tensor:
        return (self.users(user) * self.items(item)).sum(1)


class Perceptron(nn.Module):
    def __init__(self, outputs: int):
        super().__init__()
        self.first, self.second = nn.Linear(5, 8), nn.Linear(8, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.second(torch.tanh(self.first(x)))


class Adapted(nn.Module):
    """A frozen layer with an adapter of low rank (Hu et al. 2022), and a head."""

    def __init__(self):
        super().__init__()
        self.base, self.head = nn.Linear(5, 8), nn.Linear(8, 4)
        self.lora_A, self.lora_B = nn.Linear(5, 2, bias=False), nn.Linear(2, 8, bias=False)
        self.base.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(torch.tanh(self.base(x) + self.lora_B(self.lora_A(x))))


class LogSoftmax(Perceptron):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.log_softmax(self.second(torch.tanh(self.first(x))), 1)


class TupleOutput(Perceptron):
    def forward(self, x: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        hidden = torch.tanh(self.first(x))
        return hidden, self.second(hidden)


class DictOutput(Perceptron):
    def forward(self, x: torch.Tensor) -> Dict[str, torch.Tensor]:
        hidden = torch.tanh(self.first(x))
        return {"features": hidden, "logits": self.second(hidden)}


class OwnLoss(Perceptron):
    """A loss and two metrics."""

    def forward(
        self, x: torch.Tensor, target: torch.Tensor
    ) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        outputs = self.second(torch.tanh(self.first(x)))
        loss = functional.cross_entropy(outputs, target, reduction="none")
        return loss, (outputs.argmax(1) == target).float().mean(), outputs.abs().mean()


class Numbers(Perceptron):
    """A loss of one number and one target per sample, both of shape (N)."""

    def __init__(self):
        super().__init__(1)
        self.first = nn.Linear(1, 8)

    def forward(self, x: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        outputs = self.second(torch.tanh(self.first(x[:, None])))[:, 0]
        return (outputs - target).square()


class Residual(Perceptron):
    """A loss of the inputs alone, as where equations are to hold at points."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        outputs = self.second(torch.tanh(self.first(x)))
        return (outputs.sum(1) - x.square().sum(1)).square()


def normal(generator, *shape):
    return torch.randn(SAMPLES, *shape, generator=generator, dtype=torch.float64)


def integers(generator, count, *shape):
    return torch.randint(0, count, (SAMPLES, *shape), generator=generator)


def partly_ignored(generator, labels):
    """Labels of which a third does not count, and none of the first sample."""
    ignored = torch.rand(labels.shape, generator=generator) < 0.33
    ignored[0] = True
    return labels.masked_fill(ignored, IGNORED)


def adjacency(generator):
    links = (torch.rand(SAMPLES, 6, 6, generator=generator, dtype=torch.float64) < 0.4).double()
    links = ((links + links.transpose(1, 2) + torch.eye(6, dtype=torch.float64)) > 0).double()
    return links / links.sum(2, keepdim=True)


def cross_entropy(outputs, targets, options):
    weights = options.get("class_weights")
    return functional.cross_entropy(
        # Classes are the second axis of pixels and the last one of tokens.
        outputs.transpose(1, 2) if outputs.dim() == 3 else outputs,
        targets,
        weight=None if weights is None else torch.tensor(weights).to(outputs),
        ignore_index=options.get("ignored_label", IGNORED),
        label_smoothing=options.get("label_smoothing", 0.0),
    )


LOSSES = {
    "Cross Entropy": cross_entropy,
    "Negative Log Likelihood": lambda o, t, _: functional.nll_loss(o, t),
    "Binary Cross Entropy": lambda o, t, _: functional.binary_cross_entropy_with_logits(
        o, t.to(o).reshape(o.shape)
    ),
    "Mean Squared Error": lambda o, t, _: functional.mse_loss(o, t.to(o).reshape(o.shape)),
    "Mean Absolute Error": lambda o, t, _: functional.l1_loss(o, t.to(o).reshape(o.shape)),
    "Huber": lambda o, t, _: functional.huber_loss(o, t.to(o).reshape(o.shape)),
    "Network Output": lambda o, t, _: (o[0] if isinstance(o, tuple) else o).mean(),
}


def tasks():
    """For each task the network, a function that draws its data, and the loss with its settings."""
    smooth = {
        "loss": "Cross Entropy", "label_smoothing": 0.1, "class_weights": [0.5, 2.0, 1.0, 0.25],
        "ignored_label": 3,
    }
    return {
        "gpt": (Gpt, lambda g: {
            "tokens": integers(g, 11, 7), "labels": partly_ignored(g, integers(g, 11, 7))
        }, {"loss": "Cross Entropy"}),
        "weighted_tokens": (Gpt, lambda g: {
            "input_ids": integers(g, 11, 7), "labels": partly_ignored(g, integers(g, 11, 7))
        }, {"loss": "Cross Entropy", "label_smoothing": 0.05,
            "class_weights": [0.1 * (i + 1) for i in range(11)]}),
        "token_lstm": (TokenLstm, lambda g: {
            "x": integers(g, 9, 6), "y": integers(g, 9, 6)
        }, {"loss": "Cross Entropy"}),
        "pixels": (Pixels, lambda g: {
            "images": normal(g, 3, 8, 8), "labels": partly_ignored(g, integers(g, 4, 8, 8))
        }, {"loss": "Cross Entropy"}),
        "two_inputs": (TwoInputs, lambda g: {
            "features": normal(g, 5), "image": normal(g, 3, 6, 6), "label": integers(g, 4)
        }, {"loss": "Cross Entropy"}),
        "graph": (GraphConvolution, lambda g: {
            "input_0": normal(g, 6, 4), "input_1": adjacency(g), "target": integers(g, 3)
        }, {"loss": "Cross Entropy"}),
        "masked": (MaskedMean, lambda g: {
            "tokens": integers(g, 12, 5),
            "mask": (integers(g, 3, 5) > 0) | (torch.arange(5) == 0), "label": integers(g, 3)
        }, {"loss": "Cross Entropy"}),
        "recommender": (Recommender, lambda g: {
            "user": integers(g, 6), "item": integers(g, 7), "y": normal(g)
        }, {"loss": "Mean Squared Error"}),
        "multi_label": (lambda: Perceptron(4), lambda g: {
            "inputs": normal(g, 5), "targets": integers(g, 2, 4).double()
        }, {"loss": "Binary Cross Entropy"}),
        "yes_or_no": (lambda: Perceptron(1), lambda g: {
            "inputs": normal(g, 5), "targets": integers(g, 2)
        }, {"loss": "Binary Cross Entropy"}),
        "log_softmax": (lambda: LogSoftmax(4), lambda g: {
            "inputs": normal(g, 5), "targets": integers(g, 4)
        }, {"loss": "Negative Log Likelihood"}),
        "smoothed": (lambda: Perceptron(4), lambda g: {
            "inputs": normal(g, 5), "targets": integers(g, 4)
        }, smooth),
        "ignored": (lambda: Perceptron(4), lambda g: {
            "inputs": normal(g, 5), "targets": partly_ignored(g, integers(g, 4))
        }, {"loss": "Cross Entropy"}),
        "soft_labels": (lambda: Perceptron(4), lambda g: {
            "inputs": normal(g, 5), "targets": torch.softmax(normal(g, 4), 1)
        }, {"loss": "Cross Entropy", "label_smoothing": 0.2}),
        "adapters": (Adapted, lambda g: {
            "inputs": normal(g, 5), "targets": integers(g, 4)
        }, {"loss": "Cross Entropy", "weights": 4 * 8 + 4 + 5 * 2 + 2 * 8}),
        "tuple_output": (lambda: TupleOutput(4), lambda g: {
            "inputs": normal(g, 5), "targets": integers(g, 4)
        }, {"loss": "Cross Entropy", "output": "1"}),
        "dict_output": (lambda: DictOutput(4), lambda g: {
            "inputs": normal(g, 5), "targets": integers(g, 4)
        }, {"loss": "Cross Entropy", "output": "logits"}),
        "own_loss": (lambda: OwnLoss(4), lambda g: {
            "x": normal(g, 5), "target": integers(g, 4)
        }, {"loss": "Network Output"}),
        "numbers": (Numbers, lambda g: {
            "x": normal(g), "target": normal(g)
        }, {"loss": "Network Output"}),
        "residual": (lambda: Residual(2), lambda g: {"x": normal(g, 5)}, {"loss": "Network Output"}),
        "absolute": (lambda: Perceptron(2), lambda g: {
            "inputs": normal(g, 5), "targets": normal(g, 2)
        }, {"loss": "Mean Absolute Error"}),
        "huber": (lambda: Perceptron(2), lambda g: {
            "inputs": normal(g, 5), "targets": 3 * normal(g, 2)
        }, {"loss": "Huber"}),
    }


TARGETS = ("targets", "target", "labels", "label", "y")
OWN_LOSSES = ("own_loss", "numbers")
ORDERS = {"two_inputs": ("image", "features")}


def inputs_of(name, data):
    """What forward takes, in order; a network that computes its own loss takes the targets too."""
    order = ORDERS.get(name) or [key for key in data if key not in TARGETS]
    return tuple(data[key] for key in order) + ((data["target"],) if name in OWN_LOSSES else ())


def target_of(data):
    return next((data[key] for key in TARGETS if key in data), None)


def call_with(network, weights, inputs):
    """The network's outputs with other weights. (PyTorch's functional_call before 2.0 moves neither the second name
    of a tied weight nor those of recurrent layers.)"""
    by_parameter = {id(p): weights[n] for n, p in network.named_parameters()}
    moved = copy.deepcopy(network)
    for original, module in zip(network.modules(), moved.modules()):
        for key, parameter in original._parameters.items():
            if parameter is not None:
                del module._parameters[key]
                setattr(module, key, by_parameter[id(parameter)])
        if isinstance(module, nn.RNNBase):
            module._flat_weights = [getattr(module, name) for name in module._flat_weights_names]
    return moved(*inputs)


class Plane:
    """The loss at centre + x d1 + y d2."""

    def __init__(self, network, generator, name, data, options):
        self.network, self.options = network, options
        self.inputs, self.target = inputs_of(name, data), target_of(data)
        self.centre = {n: p.detach() for n, p in network.named_parameters()}
        self.directions = [
            {
                n: (0.1 * torch.randn(p.shape, generator=generator, dtype=torch.float64)).to(p.dtype)
                for n, p in network.named_parameters() if p.requires_grad
            }
            for _ in range(2)
        ]

    def outputs(self, place):
        first, second = self.directions
        weights = {
            n: p + place[0] * first[n] + place[1] * second[n] if n in first else p
            for n, p in self.centre.items()
        }
        return call_with(self.network, weights, self.inputs)

    def loss(self, place):
        outputs = self.outputs(place)
        output = self.options.get("output")
        if output is not None:
            outputs = outputs[output if isinstance(outputs, dict) else int(output)]
        return LOSSES[self.options["loss"]](outputs, self.target, self.options)

    def gradient(self, place):
        place = place.clone().requires_grad_(True)
        return torch.autograd.grad(self.loss(place), place)[0]

    def truth(self, with_gradient):
        places = [[torch.tensor([x, y]).to(next(iter(self.centre.values()))) for x in XS] for y in YS]
        arrays = {"loss": [[self.loss(p).item() for p in row] for row in places]}
        if isinstance(self.outputs(places[0][0]), tuple) and self.options["loss"] == "Network Output":
            arrays["metrics"] = [
                [[float(metric) for metric in self.outputs(p)[1:]] for p in row] for row in places
            ]
        if with_gradient:
            arrays["gradient"] = [[self.gradient(p).tolist() for p in row] for row in places]
        return {key: numpy.array(values) for key, values in arrays.items()}


def in_precision(data, is_double):
    return {
        key: value.float() if value.is_floating_point() and not is_double else value
        for key, value in data.items()
    }


def export(folder, network, inputs):
    batch = torch.export.Dim("batch", min=2, max=64)
    shapes = tuple({0: batch} for _ in inputs)
    torch.export.save(
        torch.export.export(network, inputs, dynamic_shapes=shapes), str(folder / "network.pt2")
    )


def write(folder, name, is_double):
    make, draw, options = tasks()[name]
    torch.manual_seed(sum(map(ord, name)))
    generator = torch.Generator().manual_seed(len(name))
    network = make().double().eval()
    data = in_precision(draw(generator), is_double)
    if not is_double:
        network = network.float()
    plane = Plane(network, generator, name, data, options)
    # Some versions cannot script what they have exported.
    torch.jit.script(network).save(str(folder / "network.ts"))
    if hasattr(torch, "export") and hasattr(torch.export, "Dim"):
        export(folder, network, plane.inputs)
    for axis in (0, 1):
        torch.save(plane.directions[axis], folder / f"direction{axis + 1}.pt")
    numpy.savez(folder / "data.npz", **{key: value.numpy() for key, value in data.items()})
    (folder / "options.json").write_text(json.dumps(options))
    numpy.savez(folder / "truth.npz", **plane.truth(is_double))


def archive(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in tasks():
            for precision in ("float", "double"):
                with tempfile.TemporaryDirectory() as temporary:
                    folder = pathlib.Path(temporary)
                    write(folder, name, precision == "double")
                    (folder / "network.ts").unlink()
                    for file in sorted(folder.iterdir()):
                        target.write(file, f"{name}-{precision}/{file.name}")


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    if sys.argv[1].endswith(".zip"):
        archive(sys.argv[1])
        return
    for name in tasks():
        for precision in ("float", "double"):
            folder = pathlib.Path(sys.argv[1]) / "tasks" / f"{name}-{precision}"
            folder.mkdir(parents=True, exist_ok=True)
            write(folder, name, precision == "double")


if __name__ == "__main__":
    main()
