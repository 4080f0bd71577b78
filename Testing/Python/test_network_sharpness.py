# SPDX-License-Identifier: BSD-3-Clause
"""Network Sharpness in pvpython, against the closed forms of a quadratic loss."""
import json

import numpy
from landscapes import REFERENCE, Messages, derivatives_problem, fetch, load_plugin, run_tests
from paraview import simple
from paraview.vtk.util.numpy_support import vtk_to_numpy

load_plugin()
MEASURES = [
    "epsilon_sharpness",
    "sam_sharpness",
    "sam_first_order",
    "asam_sharpness",
    "asam_first_order",
    "filter_normalized_curvature",
]


def sharpness(name="quadratic", **properties):
    return simple.NetworkSharpness(**{**derivatives_problem(name), **properties})


def column(table, name):
    values = table.GetColumnByName(name)
    return [values.GetValue(row) for row in range(table.GetNumberOfRows())]


def field(table, name):
    return vtk_to_numpy(table.GetFieldData().GetArray(name))[0]


def test_table_of_a_quadratic():
    table = fetch(sharpness(SamRadius=0.3))
    names = [table.GetColumnName(i) for i in range(table.GetNumberOfColumns())]
    assert names == ["measure", "value", "standard_error", "radius", "definition"]
    assert column(table, "measure") == MEASURES
    assert all(len(text) > 5 for text in column(table, "definition"))
    values = dict(zip(MEASURES, column(table, "value")))
    known = numpy.load(f"{REFERENCE}/derivatives_quadratic/derivatives.npz")
    gradient, hessian = known["full_gradient"], known["full_hessian"]
    offset = 0.3 * gradient / numpy.linalg.norm(gradient)
    assert abs(values["sam_first_order"] - 0.3 * numpy.linalg.norm(gradient)) < 1e-9
    assert abs(values["sam_sharpness"] - (gradient @ offset + 0.5 * offset @ hessian @ offset)) < 1e-9
    # The weights are 0: the box is |z| <= 0.001, nothing moves adaptively.
    linear = 1e-3 * numpy.abs(gradient).sum()
    assert abs(values["epsilon_sharpness"] - 100 * linear / (1 + field(table, "loss"))) < 0.01 * values["epsilon_sharpness"]
    assert values["asam_sharpness"] == 0.0
    for name, value in values.items():
        assert field(table, name) == value
    assert abs(field(table, "gradient_norm") - numpy.linalg.norm(gradient)) < 1e-9


def test_what_is_no_estimate_has_no_standard_error():
    table = fetch(sharpness("gelu"))
    errors = column(table, "standard_error")
    assert numpy.isnan(errors[:5]).all() and errors[5] > 0.0
    assert field(table, "filter_normalized_curvature_standard_error") == errors[5]
    assert column(table, "radius")[:3] == [0.001, 0.05, 0.05] and numpy.isnan(column(table, "radius")[5])
    recipe = json.loads(table.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0))
    assert recipe["source"] == "Network Sharpness" and recipe["sam_radius"] == 0.05


def test_default_source():
    values = dict(zip(MEASURES, column(fetch(simple.NetworkSharpness()), "value")))
    assert all(numpy.isfinite(value) for value in values.values()), values
    assert values["epsilon_sharpness"] > 0.0 and values["sam_sharpness"] > 0.0, values


def test_losses_that_are_not_finite_are_kept_and_warned_of():
    source = sharpness("tanh", SamRadius=1e308)
    warnings = Messages(source, "WarningEvent")
    values = dict(zip(MEASURES, column(fetch(source), "value")))
    assert not numpy.isfinite(values["sam_sharpness"]), values
    assert "sam_sharpness is not finite" in str(warnings), str(warnings)
    assert numpy.isfinite(values["epsilon_sharpness"])


def test_errors_and_recovery():
    source = sharpness(Epsilon=0.0)
    errors = Messages(source)
    source.UpdatePipeline()
    assert "Epsilon" in str(errors), str(errors)
    source.Epsilon = 0.001
    assert fetch(source).GetNumberOfRows() == 6
    detached = sharpness("tanh", NetworkFile=f"{REFERENCE}/derivatives_detached.pt")
    errors = Messages(detached)
    detached.UpdatePipeline()
    assert "cannot be differentiated" in str(errors), str(errors)


def test_abort():
    source = simple.NetworkSharpness()
    errors = Messages(source)
    algorithm = source.SMProxy.GetClientSideObject()
    algorithm.AddObserver("ProgressEvent", lambda *_: algorithm.SetAbortExecute(1))
    source.UpdatePipeline()
    assert str(errors) == "", str(errors)
    assert algorithm.GetOutputDataObject(0).GetNumberOfRows() == 0


run_tests(globals())
