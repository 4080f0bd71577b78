# SPDX-License-Identifier: BSD-3-Clause
"""Certify Critical Points in pvpython, on networks whose stationary points
Testing/Python/reference/make_derivatives.py knows."""
import json

import numpy
from landscapes import REFERENCE, Messages, array, fetch, load_plugin, reference_landscape, run_tests
from paraview import simple

load_plugin()
NUMBERS = {
    "certified_type": 1,
    "survived": 1,
    "smallest_scale": 1,
    "displacement": 1,
    "plane_loss": 1,
    "plane_gradient": 3,
    "plane_hessian": 9,
    "plane_hessian_eigenvalues": 3,
    "grid_scale_eigenvalues": 3,
    "network_gradient_norm": 1,
    "in_plane_share": 1,
    "network_hessian_min_eigenvalue": 1,
    "network_hessian_max_eigenvalue": 1,
    "network_hessian_min_residual": 1,
    "network_hessian_max_residual": 1,
    "network_type": 1,
}


def landscape_of(network, **properties):
    folder = f"{REFERENCE}/derivatives_{network}"
    settings = {
        "NetworkFile": f"{folder}/scripted.pt",
        "Dataset": "Tensor File",
        "DatasetPath": f"{folder}/data.npz",
        "NumberOfSamples": 0,
        "Resolution": [15, 13, 1],
    }
    settings.update(properties)
    return simple.LossLandscape(**settings)


def around_the_minimum():
    return landscape_of(
        "converged", Loss="Mean Squared Error", Bounds=[-0.3, 0.4, -0.35, 0.3, 0, 0]
    )


def around_the_saddle():
    folder = f"{REFERENCE}/derivatives_quadratic"
    return landscape_of(
        "quadratic",
        Loss="Network Output",
        Directions="File",
        DirectionFiles=[f"{folder}/through1.pt", f"{folder}/through2.pt"],
        Bounds=[0.63, 1.5, -0.41, 0.35, 0, 0],
    )


def critical_points(landscape):
    return simple.LandscapeCriticalPoints(
        Input=landscape, Scalars=["POINTS", "loss"], IncludeBoundary=0
    )


def certified(landscape, **properties):
    return simple.CertifyCriticalPoints(Input=critical_points(landscape), **properties)


def expect_error(source, text):
    messages = Messages(source)
    source.UpdatePipeline()
    assert text in str(messages), messages


def verdicts(points):
    texts = points.GetPointData().GetAbstractArray("verdict")
    return [texts.GetValue(i) for i in range(texts.GetNumberOfValues())]


def test_minimum_of_a_converged_network():
    points = fetch(certified(around_the_minimum(), EigenvalueTolerance=1e-6))
    assert verdicts(points) == ["minimum in this slice, minimum in the network"], verdicts(points)
    assert numpy.allclose(points.GetPoint(0), 0.0, atol=1e-7), points.GetPoint(0)
    assert array(points, "network_gradient_norm")[0] < 1e-6
    stored = numpy.load(f"{REFERENCE}/derivatives_converged/derivatives.npz")
    assert abs(array(points, "plane_loss")[0] - stored["loss"]) < 1e-9
    assert abs(array(points, "network_hessian_min_eigenvalue")[0] - stored["smallest"]) < 1e-5
    assert abs(array(points, "network_hessian_max_eigenvalue")[0] - stored["largest"]) < 1e-5
    assert array(points, "survived")[0] == 1 and array(points, "network_type")[0] == 0


def test_saddle_that_looks_like_a_minimum():
    points = fetch(certified(around_the_saddle()))
    assert verdicts(points) == ["minimum in this slice, saddle in the network"], verdicts(points)
    assert numpy.allclose(points.GetPoint(0), (1.0, 0.0, 0.0), atol=1e-9), points.GetPoint(0)
    assert array(points, "network_type")[0] == 1


def test_arrays():
    source = certified(around_the_saddle())
    points = fetch(source)
    data = points.GetPointData()
    for name, components in NUMBERS.items():
        assert data.GetArray(name).GetNumberOfComponents() == components, name
    # Those of the input are still there, and the recipe too.
    assert data.GetArray("persistence") is not None
    assert points.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetNumberOfValues() == 1


def test_points_may_stay():
    landscape = around_the_saddle()
    stay = fetch(certified(landscape, MovePoints=0))
    moved = fetch(certified(landscape))
    found = fetch(critical_points(landscape))
    assert stay.GetPoint(0) == found.GetPoint(0) != moved.GetPoint(0)
    image = fetch(landscape)
    cells = (numpy.subtract(moved.GetPoint(0), found.GetPoint(0)) / image.GetSpacing())[:2]
    assert abs(array(moved, "displacement")[0] - numpy.linalg.norm(cells)) < 1e-9


def test_networks_in_single_precision():
    landscape = reference_landscape(
        Resolution=[9, 9, 1], Bounds=[-1.0, 1.0, -1.0, 1.0, 0.0, 0.0], Loss="Mean Squared Error"
    )
    for precise in (0, 1):
        points = fetch(certified(landscape, DoublePrecision=precise))
        losses = array(points, "plane_loss")
        assert points.GetNumberOfPoints() > 0 and numpy.isfinite(losses).all()
        for x, y, loss in zip(*numpy.array([points.GetPoint(i)[:2] for i in range(len(losses))]).T, losses):
            there = reference_landscape(
                Resolution=[1, 1, 1], Bounds=[x, x, y, y, 0.0, 0.0], Loss="Mean Squared Error"
            )
            assert abs(array(fetch(there), "loss")[0] - loss) < 1e-5 * (1.0 + loss)


def test_no_points_are_fine():
    slope = landscape_of(
        "quadratic",
        Loss="Network Output",
        Directions="File",
        DirectionFiles=[f"{REFERENCE}/derivatives_quadratic/through{axis}.pt" for axis in (1, 2)],
        Bounds=[2.0, 3.0, 1.0, 2.0, 0, 0],
    )
    points = fetch(certified(slope))
    assert points.GetNumberOfPoints() == 0
    assert points.GetPointData().GetArray("certified_type") is not None
    assert points.GetPointData().GetAbstractArray("verdict") is not None


def test_points_without_a_recipe():
    expect_error(simple.CertifyCriticalPoints(Input=simple.Sphere()), "the points have no recipe")


def test_recipe_of_an_analytic_landscape():
    expect_error(certified(simple.AnalyticLandscape()), "not that of a network's landscape")


def test_recipe_with_other_weights():
    found = fetch(critical_points(around_the_saddle()))
    texts = found.GetFieldData().GetAbstractArray("LossLandscapeRecipe")
    recipe = json.loads(texts.GetValue(0))
    recipe["weights"]["content_sha256"] = "0123"
    texts.SetValue(0, json.dumps(recipe))
    producer = simple.TrivialProducer()
    producer.GetClientSideObject().SetOutput(found)
    expect_error(simple.CertifyCriticalPoints(Input=producer), "the weights are not what")


run_tests(globals())
