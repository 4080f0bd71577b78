#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Losses of a network that export_builder.py wrote, by the suite, against PyTorch's.

    evaluate_builder.py FOLDER

Needs the package `losslandscape` on PYTHONPATH, and no PyTorch. Prints both losses, the largest relative
difference, and the seconds that it took; exits with 1, and the reason, if the network cannot be evaluated
or a loss differs by more than 1e-4 relative.
"""
import sys
import time

import numpy
from losslandscape import vtkLossLandscapeSource
from vtkmodules.util.numpy_support import vtk_to_numpy

TOLERANCE = 1e-4


def main():
    folder = sys.argv[1]
    landscape = vtkLossLandscapeSource()
    reports = []

    def note(_source, _event, text):
        reports.append(text)

    note.CallDataType = "string0"
    landscape.AddObserver("ErrorEvent", note)
    landscape.SetNetworkFile(f"{folder}/network.pt2")
    landscape.SetDataset(landscape.TENSOR_FILE)
    landscape.SetDatasetPath(f"{folder}/data.npz")
    landscape.SetNumberOfSamples(0)
    landscape.SetDirections(landscape.FILE_DIRECTIONS)
    landscape.AddDirectionFile(f"{folder}/direction.pt")
    landscape.SetDimension(1)
    landscape.SetResolution(2, 1, 1)
    landscape.SetBounds(0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    start = time.monotonic()
    landscape.Update()
    array = landscape.GetOutput().GetPointData().GetArray("loss")
    if reports or array is None:
        print(" ".join(reports) or "no losses")
        sys.exit(1)
    losses, truth = vtk_to_numpy(array), numpy.load(f"{folder}/truth.npz")["loss"]
    difference = numpy.max(numpy.abs(losses - truth) / numpy.abs(truth))
    print(f"{losses[0]:.6f} {losses[1]:.6f} {difference:.1e} {time.monotonic() - start:.1f} s")
    sys.exit(0 if difference <= TOLERANCE else 1)


if __name__ == "__main__":
    main()
