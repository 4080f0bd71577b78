#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the fixtures in Testing/Data/trajectory with PyTorch and NumPy.

Run it from any folder: python3 make_trajectory.py. A training run of the built-in `mlp` (6 inputs,
HiddenWidths 5, 3 classes): checkpoints as torch.save writes them with an `epoch` beside the state
dict, and trajectory.json with what dense linear algebra in double precision says of them. Directions
are singular vectors, coordinates least-squares solutions, losses PyTorch's. Checkpoint files differ
from run to run in bytes (PyTorch stores addresses), not in content. Made with PyTorch 1.13, NumPy
1.24.
"""
import json
import os

import numpy as np
import torch

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "trajectory")
EPOCHS = [0, 1, 3, 4.5, 8, 20]
SHAPES = {
    "layers.0.weight": (5, 6),
    "layers.0.bias": (5,),
    "layers.1.weight": (3, 5),
    "layers.1.bias": (3,),
}


def make_run(generator):
    """A run that turns: fast at first, then slower into other dimensions."""
    n = sum(int(np.prod(shape)) for shape in SHAPES.values())
    start, first, second = generator.normal(0, 0.5, (3, n))
    times = 1 - np.exp(-np.arange(len(EPOCHS)) / 2)
    noise = np.cumsum(generator.normal(0, 0.03, (len(EPOCHS), n)), axis=0)
    run = start + np.outer(times, first) + np.outer(times**3, second) + noise
    return run.astype(np.float32)


def state_dict(vector):
    state, begin = {}, 0
    for name, shape in SHAPES.items():
        length = int(np.prod(shape))
        state[name] = torch.from_numpy(vector[begin : begin + length].reshape(shape).copy())
        begin += length
    return state


def move_mask():
    """1 for weights that move although biases are ignored."""
    return np.concatenate([np.full(int(np.prod(shape)), float(len(shape) > 1)) for shape in SHAPES.values()])


def loss_and_accuracy(vector, inputs, targets):
    state = {name: value.double() for name, value in state_dict(vector.astype(np.float32)).items()}
    hidden = torch.relu(torch.nn.functional.linear(inputs, state["layers.0.weight"], state["layers.0.bias"]))
    outputs = torch.nn.functional.linear(hidden, state["layers.1.weight"], state["layers.1.bias"])
    loss = torch.nn.functional.cross_entropy(outputs, targets)
    return loss.item(), 100.0 * (outputs.argmax(1) == targets).double().mean().item()


def projections(run, centre, directions, data):
    """Of each checkpoint onto the plane of the directions (rows, in single precision)."""
    stored = directions.astype(np.float32).astype(np.float64)
    offsets = (run - centre).T
    coordinates = np.linalg.lstsq(stored.T, offsets, rcond=None)[0]
    distances = np.linalg.norm(offsets - stored.T @ coordinates, axis=0)
    lengths = np.linalg.norm(offsets, axis=0)
    on_plane = centre + coordinates.T @ stored
    return {
        "coordinates": coordinates.T.tolist(),
        "off_plane_distance": distances.tolist(),
        "relative_off_plane_distance": [d / l if l > 0 else 0.0 for d, l in zip(distances, lengths)],
        "plane_loss": [loss_and_accuracy(point, *data)[0] for point in on_plane],
    }


def principal(run, centre, mask, centred, data):
    rows = (run - centre) * mask
    if centred:
        rows = rows - rows.mean(axis=0)
    _, values, directions = np.linalg.svd(rows, full_matrices=False)
    variances = values**2
    kept = variances > 1e-12 * variances[0]
    # The first checkpoint lies at positive coordinates.
    directions = directions[:2] * np.sign(directions[:2] @ rows[0])[:, None]
    return {
        "explained_variance_ratio": (variances[kept] / variances.sum()).tolist(),
        "directions": directions.tolist(),
        **projections(run, centre, directions, data),
    }


def main():
    os.makedirs(FOLDER, exist_ok=True)
    generator = np.random.default_rng(5)
    checkpoints = make_run(generator)
    for index, (epoch, vector) in enumerate(zip(EPOCHS, checkpoints)):
        path = os.path.join(FOLDER, f"checkpoint_{index}.pt")
        torch.save({"epoch": epoch, "state_dict": state_dict(vector)}, path)
    inputs = generator.normal(size=(24, 6)).astype(np.float32)
    targets = generator.integers(0, 3, 24)
    np.savez(os.path.join(FOLDER, "data.npz"), inputs=inputs, targets=targets)

    data = (torch.from_numpy(inputs).double(), torch.from_numpy(targets))
    run = checkpoints.astype(np.float64)
    own = [loss_and_accuracy(vector, *data) for vector in run]
    everything = np.ones(run.shape[1])
    truth = {
        "origin": "made by make_trajectory.py",
        "epochs": EPOCHS,
        "checkpoints": run.tolist(),
        "loss": [loss for loss, _ in own],
        "accuracy": [accuracy for _, accuracy in own],
        "plain": principal(run, run[-1], everything, False, data),
        "centred": principal(run, run[-1], everything, True, data),
        "masked": principal(run, run[-1], move_mask(), False, data),
        "between": projections(run, run[0], run[1:3] - run[0], data),
    }
    with open(os.path.join(FOLDER, "trajectory.json"), "w", encoding="utf-8") as file:
        json.dump(truth, file, indent=None, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
