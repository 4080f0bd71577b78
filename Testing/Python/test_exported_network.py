#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""All that the suite computes of a network, of one that torch.export wrote and of the built-in one that it
was exported from, with the same weights: both must agree. What the built-in one gives is compared with
PyTorch's by other tests.

The graphs come without weights (Testing/Data/exported/make_built_in.py); WeightsFile gives them. Needs the
package `losslandscape` on PYTHONPATH, the reference data's folder in LOSSLANDSCAPE_REFERENCE, and the folder
of the graphs in LOSSLANDSCAPE_TEST_OUTPUT/exported. Exits with 1 on failure.
"""
import os
import sys

import numpy
from losslandscape import (
    vtkCertifyCriticalPoints,
    vtkDecisionBoundarySource,
    vtkHessianSpectrumSource,
    vtkLandscapeCriticalPoints,
    vtkLossLandscapeSource,
    vtkModeConnectivitySource,
    vtkNetworkSharpnessSource,
    vtkTrainNetworkSource,
)
from vtkmodules.util.numpy_support import vtk_to_numpy

REFERENCE = os.environ["LOSSLANDSCAPE_REFERENCE"]
OUTPUT = os.environ["LOSSLANDSCAPE_TEST_OUTPUT"]
NETWORKS = ("mlp", "resnet8-noskip")
VERSIONS = ("2.6", "2.14")


def with_network(algorithm, name, version=None):
    """`version`: that of the PyTorch which exported the network; None for the built-in one."""
    if version:
        algorithm.SetNetworkFile(f"{OUTPUT}/exported/built-in-{version}/{name}.pt2")
    else:
        algorithm.SetArchitecture(name)
        algorithm.RemoveAllHiddenWidths()
        algorithm.AddHiddenWidth(32)
        algorithm.AddHiddenWidth(16)
    algorithm.SetDataset(algorithm.TENSOR_FILE)
    algorithm.SetDatasetPath(f"{REFERENCE}/{name}/data.npz")
    algorithm.SetNumberOfSamples(0)
    return algorithm


def of_problem(algorithm, name, version=None):
    with_network(algorithm, name, version).SetWeightsFile(f"{REFERENCE}/{name}/state_dict.pt")
    return algorithm


def landscape_of(name, version=None):
    landscape = of_problem(vtkLossLandscapeSource(), name, version)
    landscape.SetResolution(5, 4, 1)
    return landscape


def arrays_of(algorithm):
    """Everything numeric in the outputs of an algorithm, by port, association and name."""
    reports = []

    def note(_source, _event, text):
        reports.append(text)

    note.CallDataType = "string0"
    algorithm.AddObserver("ErrorEvent", note)
    algorithm.Update()
    assert not reports, reports
    arrays = {}
    for port in range(algorithm.GetNumberOfOutputPorts()):
        data = algorithm.GetOutputDataObject(port)
        for association in range(7):
            attributes = data.GetAttributes(association)
            for index in range(attributes.GetNumberOfArrays() if attributes else 0):
                array = attributes.GetArray(index)
                if array is not None:
                    arrays[port, association, array.GetName()] = vtk_to_numpy(array)
    assert arrays
    return arrays


def assert_equal(found, right, tolerance=1e-4):
    """Equal but for rounding: those of the largest number of an array, as sums have them."""
    assert found.keys() == right.keys(), set(found) ^ set(right)
    for key, values in right.items():
        if "seconds" in key[2] or "time" in key[2]:
            continue
        largest = numpy.nanmax(numpy.abs(values), initial=0.0)
        assert numpy.allclose(found[key], values, rtol=0, atol=tolerance * largest, equal_nan=True), key


def compare(make, tolerance=1e-4, networks=NETWORKS):
    for name in networks:
        right = arrays_of(make(name))
        for version in VERSIONS:
            assert_equal(arrays_of(make(name, version)), right, tolerance)


def test_landscape_with_derivatives():
    def make(name, version=None):
        landscape = landscape_of(name, version)
        landscape.SetGradient(1)
        landscape.SetHessian(1)
        return landscape

    compare(make)


def test_landscape_with_batch_norm_of_the_batch():
    def make(name, version=None):
        landscape = landscape_of(name, version)
        landscape.SetBatchNorm(landscape.RECALIBRATED)
        return landscape

    compare(make, networks=["resnet8-noskip"])


def test_certified_critical_points():
    def make(name, version=None):
        landscape = landscape_of(name, version)
        landscape.SetResolution(9, 9, 1)
        critical = vtkLandscapeCriticalPoints()
        critical.SetInputConnection(landscape.GetOutputPort())
        certify = vtkCertifyCriticalPoints()
        certify.SetInputConnection(critical.GetOutputPort())
        return certify

    compare(make, 1e-3, ["mlp"])


def test_spectrum():
    def make(name, version=None):
        spectrum = of_problem(vtkHessianSpectrumSource(), name, version)
        spectrum.SetLanczosSteps(20)
        spectrum.SetProbes(2)
        spectrum.SetDoublePrecision(1)
        return spectrum

    compare(make)


def test_sharpness():
    compare(lambda name, version=None: of_problem(vtkNetworkSharpnessSource(), name, version), 1e-3)


def test_decision_boundary():
    def make(name, version=None):
        boundary = of_problem(vtkDecisionBoundarySource(), name, version)
        boundary.SetResolution(6, 5)
        return boundary

    compare(make)


def train(name, version=None):
    training = with_network(vtkTrainNetworkSource(), name, version)
    training.SetEpochs(2)
    training.SetBatchSize(10)
    training.SetOutputDirectory(f"{OUTPUT}/exported-training/{name}-{version}")
    return training


def test_training():
    """From the weights that the network starts from: a graph without any starts from WeightsFile."""
    def make(name, version=None):
        training = train(name, version)
        training.SetWeightsFile(f"{REFERENCE}/{name}/state_dict.pt")
        return training

    compare(make, 1e-3)


def test_mode_connectivity():
    def make(name, version=None):
        path = of_problem(vtkModeConnectivitySource(), name, version)
        path.SetEndWeightsFile(f"{REFERENCE}/{name}/direction1.pt")
        path.SetEpochs(1)
        return path

    compare(make, 1e-3, ["mlp"])


def test_numbers_beside_the_loss():
    """Means of all that a network returns beside its loss, as PyTorch finds them, in every way to sample a grid."""
    for version in VERSIONS:
        folder = f"{OUTPUT}/exported/tasks-{version}/own_loss-float"
        truth = numpy.load(f"{folder}/truth.npz")
        for sampling in (vtkLossLandscapeSource.EVERY_POINT, vtkLossLandscapeSource.ADAPTIVE):
            landscape = vtkLossLandscapeSource()
            landscape.SetNetworkFile(f"{folder}/network.pt2")
            landscape.SetDataset(landscape.TENSOR_FILE)
            landscape.SetDatasetPath(f"{folder}/data.npz")
            landscape.SetNumberOfSamples(0)
            landscape.SetLoss(landscape.NETWORK_OUTPUT)
            landscape.SetDirections(landscape.FILE_DIRECTIONS)
            for axis in (1, 2):
                landscape.AddDirectionFile(f"{folder}/direction{axis}.pt")
            landscape.SetResolution(3, 2, 1)
            landscape.SetBounds(-1, 1, -0.5, 0.5, 0, 0)
            landscape.SetSampling(sampling)
            found = arrays_of(landscape)
            for number in (1, 2):
                metric = found[0, 0, f"output_{number}"]
                assert numpy.allclose(metric, truth["metrics"][:, :, number - 1].ravel(), rtol=0, atol=1e-5), metric


if __name__ == "__main__":
    failed = False
    for test in [value for key, value in list(globals().items()) if key.startswith("test_")]:
        try:
            test()
            print("passed", test.__name__)
        except Exception as error:  # noqa: BLE001
            failed = True
            print("FAILED", test.__name__, repr(error)[:2000])
    sys.exit(failed)
