#!/usr/bin/env pvpython
# SPDX-License-Identifier: BSD-3-Clause
"""Analytic Landscape through ParaView: defaults, ports, functions, errors. Exits with 1 on failure.

Needs the plugin's path in the environment variable LOSSLANDSCAPE_PLUGIN.
"""

import json
import os

from paraview import servermanager
from paraview.simple import Contour, Delete, LoadPlugin, OutputPort, UpdatePipeline
from paraview.vtk.util.numpy_support import vtk_to_numpy

FUNCTIONS = {
    "Himmelblau": 9,
    "Six-Hump Camel": 15,
    "Mueller-Brown": 5,
    "Rastrigin": 441,
    "Ackley": 441,
    "Monkey Saddle": 1,
    "Rosenbrock": 1,
    "Sum of Cosines": 25,
}


def landscape(source):
    return servermanager.Fetch(source, idx=0)


def critical_points(source):
    return servermanager.Fetch(source, idx=1)


def point_array(data, name):
    return vtk_to_numpy(data.GetPointData().GetArray(name))


def test_defaults():
    source = AnalyticLandscape()
    assert source.Function == "Himmelblau", source.Function
    assert source.Dimension == "2 (plane)", source.Dimension
    assert list(source.Resolution) == [201, 201, 201], source.Resolution
    assert source.DefaultBounds == 1
    assert list(source.Bounds) == [-1, 1, -1, 1, -1, 1], source.Bounds
    image = landscape(source)
    assert image.GetDimensions() == (201, 201, 1), image.GetDimensions()
    assert image.GetBounds() == (-5.0, 5.0, -5.0, 5.0, 0.0, 0.0), image.GetBounds()
    loss = point_array(image, "loss").reshape(201, 201)
    assert abs(loss[140, 160]) < 1e-20, "the minimum at (3, 2)"
    Delete(source)


def test_ports_have_names():
    source = AnalyticLandscape()
    assert source.GetOutputPort(0) is not None
    names = [source.SMProxy.GetOutputPortName(port) for port in range(2)]
    assert names == ["Landscape", "Critical Points"], names
    Delete(source)


def test_every_function():
    for name, count in FUNCTIONS.items():
        source = AnalyticLandscape(Function=name, Resolution=[21, 21, 1])
        points = critical_points(source)
        assert points.GetNumberOfPoints() == count, (name, points.GetNumberOfPoints())
        assert point_array(points, "hessian_eigenvalues").shape == (count, 3)
        recipe = json.loads(
            landscape(source).GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0)
        )
        assert recipe["source"] == "Analytic Landscape"
        assert recipe["function"] == name, recipe
        Delete(source)


def test_types_of_himmelblau():
    source = AnalyticLandscape(Resolution=[3, 3, 1])
    points = critical_points(source)
    types = sorted(point_array(points, "type"))
    assert types == [0, 0, 0, 0, 1, 1, 1, 1, 3], types
    assert sorted(point_array(points, "morse_index")) == [0, 0, 0, 0, 1, 1, 1, 1, 2]
    assert point_array(points, "gradient_magnitude").max() < 1e-12
    Delete(source)


def test_volume():
    source = AnalyticLandscape(
        Function="Sum of Cosines", Dimension="3 (volume)", Resolution=[5, 6, 7]
    )
    assert landscape(source).GetDimensions() == (5, 6, 7)
    assert critical_points(source).GetNumberOfPoints() == 125
    source.DefaultBounds = 0
    source.Bounds = [-1, 1, -1, 1, -1, 1]
    assert landscape(source).GetBounds() == (-1.0, 1.0, -1.0, 1.0, -1.0, 1.0)
    assert critical_points(source).GetNumberOfPoints() == 27
    Delete(source)


def test_filters_of_paraview_apply():
    source = AnalyticLandscape()
    contour = Contour(Input=OutputPort(source, 0), ContourBy=["POINTS", "loss"], Isosurfaces=[100.0])
    UpdatePipeline(proxy=contour)
    assert servermanager.Fetch(contour).GetNumberOfCells() > 100
    Delete(contour)
    Delete(source)


def test_bad_settings_give_empty_outputs():
    source = AnalyticLandscape(Function="Himmelblau", Dimension="3 (volume)")
    UpdatePipeline(proxy=source)
    information = source.GetDataInformation(0)
    assert information.GetNumberOfPoints() == 0, "ParaView's log says why"
    source.Dimension = "2 (plane)"
    source.Resolution = [3, 3, 1]
    assert landscape(source).GetNumberOfPoints() == 9
    Delete(source)


LoadPlugin(os.environ["LOSSLANDSCAPE_PLUGIN"], remote=False, ns=globals())
for name, test in list(globals().items()):
    if name.startswith("test_"):
        test()
        print("passed:", name)
