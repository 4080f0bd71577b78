# SPDX-License-Identifier: BSD-3-Clause
"""The topology filters through ParaView, on landscapes whose critical points are known."""
import json

import numpy
from landscapes import Messages, load_plugin, run_tests
from paraview import servermanager, simple
from paraview.vtk.util.numpy_support import vtk_to_numpy
from topology import FILTERS, IMAGES, arrays_of

load_plugin()
MINIMUM, SADDLE, MAXIMUM = 0, 1, 3


def himmelblau(**properties):
    return simple.AnalyticLandscape(Function="Himmelblau", **properties)


def fetch(algorithm, port=0):
    simple.UpdatePipeline(proxy=simple.OutputPort(algorithm, port))
    return servermanager.Fetch(algorithm, idx=port)


def point_array(data, name):
    return vtk_to_numpy(data.GetPointData().GetArray(name))


def counts(types):
    return [int((types == kind).sum()) for kind in (MINIMUM, SADDLE, 2, MAXIMUM, 4)]


def test_ports_have_names():
    source = himmelblau(Resolution=[5, 5, 1])
    for name, ports in FILTERS.items():
        proxy = getattr(simple, name)(source).SMProxy
        assert [proxy.GetOutputPortName(port) for port in range(len(ports))] == list(ports), name


def test_outputs_have_their_types_and_the_recipe():
    source = himmelblau(Resolution=[21, 21, 1])
    for name, ports in FILTERS.items():
        algorithm = getattr(simple, name)(source)
        for port, title in enumerate(ports):
            data = fetch(algorithm, port)
            expected = "vtkImageData" if title in IMAGES else "vtkTable" if title in ("Pairs", "Table") else "vtkPolyData"
            assert data.GetClassName() == expected, (name, title, data.GetClassName())
            fields = data.GetFieldData()
            recipe = json.loads(fields.GetAbstractArray("LossLandscapeRecipe").GetValue(0))
            assert recipe["function"] == "Himmelblau"
            assert fields.GetArray("non_finite_points").GetValue(0) == 0


def test_scalars_are_chosen_by_themselves():
    source = himmelblau(Resolution=[9, 9, 1])
    source.UpdatePipeline()
    for name in FILTERS:
        algorithm = getattr(simple, name)(source)
        algorithm.UpdatePipeline()
        assert list(algorithm.Scalars) == ["POINTS", "loss"], (name, algorithm.Scalars)


def test_critical_points_of_himmelblau():
    source = himmelblau()
    points = fetch(simple.LandscapeCriticalPoints(source, PersistenceThreshold=0.001, IncludeBoundary=0))
    types = point_array(points, "type")
    assert counts(types) == [4, 4, 0, 1, 0], counts(types)
    assert point_array(points, "is_morse").all()
    assert (point_array(points, "on_boundary") == 0).all()
    assert point_array(points, "hessian_eigenvectors").shape == (9, 9)
    known = servermanager.Fetch(source, idx=1)
    places = vtk_to_numpy(known.GetPoints().GetData())
    for at, kind in zip(vtk_to_numpy(points.GetPoints().GetData()), types):
        distances = numpy.linalg.norm(places - at, axis=1)
        assert distances.min() < 0.01, at
        assert point_array(known, "type")[distances.argmin()] == kind
    # The four minima are 0; the deepest is the last to survive.
    minima = point_array(points, "persistence")[types == MINIMUM]
    assert numpy.isinf(minima).sum() == 1
    assert (point_array(points, "value")[types == MINIMUM] < 0.1).all()


def test_sub_cell_positions_can_be_switched_off():
    source = himmelblau(Resolution=[41, 41, 1])
    settings = {"PersistenceThreshold": 0.001, "IncludeBoundary": 0}
    snapped = fetch(simple.LandscapeCriticalPoints(source, SubCell=0, **settings))
    cells = (vtk_to_numpy(snapped.GetPoints().GetData())[:, :2] + 5.0) / 0.25
    assert numpy.abs(cells - cells.round()).max() < 1e-12
    ids = point_array(snapped, "vertex_id")
    assert (ids == cells[:, 0].round() + 41 * cells[:, 1].round()).all()
    moved = fetch(simple.LandscapeCriticalPoints(source, SubCell=1, **settings))
    assert (point_array(moved, "vertex_id") == ids).all()


def test_morse_complex_of_himmelblau():
    complex_ = simple.LandscapeMorseComplex(himmelblau(), PersistenceThreshold=0.001)
    points = fetch(complex_, 0)
    types = point_array(points, "type")
    inside = point_array(points, "on_boundary") == 0
    assert counts(types[inside]) == [4, 4, 0, 1, 0], counts(types[inside])
    lines = fetch(complex_, 1)
    cells = lines.GetCellData()
    ascending, saddle, end = (vtk_to_numpy(cells.GetArray(name)) for name in ("ascending", "saddle_id", "end_id"))
    assert (types[saddle] == SADDLE).all()
    assert (types[end[ascending == 0]] == MINIMUM).all() and (types[end[ascending == 1]] == MAXIMUM).all()
    # Four saddles between neighbouring minima make a ring around the maximum.
    pairs = set()
    for s in numpy.flatnonzero(inside & (types == SADDLE)):
        ends = end[(saddle == s) & (ascending == 0)]
        assert len(set(ends)) == 2, "a saddle lies between two minima"
        pairs.add(tuple(sorted(ends)))
        assert numpy.flatnonzero(inside & (types == MAXIMUM))[0] in end[(saddle == s) & (ascending == 1)]
    assert len(pairs) == 4
    assert (vtk_to_numpy(cells.GetArray("length")) > 0).all()
    image = fetch(complex_, 2)
    basins = point_array(image, "descending_manifold").reshape(201, 201)
    # The minima lie in four quadrants: (3, 2), (-2.8, 3.1), (-3.8, -3.3), (3.6, -1.8).
    assert len({basins[140, 160], basins[163, 44], basins[34, 24], basins[63, 172]}) == 4
    assert set(numpy.unique(basins)) == {0, 1, 2, 3}


def test_persistence_of_himmelblau():
    persistence = simple.LandscapePersistence(himmelblau(), PersistenceThreshold=0.001)
    table = arrays_of(fetch(persistence, 1))
    valleys = table["row pair_type"] == 0
    assert valleys.sum() == 4
    assert numpy.isinf(table["row persistence"]).sum() == 1
    assert (table["row is_finite"] == numpy.isfinite(table["row persistence"])).all()
    finite = table["row is_finite"] == 1
    assert numpy.allclose(
        table["row persistence"][finite], table["row death"][finite] - table["row birth"][finite]
    )
    # Saddles of Himmelblau's function, by their known values: 13.3, 67.7, 104.0, 178.3. The highest
    # closes the ring.
    deaths = sorted(table["row death"][valleys & finite])
    assert numpy.allclose(deaths, [13.31, 67.72, 104.02], atol=0.2), deaths
    diagram = arrays_of(fetch(persistence, 0))
    assert (diagram["cell pair_type"][:-1] == table["row pair_type"]).all()
    assert diagram["cell pair_type"][-1] == -1
    assert diagram["positions"].shape == (2 * len(diagram["cell birth"]), 3)


def test_flat_regions_of_a_bowl():
    # Rosenbrock with few points has one minimum; its region is all that is below the level.
    source = simple.AnalyticLandscape(Function="Rosenbrock", Resolution=[81, 81, 1])
    regions = simple.LandscapeFlatRegions(source, ToleranceMode="Absolute", Tolerance=50.0, PersistenceThreshold=0.1)
    image = fetch(regions, 0)
    table = arrays_of(fetch(regions, 1))
    loss = point_array(image, "loss")
    assert len(table["row region"]) == 1
    assert table["row minimum"][0] == loss.min()
    assert table["row level"][0] == loss.min() + 50.0
    labels = point_array(image, "region")
    assert set(labels[loss > table["row level"][0]]) == {-1}
    assert set(labels[loss <= table["row level"][0]]) == {0}
    assert (labels == 0).sum() == table["row number_of_points"][0]
    assert table["row semi_axes"].shape == (1, 3)


def test_flat_regions_until_the_saddle():
    source = himmelblau()
    regions = simple.LandscapeFlatRegions(source, ToleranceMode="Until Saddle")
    table = arrays_of(fetch(regions, 1))
    assert len(table["row region"]) == 4
    assert (table["row minima_inside"] == 1).all()
    assert numpy.allclose(sorted(set(table["row level"].round(1)))[0], 13.3, atol=0.1)


def test_derivatives_of_himmelblau():
    source = himmelblau()
    for order, tolerance in (("2", 0.2), ("4", 1e-6)):
        image = fetch(simple.LandscapeDerivatives(source, Order=order))
        x, y = numpy.meshgrid(numpy.linspace(-5, 5, 201), numpy.linspace(-5, 5, 201))
        gradient = point_array(image, "gradient").reshape(201, 201, 3)
        # f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2: a polynomial of degree 4.
        dx = 4 * x * (x * x + y - 11) + 2 * (x + y * y - 7)
        dy = 2 * (x * x + y - 11) + 4 * y * (x + y * y - 7)
        assert numpy.abs(gradient[..., 0] - dx).max() < tolerance, (order, numpy.abs(gradient[..., 0] - dx).max())
        assert numpy.abs(gradient[..., 1] - dy).max() < tolerance
        assert (gradient[..., 2] == 0).all()
        hessian = point_array(image, "hessian").reshape(201, 201, 9)
        inner = (slice(3, -3), slice(3, -3))
        assert numpy.abs(hessian[..., 1] - (4 * x + 4 * y))[inner].max() < max(tolerance, 1e-6)
        assert point_array(image, "loss").shape == (201 * 201,)


def test_volume():
    source = simple.AnalyticLandscape(Function="Sum of Cosines", Dimension="3 (volume)", Resolution=[41, 41, 41])
    points = fetch(simple.LandscapeCriticalPoints(source, IncludeBoundary=0, PersistenceThreshold=0.01))
    known = arrays_of(servermanager.Fetch(source, idx=1))
    inside = (numpy.abs(known["positions"]) < 2.4).all(axis=1)
    assert counts(point_array(points, "type")) == counts(known["point type"][inside])


def test_wrong_arrays_are_errors():
    source = himmelblau(Resolution=[9, 9, 1])
    for name, ports in FILTERS.items():
        algorithm = getattr(simple, name)(source, Scalars=["POINTS", "height"])
        errors = Messages(algorithm)
        algorithm.UpdatePipeline()
        assert "image has no such array: height" in str(errors), str(errors)
        algorithm.Scalars = ["POINTS", "loss"]
        assert fetch(algorithm, len(ports) - 1) is not None
        assert algorithm.GetDataInformation(0).GetNumberOfPoints() > 0, name


def test_filters_of_paraview_apply():
    complex_ = simple.LandscapeMorseComplex(himmelblau(Resolution=[41, 41, 1]))
    warp = simple.WarpByScalar(Input=simple.OutputPort(complex_, 1), Scalars=["POINTS", "value"])
    assert fetch(warp).GetNumberOfCells() > 0
    image = simple.Threshold(Input=simple.OutputPort(complex_, 2), Scalars=["POINTS", "descending_manifold"])
    assert fetch(image).GetNumberOfPoints() > 0


run_tests(globals())
