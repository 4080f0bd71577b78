# SPDX-License-Identifier: BSD-3-Clause
"""check_batch_size.py FOLDER TOLERANCE: the tables of examples/reproductions/batch_size.py, computed anew.

Norms, losses of the checkpoints and of the ends of the lines by PyTorch, widths by NumPy from the curves.
"""
import copy
import os
import sys

import numpy
import torch
from reproduced import digits, expect_close, expect_trained, image, loss_and_accuracy, network, rows

BATCH_OF_STATISTICS = 500


def recalibrated(module, inputs):
    """With the means over batches, weighted by their size, of each batch's means and unbiased variances."""
    module = copy.deepcopy(module)
    norms = [layer for layer in module.modules() if isinstance(layer, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d))]
    sums = [[torch.zeros_like(norm.running_mean), torch.zeros_like(norm.running_var)] for norm in norms]
    for norm in norms:
        norm.momentum = 1.0
    module.train()
    with torch.no_grad():
        for batch in inputs.split(BATCH_OF_STATISTICS):
            module(batch)
            for norm, (mean, variance) in zip(norms, sums):
                mean += norm.running_mean * len(batch) / len(inputs)
                variance += norm.running_var * len(batch) / len(inputs)
    for norm, (mean, variance) in zip(norms, sums):
        norm.running_mean, norm.running_var = mean, variance
    return module.eval()


def part_around(loss, place, level):
    """First and last place of what is connected with a place and at most the level."""
    first = last = place
    while first > 0 and loss[first - 1] <= level:
        first -= 1
    while last < len(loss) - 1 and loss[last + 1] <= level:
        last += 1
    return first, last


def width(loss, place, spacing, tolerance):
    """Length of the part around a place where the piecewise linear loss is at most the tolerance above its least.

    NaN for a place that is higher than that above the bottom of its valley.
    """
    lowest = loss[place]
    while True:
        level = lowest + tolerance
        first, last = part_around(loss, place, level)
        least = loss[first : last + 1].min()
        if loss[place] > level or least > lowest:
            return float("nan")
        if least == lowest:
            break
        lowest = least
    length = float(last - first)
    for end, beyond in ((first, first - 1), (last, last + 1)):
        if 0 <= beyond < len(loss):
            length += (level - loss[end]) / (loss[beyond] - loss[end])
    return length * spacing[0]


def check_norms(folder, row, module):
    norms = {name: float(tensor.double().norm()) for name, tensor in module.state_dict().items() if tensor.ndim > 1}
    table = {line["name"]: line[row["network"]] for line in rows(os.path.join(folder, "layer_norms.csv"))}
    assert list(table) == list(norms), table
    for name, norm in norms.items():
        expect_close(table[name], norm, f"{row['network']}, {name}", 1e-6)
    expect_close(row["weight_norm"], sum(norm**2 for norm in norms.values()) ** 0.5, "norm of all", 1e-6)


def check_line(folder, row, module, tolerance):
    """One end of the line is this network."""
    size, _, decay = row["network"].partition("-")
    for split, data in digits().items():
        arrays, spacing = image(os.path.join(folder, f"line{'-' + decay if decay else ''}_{split}.vti"))
        loss = arrays["loss"]
        place = (len(loss) - 1) // 4 * {"small": 1, "large": 3}[size]
        expected, accuracy = loss_and_accuracy(recalibrated(module, data[0]), data)
        expect_close(loss[place], expected, f"{row['network']}, end of the line, {split}", 1e-3)
        assert abs(arrays["accuracy"][place] - accuracy) < 100.5 / len(data[1])
        if split == "train":
            expect_close(row["width_on_line"], width(loss, place, spacing, tolerance), "width on the line", 1e-9)


def check_curve(folder, row, tolerance):
    arrays, spacing = image(os.path.join(folder, f"{row['network']}_filter.vti"))
    loss = arrays["loss"]
    expect_close(loss[len(loss) // 2], float(row["train_loss"]), "centre of the curve", 1e-4)
    expected = width(loss, len(loss) // 2, spacing, tolerance)
    expect_close(row["width_filter_normalized"], expected, "width of the curve", 1e-9)


def check(folder, tolerance):
    table = rows(os.path.join(folder, "batch_size.csv"))
    assert [row["network"] for row in table] == ["small", "large", "small-decay", "large-decay"]
    for row in table:
        run = os.path.join(folder, row["network"])
        last = max(file for file in os.listdir(run) if file.endswith(".pt"))
        module = network("vgg9-bn", os.path.join(run, last))
        expect_trained(row, module)
        check_norms(folder, row, module)
        check_line(folder, row, module, tolerance)
        check_curve(folder, row, tolerance)
        assert numpy.isfinite(float(row["filter_normalized_curvature"]))
    print("the tables are right")


check(sys.argv[1], float(sys.argv[2]))
