# SPDX-License-Identifier: BSD-3-Clause
"""Precision of Loss Landscape: errors are stated as they are, and nothing is done in another precision
silently. Values in bfloat16 are checked by TestPrecision of the core."""
import json
import os

import numpy
from landscapes import (
    OUTPUT, REFERENCE, Messages, array, fetch, has_bfloat16, load_plugin, reference_landscape, run_landscape, run_tests,
    trajectory_of,
)

load_plugin()
NAMES = ("precision_max_error", "precision_max_relative_error", "precision_error_samples")
# Where networks cannot be evaluated in bfloat16, the tests see to it that they are not.
BFLOAT16 = has_bfloat16()


def landscape(**properties):
    return reference_landscape("resnet8-noskip", **{"Resolution": [7, 5, 1], **properties})


def stated(image):
    return [image.GetFieldData().GetArray(name).GetValue(0) for name in NAMES]


def expect_refusal(source, *parts):
    errors = Messages(source)
    source.UpdatePipeline()
    for part in parts:
        assert part in str(errors), f"'{part}' is not in: {errors}"
    assert source.SMProxy.GetClientSideObject().GetOutputDataObject(0).GetPointData().GetNumberOfArrays() == 0


def bfloat16(**properties):
    """The landscape in bfloat16; None, after checking the refusal, if the processor has none."""
    source = landscape(Precision="bfloat16", **properties)
    if not BFLOAT16:
        expect_refusal(source, "AVX512-BF16")
        return None
    return fetch(source)


def test_own_precision_states_nothing():
    image = fetch(landscape())
    assert landscape().Precision == "Network's Own"
    assert all(image.GetFieldData().GetArray(name) is None for name in NAMES)
    recipe = json.loads(image.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0))
    assert (recipe["precision"], recipe["device"]) == ("Network's Own", "cpu")


def test_stated_errors_are_those_of_the_two_landscapes():
    reduced = bfloat16()
    if reduced is None:
        return
    own = array(fetch(landscape()), "loss").reshape(5, 7)[::2, ::3]
    differences = numpy.abs(array(reduced, "loss").reshape(5, 7)[::2, ::3] - own)
    assert differences.size == 9 and differences.max() > 0
    assert stated(reduced) == [differences.max(), (differences / own).max(), 9]
    recipe = json.loads(reduced.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0))
    assert recipe["precision"] == "bfloat16"


def test_adaptive_landscapes_state_it_too():
    adaptive = bfloat16(Sampling="Adaptive")
    if adaptive is not None:
        assert stated(adaptive) == stated(bfloat16())
        assert numpy.array_equal(array(adaptive, "loss")[[0, 6, 34]], array(bfloat16(), "loss")[[0, 6, 34]])


def test_values_of_both_precisions_are_kept_apart():
    cache = os.path.join(OUTPUT, "precision.sqlite")
    if os.path.exists(cache):
        os.remove(cache)
    counts = ("points_from_cache", "points_evaluated")
    own = fetch(landscape(CacheFile=cache))
    without = bfloat16()
    for expected in ([0, 35], [35, 0]):
        image = bfloat16(CacheFile=cache)
        if image is None:
            return
        assert [image.GetFieldData().GetArray(name).GetValue(0) for name in counts] == expected
        assert array(image, "loss").tobytes() == array(without, "loss").tobytes()
        assert stated(image) == stated(without)
    assert array(own, "loss").tobytes() != array(without, "loss").tobytes()


def test_trajectories_are_in_the_same_precision():
    source = run_landscape(Precision="bfloat16")
    if not BFLOAT16:
        expect_refusal(source, "AVX512-BF16")
        return
    own = trajectory_of(run_landscape())
    reduced = trajectory_of(source)
    for name in ("loss", "plane_loss"):
        assert not numpy.array_equal(array(reduced, name), array(own, name))
        assert numpy.allclose(array(reduced, name), array(own, name), rtol=0.05)
    assert reduced.GetFieldData().GetArray("precision_max_error") is None


def test_what_cannot_be_done_is_an_error():
    expect_refusal(landscape(Precision="TF32"), "Precision = TF32", "NVIDIA GPU")
    objective = reference_landscape(
        Precision="bfloat16", NetworkFile=f"{REFERENCE}/mlp/objective_scripted.pt", WeightsFile="", Loss="Network Output"
    )
    expect_refusal(objective, "bfloat16", "computes its own loss" if BFLOAT16 else "AVX512-BF16")


run_tests(globals())
