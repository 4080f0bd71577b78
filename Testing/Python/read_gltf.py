# SPDX-License-Identifier: BSD-3-Clause
"""read_gltf.py FILE: VTK's own reader finds the points in a glTF file that its JSON promises, mesh by mesh."""
import json
import sys

from vtkmodules.vtkIOGeometry import vtkGLTFReader

import numpy as np


def promised(path):
    with open(path, encoding="utf-8") as file:
        scene = json.load(file)
    for mesh in scene["meshes"]:
        yield mesh["name"], scene["accessors"][mesh["primitives"][0]["attributes"]["POSITION"]]


def leaves(data):
    """The pieces of a multiblock data set, in order."""
    pieces = data.NewIterator()
    while not pieces.IsDoneWithTraversal():
        yield pieces.GetCurrentDataObject()
        pieces.GoToNextItem()


reader = vtkGLTFReader()
reader.SetFileName(sys.argv[1])
reader.Update()
pieces = {piece.GetNumberOfPoints(): piece for piece in leaves(reader.GetOutput())}
found = 0
for name, accessor in promised(sys.argv[1]):
    piece = pieces[accessor["count"]]
    low, high = np.array(piece.GetBounds()).reshape(3, 2).T
    assert np.allclose(low, accessor["min"], atol=1e-6), (name, low, accessor["min"])
    assert np.allclose(high, accessor["max"], atol=1e-6), (name, high, accessor["max"])
    assert piece.GetNumberOfCells() > 0
    found += 1
    print(f"ok: {name}, {piece.GetNumberOfPoints()} points")
assert found == len(pieces) == 3
