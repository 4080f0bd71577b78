#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""check_language_model.py RUN RESULTS: what examples/language_model/landscapes.py wrote into RESULTS, from what
train.py wrote into RUN, is what PyTorch computes in double precision at weights moved along the directions that
reference/directions.py draws."""
import csv
import os
import sys

import numpy as np
import torch
from torch.nn import functional

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path[:0] = [os.path.join(SOURCE, "examples", "language_model"), os.path.join(SOURCE, "Testing", "Python", "reference")]
import directions  # noqa: E402
from gpt import Gpt  # noqa: E402

RUN, RESULTS = sys.argv[1:]
# Beginnings of the names of the parameters that move.
PARTS = {
    "all": "",
    "embeddings": ("token_embedding.", "position_embedding."),
    "attention_1": "blocks.0.attention.",
    "attention_2": "blocks.1.attention.",
    "mlp_1": "blocks.0.mlp.",
    "mlp_2": "blocks.1.mlp.",
}


def stored(name):
    return torch.load(os.path.join(RUN, name))


def columns(name):
    with open(os.path.join(RESULTS, name), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}


def model_of(weights):
    vocabulary, _ = weights["token_embedding.weight"].shape
    length, _ = weights["position_embedding.weight"].shape
    return Gpt(vocabulary, length).double().eval()


def loss_at(model, weights, data):
    """Mean over all labels that are not ignored."""
    model.load_state_dict(weights)
    with torch.no_grad():
        logits = model(data["input_0"])
        counted = data["targets"] != -100
        return functional.cross_entropy(logits[counted], data["targets"][counted]).item()


def direction(weights, seed, axis, part):
    """Filter-normalised; biases and norms stay. Embeddings have the filter of an output in a column."""
    drawn = {}
    for name, weight in weights.items():
        if weight.ndim == 1 or not name.startswith(part):
            drawn[name] = np.zeros(weight.shape)
            continue
        normals = directions.normals(seed, name, axis, weight.size).reshape(weight.shape)
        drawn[name] = (
            directions.filterwise(normals.T, weight.T).T if "embedding" in name else directions.filterwise(normals, weight)
        )
    return drawn


def moved(weights, *steps):
    """The weights plus distance times direction for each of the steps, as tensors."""
    return {
        name: torch.from_numpy(weight + sum(distance * drawn[name] for distance, drawn in steps))
        for name, weight in weights.items()
    }


def compare(name, found, expected):
    assert len(found) == len(expected) > 2 and len(set(expected)) > 2, (name, expected)
    assert np.allclose(found, expected, rtol=2e-5, atol=0), (name, found, expected)
    print(f"ok {name}: {len(found)} losses from {min(expected):.4f} to {max(expected):.4f}")


def main():
    torch.set_num_threads(1)
    data = stored("data.pt")
    weights = {name: tensor.double().numpy() for name, tensor in stored("weights.pt").items()}
    model = model_of(weights)
    ignored = (data["targets"] == -100).double().mean().item()
    assert 0.0 < ignored < 1.0, ignored

    def losses(*lines):
        """At the sums of one step along each line: pairs of distances and direction."""
        points = zip(*(distances for distances, _ in lines))
        return [
            loss_at(model, moved(weights, *zip(point, (drawn for _, drawn in lines))), data) for point in points
        ]

    seeds = columns("seeds.csv")
    expected = {}
    for seed in range(len(seeds) - 2):
        line = direction(weights, seed, 0, PARTS["all"])
        expected[seed] = losses((seeds["distance"], line))
        compare(f"seed {seed}", seeds[f"seed_{seed}"], expected[seed])
    compare("mean of the seeds", seeds["mean"], np.mean(list(expected.values()), axis=0))

    parts = columns("parts.csv")
    for name, part in PARTS.items():
        mean = np.mean(
            [losses((parts["distance"], direction(weights, seed, 0, part))) for seed in expected], axis=0
        )
        compare(name, parts[name], mean)

    plane = columns("plane.csv")
    axes = [direction(weights, 0, axis, PARTS["all"]) for axis in (0, 1)]
    compare("plane", plane["loss"], losses((plane["x"], axes[0]), (plane["y"], axes[1])))

    run = columns("run.csv")
    checkpoints = [stored(f"step_{int(step):04d}.pt") for step in run["step"]]
    compare("run", run["loss"], [loss_at(model, checkpoint, data) for checkpoint in checkpoints])


if __name__ == "__main__":
    main()
