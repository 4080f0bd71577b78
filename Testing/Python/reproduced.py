# SPDX-License-Identifier: BSD-3-Clause
"""What the reproductions' results are checked with: NumPy and PyTorch, no code of the suite."""
import csv
import gzip
import os
import sys

# Before NumPy and PyTorch come: on a busy machine threads spend their time waiting for each other.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import numpy
import torch
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOXML import vtkXMLImageDataReader

SOURCE = os.environ["LOSSLANDSCAPE_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "Testing", "Data"))
from make_zoo import create  # noqa: E402


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def image(path):
    """Arrays of a .vti file, each by row and column, and the grid's spacing."""
    reader = vtkXMLImageDataReader()
    reader.SetFileName(path)
    reader.Update()
    grid = reader.GetOutput()
    shape = tuple(size for size in reversed(grid.GetDimensions()) if size > 1)
    data = grid.GetPointData()
    arrays = {data.GetArrayName(i): vtk_to_numpy(data.GetArray(i)) for i in range(data.GetNumberOfArrays())}
    return {name: values.reshape(shape) for name, values in arrays.items() if values.ndim == 1}, grid.GetSpacing()


def digits():
    """Inputs and classes of the training and the test split: each fifth image of a class is for testing."""
    with gzip.open(os.path.join(SOURCE, "share", "digits", "digits.csv.gz")) as file:
        numbers = numpy.loadtxt(file, delimiter=",")
    pixels, labels = numbers[:, :-1] / 16.0, numbers[:, -1].astype(int)
    place = numpy.array([(labels[:i] == label).sum() for i, label in enumerate(labels)])
    test = place % 5 == 4
    mean, deviation = pixels[~test].mean(), pixels[~test].std()
    inputs = torch.tensor((pixels - mean) / deviation, dtype=torch.float32).reshape(-1, 1, 8, 8)
    return {name: (inputs[chosen], torch.tensor(labels[chosen])) for name, chosen in (("train", ~test), ("test", test))}


def network(name, checkpoint):
    """In evaluation mode."""
    module = create(name, (1, 8, 8), {})
    module.load_state_dict(torch.load(checkpoint))
    return module.eval()


def loss_and_accuracy(module, data):
    inputs, classes = data
    with torch.no_grad():
        outputs = module(inputs)
    return float(torch.nn.functional.cross_entropy(outputs, classes)), 100.0 * float((outputs.argmax(1) == classes).double().mean())


def expect_close(found, expected, what, tolerance):
    found = float(found)
    if numpy.isnan(expected):
        assert numpy.isnan(found), f"{what}: {found}, expected {expected}"
        return
    assert abs(found - expected) <= tolerance * max(abs(expected), 1e-3), f"{what}: {found}, expected {expected}"


def expect_trained(row, module):
    """Losses and accuracies in a row of the table are those of the checkpoint."""
    for split, data in digits().items():
        loss, accuracy = loss_and_accuracy(module, data)
        expect_close(row[f"{split}_loss"], loss, f"{row['network']}, loss, {split}", 1e-4)
        # Rounding may decide a tie otherwise: one image.
        assert abs(float(row[f"{split}_accuracy"]) - accuracy) < 100.5 / len(data[1]), (row, accuracy)
