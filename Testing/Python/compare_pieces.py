# SPDX-License-Identifier: BSD-3-Clause
"""compare_pieces.py FOLDER=RANKS...: the landscapes in all folders have the same bits, and were written
by as many ranks as stated."""
import glob
import os
import sys

import numpy
from landscapes import array
from paraview import servermanager, simple
from pieces import NAMES, TIMES

ARRAYS = ("loss", "accuracy", "loss_standard_error")
STATED = ("precision_max_error", "precision_max_relative_error", "precision_error_samples")


def arrays_of(name):
    if name == "decisions":
        return ("probability", "class", "confidence", "margin")
    return ARRAYS + (("evaluated",) if name == "adaptive" else ())


def read(folder, name):
    image = servermanager.Fetch(simple.OpenDataFile(os.path.join(folder, f"{name}.pvti")))
    return image.GetDimensions(), [array(image, key).copy() for key in arrays_of(name)]


def compare(folder, ranks, expected):
    for name in (*NAMES, *TIMES):
        written = len(glob.glob(os.path.join(folder, name, "*.vti")))
        assert written == ranks, f"{folder}: {name} was written by {written} ranks instead of {ranks}"
        dimensions, arrays = read(folder, name)
        assert dimensions == expected[name][0], f"{folder}: {name} has dimensions {dimensions}"
        for key, values, truth in zip(arrays_of(name), arrays, expected[name][1]):
            assert numpy.array_equal(values, truth), f"{folder}: {key} of {name} differs"
            assert numpy.isfinite(values).all(), f"{folder}: {key} of {name} is not finite"
    print(f"ok      {folder}")


def read_trajectory(folder):
    line = servermanager.Fetch(simple.OpenDataFile(os.path.join(folder, "trajectory.pvtp")))
    assert line.GetNumberOfLines() == 1, f"{folder}: {line.GetNumberOfLines()} lines"
    places = [line.GetPoint(i) for i in range(line.GetNumberOfPoints())]
    return numpy.column_stack([places, array(line, "loss"), array(line, "plane_loss")])


def read_certificates(folder):
    points = servermanager.Fetch(simple.OpenDataFile(os.path.join(folder, "certified.pvtp")))
    places = [points.GetPoint(i) for i in range(points.GetNumberOfPoints())]
    arrays = [array(points, name) for name in ("plane_loss", "network_hessian_max_eigenvalue")]
    return numpy.column_stack([places, *arrays])


def stated_errors(folder):
    """What all pieces of the landscape in reduced precision say of its error: the same."""
    pieces = glob.glob(os.path.join(folder, "bfloat16", "*.vti"))
    fields = [servermanager.Fetch(simple.OpenDataFile(piece)).GetFieldData() for piece in pieces]
    stated = {tuple(field.GetArray(key).GetValue(0) for key in STATED) for field in fields}
    assert len(stated) == 1, f"{folder}: pieces state different errors: {stated}"
    return stated


folders = [argument.rsplit("=", 1) for argument in sys.argv[1:]]
assert len(folders) > 1
first = {name: read(folders[0][0], name) for name in (*NAMES, *TIMES)}
assert len({first[name][1][0].tobytes() for name in TIMES}) == len(TIMES), "times have the same landscape"
line = read_trajectory(folders[0][0])
certificates = read_certificates(folders[0][0])
assert len(certificates) > 2
for path, count in folders:
    compare(path, int(count), first)
    assert numpy.array_equal(read_trajectory(path), line), f"{path}: the trajectory differs"
    assert numpy.array_equal(read_certificates(path), certificates), f"{path}: certificates differ"
    if "bfloat16" in NAMES:
        assert stated_errors(path) == stated_errors(folders[0][0]), f"{path}: states another error"
