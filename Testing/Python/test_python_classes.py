#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The package losslandscape in a Python without ParaView: classes, pipelines, errors, abort.

Needs the package on PYTHONPATH and the reference data's folder in LOSSLANDSCAPE_REFERENCE. Exits with 1
on failure.
"""
import os
import sys

import numpy
from vtkmodules.util.numpy_support import vtk_to_numpy

import losslandscape
from losslandscape import (
    vtkAnalyticLandscapeSource,
    vtkCheckpointReader,
    vtkLandscapeCriticalPoints,
    vtkLossLandscapeSource,
)

REFERENCE = os.environ["LOSSLANDSCAPE_REFERENCE"]


def reference_landscape():
    landscape = vtkLossLandscapeSource()
    landscape.SetArchitecture("mlp")
    landscape.RemoveAllHiddenWidths()
    landscape.AddHiddenWidth(32)
    landscape.AddHiddenWidth(16)
    landscape.SetWeightsFile(f"{REFERENCE}/mlp/state_dict.pt")
    landscape.SetDataset(landscape.TENSOR_FILE)
    landscape.SetDatasetPath(f"{REFERENCE}/mlp/data.npz")
    landscape.SetNumberOfSamples(0)
    landscape.SetDirections(landscape.FILE_DIRECTIONS)
    for axis in (1, 2):
        landscape.AddDirectionFile(f"{REFERENCE}/mlp/direction{axis}.pt")
    landscape.SetResolution(7, 5, 1)
    landscape.SetBounds(-1.0, 0.5, 0.0, 1.0, 0.0, 0.0)
    return landscape


def messages_of(algorithm, event="ErrorEvent"):
    """What the algorithm reports from now on, in place of VTK's output window."""
    messages = []

    def note(_source, _event, text):
        messages.append(text)

    note.CallDataType = "string0"
    algorithm.AddObserver(event, note)
    return messages


def losses(image):
    return vtk_to_numpy(image.GetPointData().GetArray("loss"))


def test_no_paraview_is_loaded():
    assert not any(name.startswith("paraview") for name in sys.modules)


def test_every_concrete_class_is_there():
    sources = ["AnalyticLandscape", "DecisionBoundary", "HessianSpectrum", "LossLandscape"]
    sources += ["ModeConnectivity", "NetworkSharpness", "TrainNetwork"]
    filters = ["CriticalPoints", "Derivatives", "FlatRegions", "MorseComplex", "Persistence"]
    names = [f"vtk{name}Source" for name in sources] + [f"vtkLandscape{name}" for name in filters]
    names += ["vtkCertifyCriticalPoints", "vtkTrajectoryOnLandscape", "vtkCheckpointReader"]
    names += ["vtkLandscapeReader", "vtkLandscapeTrajectoryReader"]
    names += ["vtkLandscapeHDF5Writer", "vtkLandscapePLYWriter"]
    for name in names:
        assert getattr(losslandscape, name)().GetClassName() == name


def test_landscape_equals_the_reference():
    landscape = reference_landscape()
    landscape.Update()
    truth = numpy.load(f"{REFERENCE}/mlp/surfaces.npz")["plane7x5_cross_entropy_loss"].ravel()
    assert numpy.allclose(losses(landscape.GetOutput()), truth, rtol=1e-6, atol=0)


def test_filters_follow_sources():
    function = vtkAnalyticLandscapeSource()
    critical = vtkLandscapeCriticalPoints()
    critical.SetInputConnection(function.GetOutputPort())
    critical.Update()
    # Himmelblau's function has four minima, four saddles and one maximum (Himmelblau 1972).
    points = function.GetOutput(1)
    kinds = vtk_to_numpy(points.GetPointData().GetArray("morse_index"))
    assert sorted(kinds) == [0] * 4 + [1] * 4 + [2], kinds
    assert critical.GetOutput().GetNumberOfPoints() >= 9


def test_errors_reach_python():
    landscape = reference_landscape()
    landscape.SetWeightsFile("no/such/file.pt")
    errors = messages_of(landscape)
    landscape.Update()
    assert len(errors) == 1 and "no/such/file.pt" in errors[0], errors
    landscape.SetWeightsFile(f"{REFERENCE}/mlp/state_dict.pt")
    landscape.Update()
    assert len(errors) == 1 and losses(landscape.GetOutput()).size == 35


def test_abort_stops():
    landscape = reference_landscape()
    landscape.SetResolution(2000, 2000, 1)
    landscape.AddObserver("ProgressEvent", lambda *_: landscape.SetAbortExecute(1))
    landscape.Update()
    assert landscape.GetOutput().GetPointData().GetArray("loss") is None


def test_reader():
    reader = vtkCheckpointReader()
    reader.AddFileName(f"{REFERENCE}/mlp/state_dict.pt")
    reader.Update()
    assert reader.GetOutput().GetNumberOfRows() > 0


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("passed", name)
