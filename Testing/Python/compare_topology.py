# SPDX-License-Identifier: BSD-3-Clause
"""compare_topology.py FOLDER=RANKS...: the topology filters' outputs in all folders have the same bits,
and images were written by as many ranks as stated."""
import glob
import os
import sys

import numpy
from paraview import servermanager, simple
from paraview.vtk.util.numpy_support import vtk_to_numpy


def read_image(path):
    image = servermanager.Fetch(simple.OpenDataFile(path))
    data = image.GetPointData()
    arrays = {data.GetArrayName(i): vtk_to_numpy(data.GetArray(i)).copy() for i in range(data.GetNumberOfArrays())}
    arrays.pop("vtkGhostType", None)
    arrays["dimensions"] = numpy.array(image.GetDimensions())
    return arrays


def read(path):
    if path.endswith(".pvti"):
        return read_image(path)
    with numpy.load(path) as file:
        return {name: file[name] for name in file.files}


def same_bits(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def check_number_of_pieces(folder, name, ranks):
    """Empty pieces are not written; a single cell cannot be divided."""
    written = len(glob.glob(os.path.join(folder, name[: -len(".pvti")], "*.vti")))
    assert written == (1 if name.startswith("cell") else ranks), f"{folder}: {name} has {written} pieces"


def compare(folder, ranks, names, expected):
    found = sorted(os.path.basename(path) for path in glob.glob(os.path.join(folder, "*.*")))
    assert found == names, f"{folder}: {found}"
    for name in names:
        if name.endswith(".pvti"):
            check_number_of_pieces(folder, name, ranks)
        arrays = read(os.path.join(folder, name))
        assert sorted(arrays) == sorted(expected[name]), f"{folder}: {name} has {sorted(arrays)}"
        for key, values in arrays.items():
            assert same_bits(values, expected[name][key]), f"{folder}: {key} of {name} differs"
    print(f"ok      {folder}: {len(names)} outputs")


folders = [argument.rsplit("=", 1) for argument in sys.argv[1:]]
assert len(folders) > 1
files = sorted(os.path.basename(path) for path in glob.glob(os.path.join(folders[0][0], "*.*")))
assert len(files) == 4 * 9 + 3, files
first = {name: read(os.path.join(folders[0][0], name)) for name in files}
for path, count in folders:
    compare(path, int(count), files, first)
