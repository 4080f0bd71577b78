#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the fixtures in analytic/ with PyTorch's automatic differentiation and NumPy.

Run in any folder: python3 make_analytic.py. Made with NumPy 1.24 and PyTorch 1.13; takes a minute.

derivatives.txt: per line function number, dimension, 3 coordinates, value, 3 components of the gradient
and 9 of the Hessian, functions written down anew from their publications.

ackley.txt: per line dimension and 3 coordinates of all stationary points of Ackley's function with
5 >= x_1 >= x_2 >= x_3 >= 0 but for the origin. Found without Newton's method in space: with
s = (a b / c) exp(-b r - m) / r (r root mean square of the coordinates, m mean of the cosines) the
gradient vanishes where sin(c x_i) = -s x_i on all axes. So each coordinate is a function of s on one of
the branches 0, [k - 1/2, fold_k] and [fold_k, k], and each combination of branches leaves one equation
for s, which is scanned for changes of sign.
"""

import itertools
import math
from pathlib import Path

import numpy as np
import torch

OUT = Path(__file__).resolve().parent / "analytic"


def himmelblau(p):
    x, y = p
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def six_hump_camel(p):
    x, y = p
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2


def mueller_brown(p):
    x, y = p
    table = [
        (-200, -1, 0, -10, 1, 0),
        (-100, -1, 0, -10, 0, 0.5),
        (-170, -6.5, 11, -6.5, -0.5, 1.5),
        (15, 0.7, 0.6, 0.7, -1, 1),
    ]
    return sum(
        f * torch.exp(a * (x - u) ** 2 + b * (x - u) * (y - v) + c * (y - v) ** 2)
        for f, a, b, c, u, v in table
    )


def rastrigin(p):
    return 10 * len(p) + (p**2 - 10 * torch.cos(2 * math.pi * p)).sum()


def ackley(p):
    radius = torch.sqrt((p**2).mean())
    wave = torch.exp(torch.cos(2 * math.pi * p).mean())
    return -20 * torch.exp(-0.2 * radius) - wave + 20 + math.e


def monkey_saddle(p):
    x, y = p
    return x**3 - 3 * x * y**2


def rosenbrock(p):
    return (100 * (p[1:] - p[:-1] ** 2) ** 2 + (1 - p[:-1]) ** 2).sum()


def sum_of_cosines(p):
    return torch.cos(math.pi * p).sum()


FUNCTIONS = [
    (himmelblau, (2,), 5.0),
    (six_hump_camel, (2,), 2.0),
    (mueller_brown, (2,), 1.2),
    (rastrigin, (2, 3), 5.12),
    (ackley, (2, 3), 5.0),
    (monkey_saddle, (2,), 2.0),
    (rosenbrock, (2, 3), 2.048),
    (sum_of_cosines, (2, 3), 2.5),
]


def padded(values, dimension):
    """To three dimensions, zeros for those missing."""
    block = np.zeros((3,) * values.ndim)
    block[(slice(dimension),) * values.ndim] = values.numpy()
    return block.ravel().tolist()


def derivatives():
    random = np.random.default_rng(1)
    lines = []
    for number, (function, dimensions, reach) in enumerate(FUNCTIONS):
        for dimension in dimensions:
            for _ in range(8):
                p = torch.tensor(random.uniform(-reach, reach, dimension), requires_grad=True)
                value = function(p)
                gradient = torch.autograd.grad(value, p)[0]
                hessian = torch.autograd.functional.hessian(function, p)
                numbers = padded(p.detach(), dimension) + [value.item()]
                numbers += padded(gradient, dimension) + padded(hessian, dimension)
                lines.append(f"{number} {dimension} " + " ".join(f"{x:.17g}" for x in numbers))
    (OUT / "derivatives.txt").write_text("\n".join(lines) + "\n")


A, B, C = 20.0, 0.2, 2 * math.pi
REACH = 5


def slope(x):
    """The s at which x is a coordinate of a stationary point."""
    return -np.sin(C * x) / x


def fold(k):
    """Where in [k - 1/2, k] the slope is largest: golden section."""
    low, high, ratio = k - 0.5, float(k), (math.sqrt(5) - 1) / 2
    for _ in range(100):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (a, high) if slope(a) < slope(b) else (low, b)
    return 0.5 * (low + high)


FOLDS = {k: fold(k) for k in range(1, REACH + 1)}
BRANCHES = [None] + [(k, side) for k in FOLDS for side in (0, 1)]


def coordinate(branch, s):
    """The coordinate on a branch for each s: bisection."""
    if branch is None:
        return np.zeros_like(s)
    k, side = branch
    small = np.full_like(s, (k - 0.5, k)[side])
    large = np.full_like(s, FOLDS[k])
    for _ in range(60):
        middle = 0.5 * (small + large)
        below = slope(middle) < s
        small, large = np.where(below, middle, small), np.where(below, large, middle)
    return 0.5 * (small + large)


def point(branches, s):
    return np.stack([coordinate(branch, s) for branch in branches], -1)


def residual(branches, s):
    x = point(branches, s)
    radius = np.sqrt((x**2).mean(-1))
    cosine = np.cos(C * x).mean(-1)
    return np.log(s) - np.log(A * B / C) + B * radius + cosine + np.log(radius)


def roots(branches, s):
    """Brackets of the sign changes between the values s, then bisection."""
    value = residual(branches, s)
    at = np.nonzero(np.sign(value[1:]) != np.sign(value[:-1]))[0]
    low, high, sign = s[at], s[at + 1], np.sign(value[at])
    for _ in range(60):
        middle = 0.5 * (low + high)
        same = np.sign(residual(branches, middle)) == sign
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return 0.5 * (low + high)


def stationary_points(dimension):
    u = np.linspace(0, 1, 4001)[1:]
    for branches in itertools.combinations_with_replacement(BRANCHES, dimension):
        folds = [slope(FOLDS[branch[0]]) for branch in branches if branch]
        if folds:
            # Quadratically closer towards the fold, where coordinates change like a square root.
            s = roots(branches, min(folds) * (1 - (1 - u) ** 2))
            yield from point(branches, s)


def ackley_points():
    lines = []
    for dimension in (2, 3):
        for x in stationary_points(dimension):
            descending = sorted(x, reverse=True) + [0.0] * (3 - dimension)
            lines.append(f"{dimension} " + " ".join(f"{v:.12f}" for v in descending))
    (OUT / "ackley.txt").write_text("\n".join(lines) + "\n")


OUT.mkdir(exist_ok=True)
derivatives()
ackley_points()
