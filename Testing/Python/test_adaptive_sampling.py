# SPDX-License-Identifier: BSD-3-Clause
"""Loss Landscape with Sampling = Adaptive in pvpython: values against those of every point, pieces, abort."""
import json

import numpy
from landscapes import REFERENCE, Messages, array, fetch, load_plugin, reference_landscape, run_tests
from paraview import simple

load_plugin()
ARRAYS = ("loss", "accuracy", "loss_standard_error")
GRID = {"Resolution": [61, 53, 1], "Bounds": [-1.0, 1.0, -1.0, 1.0, 0.0, 0.0]}


def adaptive(**properties):
    return reference_landscape(Sampling="Adaptive", **{**GRID, **properties})


def number(image, name):
    return image.GetFieldData().GetArray(name).GetValue(0)


def test_every_point_is_the_default():
    image = fetch(reference_landscape())
    assert image.GetPointData().GetArray("evaluated") is None
    assert image.GetFieldData().GetArray("adaptive_evaluations") is None
    recipe = json.loads(image.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0))
    assert recipe["sampling"] == {"method": "Every Point"}, recipe["sampling"]


def test_errors_are_within_the_tolerance():
    truth = array(fetch(reference_landscape(**GRID)), "loss").copy()
    losses_range = truth.max() - truth.min()
    for tolerance in (0.01, 0.05):
        image = fetch(adaptive(Tolerance=tolerance))
        error = numpy.abs(array(image, "loss") - truth)
        evaluated = array(image, "evaluated")
        assert error.max() <= tolerance * losses_range, error.max() / losses_range
        assert evaluated.sum() == number(image, "adaptive_evaluations")
        assert evaluated.sum() < 0.6 * truth.size, evaluated.mean()
        assert numpy.array_equal(array(image, "loss")[evaluated == 1], truth[evaluated == 1])
        assert number(image, "adaptive_tolerance") <= tolerance * losses_range * (1 + 1e-12)
        assert 0 < number(image, "adaptive_max_error") <= 0.5 * number(image, "adaptive_tolerance")
        assert 0 < number(image, "adaptive_error_samples") < evaluated.sum()


def test_accuracy_and_standard_error_are_interpolated_alike():
    full = fetch(reference_landscape(**GRID))
    image = fetch(adaptive())
    chosen = array(image, "evaluated") == 1
    for name in ARRAYS:
        values, truth = array(image, name), array(full, name)
        assert numpy.array_equal(values[chosen], truth[chosen]), name
        assert numpy.isfinite(values).all(), name
        assert values.min() >= truth.min() and values.max() <= truth.max(), name
    assert image.GetPointData().GetArray("evaluated").GetDataTypeAsString() == "unsigned char"


def test_recipe_tells_how_it_was_sampled():
    image = fetch(adaptive(Resolution=[9, 9, 1], Tolerance=0.02))
    recipe = json.loads(image.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0))
    assert recipe["sampling"] == {"method": "Adaptive", "tolerance": 0.02}, recipe["sampling"]


def test_threads_do_not_change_a_bit():
    one = fetch(adaptive(Threads=1))
    three = fetch(adaptive(Threads=3))
    for name in ARRAYS + ("evaluated",):
        assert numpy.array_equal(array(one, name), array(three, name)), name


def test_sub_extents_do_not_change_a_bit():
    whole = fetch(adaptive())
    algorithm = adaptive().SMProxy.GetClientSideObject()
    algorithm.UpdateInformation()
    for extent in ([20, 40, 11, 30, 0, 0], [0, 5, 0, 52, 0, 0], [60, 60, 52, 52, 0, 0]):
        algorithm.UpdateExtent(extent)
        part = algorithm.GetOutputDataObject(0)
        assert part.GetExtent() == tuple(extent), part.GetExtent()
        (left, right, bottom, top) = extent[:4]
        for name in ARRAYS + ("evaluated",):
            expected = array(whole, name).reshape(53, 61)[bottom : top + 1, left : right + 1]
            assert numpy.array_equal(array(part, name), expected.ravel()), name
        assert number(part, "adaptive_evaluations") == number(whole, "adaptive_evaluations")


def test_other_settings_are_sampled_anew():
    source = adaptive(Resolution=[31, 31, 1])
    algorithm = source.SMProxy.GetClientSideObject()
    first = array(fetch(source), "loss").copy()
    algorithm.UpdateExtent([0, 3, 0, 3, 0, 0])
    source.Tolerance = 0.0
    exact = array(fetch(source), "loss").copy()
    assert not numpy.array_equal(first, exact)
    source.Sampling = "Every Point"
    assert numpy.array_equal(array(fetch(source), "loss"), exact)


def test_lines_and_volumes():
    line = fetch(adaptive(Dimension=1, Resolution=[201, 1, 1]))
    truth = array(fetch(reference_landscape(Dimension=1, Resolution=[201, 1, 1], Bounds=GRID["Bounds"])), "loss")
    assert numpy.abs(array(line, "loss") - truth).max() <= 0.01 * (truth.max() - truth.min())
    assert array(line, "evaluated").mean() < 0.8, array(line, "evaluated").mean()
    volume = fetch(adaptive(Dimension=3, Resolution=[13, 11, 9], Bounds=[-1, 1, -1, 1, -0.5, 0.5]))
    assert volume.GetDimensions() == (13, 11, 9)
    assert number(volume, "adaptive_evaluations") == array(volume, "evaluated").sum()


def test_non_finite_losses_and_their_neighbours_are_evaluated():
    source = adaptive(
        NetworkFile=f"{REFERENCE}/mlp/nan_scripted.pt",
        WeightsFile="",
        Loss="Network Output",
        Bounds=[-1.0, 0.5, 0.0, 1.0, 0.0, 0.0],
    )
    warnings = Messages(source, "WarningEvent")
    image = fetch(source)
    missing = ~numpy.isfinite(array(image, "loss").reshape(53, 61))
    evaluated = array(image, "evaluated").reshape(53, 61)
    assert missing.any() and not missing.all()
    assert number(image, "non_finite_losses") == missing.sum()
    assert "losses are NaN or infinite" in str(warnings), str(warnings)
    for j, i in zip(*numpy.nonzero(missing)):
        assert evaluated[max(j - 1, 0) : j + 2, max(i - 1, 0) : i + 2].all(), (i, j)


def test_abort_stops_and_the_next_update_starts_anew():
    source = adaptive(Resolution=[400, 400, 1])
    algorithm = source.SMProxy.GetClientSideObject()
    stop = algorithm.AddObserver("ProgressEvent", lambda *_: algorithm.SetAbortExecute(1))
    errors = Messages(source)
    source.UpdatePipeline()
    assert str(errors) == "", str(errors)
    assert algorithm.GetOutputDataObject(0).GetPointData().GetNumberOfArrays() == 0
    algorithm.RemoveObserver(stop)
    source.Resolution = [9, 9, 1]
    assert array(fetch(source), "loss").size == 81


def test_progress_rises_to_one():
    source = adaptive()
    algorithm = source.SMProxy.GetClientSideObject()
    seen = []
    algorithm.AddObserver("ProgressEvent", lambda *_: seen.append(algorithm.GetProgress()))
    algorithm.Update(0)
    assert len(seen) > 2 and seen == sorted(seen) and seen[-1] == 1.0, seen


def test_errors_are_readable():
    source = adaptive(WeightsFile="/nowhere.pt")
    errors = Messages(source)
    source.UpdatePipeline()
    assert "/nowhere.pt" in str(errors), str(errors)
    assert simple.GetActiveSource() is not None


run_tests(globals())
