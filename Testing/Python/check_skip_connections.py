# SPDX-License-Identifier: BSD-3-Clause
"""check_skip_connections.py FOLDER TOLERANCE: the table of examples/reproductions/skip_connections.py, computed anew.

Losses of the checkpoints by PyTorch, shares of the plane and flat regions by NumPy from the landscapes.
"""
import os
import sys

import numpy
from reproduced import expect_close, expect_trained, image, network, rows

# Of a grid whose squares are cut from (i + 1, j) to (i, j + 1).
NEIGHBOURS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, -1), (-1, 1))


def component(inside, start):
    """Points that are connected with the start."""
    found, todo = set(), [start]
    while todo:
        point = todo.pop()
        in_grid = all(0 <= place < size for place, size in zip(point, inside.shape))
        if in_grid and inside[point] and point not in found:
            found.add(point)
            todo += [(point[0] + a, point[1] + b) for a, b in NEIGHBOURS]
    return found


def clipped(corners, level):
    """Corners (x, y, f) of the part of a triangle where the linear f is at most the level."""
    polygon = []
    for a, b in zip(corners, [*corners[1:], corners[0]]):
        if a[2] <= level:
            polygon.append(a)
        if (a[2] <= level) != (b[2] <= level):
            polygon.append(a + (b - a) * (level - a[2]) / (b[2] - a[2]))
    return polygon


def area(polygon):
    x, y = (numpy.array([corner[axis] for corner in polygon]) for axis in (0, 1))
    return 0.5 * abs(numpy.dot(x, numpy.roll(y, 1)) - numpy.dot(y, numpy.roll(x, 1)))


def triangles(shape):
    for j in range(shape[0] - 1):
        for i in range(shape[1] - 1):
            yield (j, i), (j, i + 1), (j + 1, i)
            yield (j, i + 1), (j + 1, i + 1), (j + 1, i)


def region_around_centre(loss, spacing, tolerance):
    """Level and area of what is connected with the centre and at most the tolerance above its least loss.

    NaN if the centre is higher than that above the bottom of its valley.
    """
    centre = tuple(size // 2 for size in loss.shape)
    lowest = loss[centre]
    while True:
        part = component(loss <= lowest + tolerance, centre)
        least = min((loss[point] for point in part), default=numpy.inf)
        if least > lowest:
            return float("nan"), float("nan")
        if least == lowest:
            break
        lowest = least
    level, total = lowest + tolerance, 0.0
    for triangle in triangles(loss.shape):
        if part.intersection(triangle):
            corners = [numpy.array([i * spacing[0], j * spacing[1], loss[j, i]]) for j, i in triangle]
            polygon = clipped(corners, level)
            total += area(polygon) if len(polygon) > 2 else 0.0
    return level, total


def shares(arrays):
    """Share of points that are clearly not convex, and how many could be either."""
    above = undecided = 0
    names = [f"hessian_{end}_{what}" for end in ("min", "max") for what in ("eigenvalue", "residual")]
    for small, small_error, large, large_error in zip(*(arrays[name].ravel() for name in names)):
        above += small < 0.0 and abs(small) > 0.1 * abs(large)
        lowest = (abs(small) - small_error) > 0.1 * (abs(large) + large_error)
        highest = (abs(small) + small_error) > 0.1 * (abs(large) - large_error)
        undecided += small < 0.0 and lowest != highest
    return above / arrays[names[0]].size, undecided


def check(folder, tolerance):
    table = rows(os.path.join(folder, "skip_connections.csv"))
    assert len(table) == 2, table
    for row in table:
        name = row["network"]
        run = os.path.join(folder, name)
        last = max(file for file in os.listdir(run) if file.endswith(".pt"))
        expect_trained(row, network(name, os.path.join(run, last)))
        curvature, _ = image(os.path.join(folder, f"{name}_curvature.vti"))
        assert numpy.isfinite(curvature["hessian_eigenvalue_ratio"]).all()
        share, undecided = shares(curvature)
        expect_close(row["not_convex_share"], share, f"{name}, share that is not convex", 1e-12)
        assert int(row["undecided_points"]) == undecided, (row, undecided)
        arrays, spacing = image(os.path.join(folder, f"{name}_loss.vti"))
        level, measure = region_around_centre(arrays["loss"], spacing, tolerance)
        expect_close(row["flat_level"], level, f"{name}, level of the flat region", 1e-12)
        expect_close(row["flat_measure"], measure, f"{name}, area of the flat region", 1e-9)
        expect_close(row["median_loss"], numpy.median(arrays["loss"]), f"{name}, median loss", 1e-12)
    print("the table is right")


check(sys.argv[1], float(sys.argv[2]))
