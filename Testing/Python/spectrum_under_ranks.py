# SPDX-License-Identifier: BSD-3-Clause
"""Run by pvbatch on several ranks, which share the work: every table has each row once, whichever is asked for, and
the bits that one rank computes.

spectrum_under_ranks.py RANKS: one rank writes its tables into a file, more ranks compare with it.
"""
import os
import sys

import numpy
from landscapes import OUTPUT, REFERENCE, load_plugin
from paraview import servermanager, simple
from vtk.util.numpy_support import vtk_to_numpy

load_plugin()
QUADRATIC = {
    "NetworkFile": f"{REFERENCE}/derivatives_quadratic/scripted.pt",
    "Dataset": "Tensor File",
    "DatasetPath": f"{REFERENCE}/derivatives_quadratic/data.npz",
    "NumberOfSamples": 0,
    "Loss": "Network Output",
}
PERCEPTRON = {
    "NetworkFile": f"{REFERENCE}/derivatives_gelu/scripted.pt",
    "Dataset": "Tensor File",
    "DatasetPath": f"{REFERENCE}/derivatives_gelu/data.npz",
    "NumberOfSamples": 0,
    "PerLayer": 1,
    "LanczosSteps": 7,
}
PORTS = (2, 1, 0)


def numbers(table):
    """Of columns and field data."""
    found = {}
    for kind, data in (("column", table.GetRowData()), ("field", table.GetFieldData())):
        for i in range(data.GetNumberOfArrays()):
            values = data.GetArray(i)
            if values is not None:
                found[f"{kind} {values.GetName()}"] = vtk_to_numpy(values)
    return found


def check_bits(ranks):
    path = os.path.join(OUTPUT, "spectrum_of_one_rank.npz")
    tables = {port: numbers(servermanager.Fetch(simple.HessianSpectrum(**PERCEPTRON), idx=port)) for port in PORTS}
    found = {f"{port} {name}": values for port, table in tables.items() for name, values in table.items()}
    assert found["2 field hessian_products"][0] > 100
    if ranks == 1:
        numpy.savez(path, **found)
        return
    alone = numpy.load(path)
    assert set(found) == set(alone.files)
    for name, values in found.items():
        assert values.tobytes() == alone[name].tobytes(), name


for port, rows in zip(PORTS, (1, 7, 500)):
    table = servermanager.Fetch(simple.HessianSpectrum(**QUADRATIC), idx=port)
    assert table.GetNumberOfRows() == rows, (port, table.GetNumberOfRows())
table = servermanager.Fetch(simple.NetworkSharpness(**QUADRATIC))
assert table.GetNumberOfRows() == 6, table.GetNumberOfRows()
check_bits(int(sys.argv[1]))
print("passed")
