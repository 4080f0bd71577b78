# SPDX-License-Identifier: BSD-3-Clause
"""Loss Landscape in pvpython: values against the reference, arrays, field data, abort, caching."""
import json

import numpy
from landscapes import REFERENCE, Messages, array, fetch, load_plugin, reference_landscape, run_tests
from paraview import simple

load_plugin()


def close(values, expected, tolerance=1e-5):
    return numpy.allclose(values, expected.ravel(), rtol=tolerance, atol=1e-7, equal_nan=True)


def test_plane_equals_the_reference():
    image = fetch(reference_landscape())
    truth = numpy.load(f"{REFERENCE}/mlp/surfaces.npz")
    assert image.GetDimensions() == (7, 5, 1)
    assert image.GetOrigin() == (-1.0, 0.0, 0.0)
    assert close(array(image, "loss"), truth["plane7x5_cross_entropy_loss"])
    assert close(
        array(image, "loss_standard_error"), truth["plane7x5_cross_entropy_loss_standard_error"]
    )
    assert numpy.abs(array(image, "accuracy") - 100 * truth["plane7x5_accuracy"].ravel()).max() < 2.01
    for name in ("loss", "accuracy", "loss_standard_error"):
        assert image.GetPointData().GetArray(name).GetDataTypeAsString() == "double"


def test_line_and_volume_equal_the_reference():
    truth = numpy.load(f"{REFERENCE}/mlp/surfaces.npz")
    line = fetch(
        reference_landscape(Dimension=1, Resolution=[9, 1, 1], Bounds=[-1, 1, 0, 0, 0, 0])
    )
    assert close(array(line, "loss"), truth["line9_cross_entropy_loss"])
    volume = fetch(
        reference_landscape(Dimension=3, Resolution=[4, 3, 2], Bounds=[-1, 0.5, 0, 1, -0.5, 0.5])
    )
    assert close(array(volume, "loss"), truth["volume4x3x2_cross_entropy_loss"])
    column = fetch(reference_landscape(Resolution=[1, 9, 1]))
    assert column.GetDimensions() == (1, 9, 1)
    assert close(array(column, "loss"), truth["plane1x9_cross_entropy_loss"])


def test_points_know_their_coordinates():
    image = fetch(reference_landscape())
    assert image.GetPoint(0) == (-1.0, 0.0, 0.0)
    assert numpy.allclose(image.GetPoint(34), (0.5, 1.0, 0.0), atol=1e-15)


def test_recipe_and_geometry_of_directions_are_in_the_field_data():
    image = fetch(reference_landscape())
    field = image.GetFieldData()
    recipe = json.loads(field.GetAbstractArray("LossLandscapeRecipe").GetValue(0))
    assert recipe["network"]["architecture"] == "mlp"
    assert recipe["directions"]["method"] == "File"
    assert len(recipe["weights"]["content_sha256"]) == 64
    assert field.GetArray("direction_norms").GetNumberOfTuples() == 2
    assert field.GetArray("direction_cosines").GetNumberOfTuples() == 1
    assert field.GetArray("non_finite_losses").GetValue(0) == 0


def test_threads_do_not_change_a_bit():
    one = array(fetch(reference_landscape(Threads=1)), "loss").copy()
    three = array(fetch(reference_landscape(Threads=3)), "loss")
    assert numpy.array_equal(one, three)


def test_sub_extents_do_not_change_a_bit():
    source = reference_landscape()
    whole = array(fetch(source), "loss").reshape(5, 7).copy()
    algorithm = reference_landscape().SMProxy.GetClientSideObject()
    algorithm.UpdateInformation()
    algorithm.UpdateExtent([2, 4, 1, 3, 0, 0])
    part = algorithm.GetOutputDataObject(0)
    assert part.GetExtent() == (2, 4, 1, 3, 0, 0), part.GetExtent()
    assert numpy.array_equal(array(part, "loss").reshape(3, 3), whole[1:4, 2:5])


def test_non_finite_losses_stay_and_are_counted():
    source = reference_landscape(
        NetworkFile=f"{REFERENCE}/mlp/nan_scripted.pt", WeightsFile="", Loss="Network Output"
    )
    warnings = Messages(source, "WarningEvent")
    image = fetch(source)
    losses = array(image, "loss")
    truth = numpy.load(f"{REFERENCE}/mlp/surfaces.npz")["plane7x5_nan_loss"].ravel()
    assert numpy.array_equal(numpy.isfinite(losses), numpy.isfinite(truth))
    missing = int((~numpy.isfinite(truth)).sum())
    assert missing > 0
    assert image.GetFieldData().GetArray("non_finite_losses").GetValue(0) == missing
    assert f"{missing} of 35" in str(warnings), str(warnings)


def test_defaults_show_the_shipped_network():
    image = fetch(simple.LossLandscape())
    losses = array(image, "loss")
    assert image.GetDimensions() == (21, 21, 1)
    assert losses.argmin() == 220, losses.argmin()
    assert losses[220] < 0.05, losses[220]
    assert array(image, "accuracy")[220] > 99.0
    assert losses.max() > 1.0


def test_abort_stops_and_the_next_update_starts_anew():
    source = reference_landscape("resnet8-noskip", Resolution=[300, 300, 1])
    algorithm = source.SMProxy.GetClientSideObject()
    stop = algorithm.AddObserver("ProgressEvent", lambda *_: algorithm.SetAbortExecute(1))
    errors = Messages(source)
    source.UpdatePipeline()
    assert str(errors) == "", str(errors)
    output = algorithm.GetOutputDataObject(0)
    assert output.GetPointData().GetNumberOfArrays() == 0
    algorithm.RemoveObserver(stop)
    source.Resolution = [3, 3, 1]
    assert array(fetch(source), "loss").size == 9


def test_progress_rises_to_one():
    source = reference_landscape("resnet8-noskip", Resolution=[40, 40, 1])
    algorithm = source.SMProxy.GetClientSideObject()
    seen = []
    algorithm.AddObserver("ProgressEvent", lambda *_: seen.append(algorithm.GetProgress()))
    algorithm.Update(0)
    assert len(seen) > 2 and seen == sorted(seen) and seen[-1] == 1.0, seen


run_tests(globals())
