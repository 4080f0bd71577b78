# SPDX-License-Identifier: BSD-3-Clause
"""Modes of batch norm in pvpython: values against the reference, recipe, file of points, messages."""
import json
import os

import numpy
from landscapes import OUTPUT, REFERENCE, Messages, array, fetch, load_plugin, run_tests, trajectory_of
from paraview import simple

load_plugin()
FOLDER = f"{REFERENCE}/batch_norm"
MODES = ("Stored", "Recalibrated", "Batch")


def landscape(mode, network="mixed", **properties):
    """The points of the reference's first axis with x = 0 and 1."""
    settings = {
        "NetworkFile": f"{FOLDER}/{network}_scripted.pt",
        "Dataset": "Tensor File",
        "DatasetPath": f"{FOLDER}/data.npz",
        "NumberOfSamples": 0,
        "BatchSize": 16,
        "BatchNorm": mode,
        "Directions": "File",
        "DirectionFiles": [f"{FOLDER}/{network}_direction{axis}.pt" for axis in (1, 2)],
        "Dimension": 1,
        "Resolution": [2, 1, 1],
        "Bounds": [0, 1, 0, 0, 0, 0],
    }
    settings.update(properties)
    return simple.LossLandscape(**settings)


def truth(mode, network="mixed"):
    return numpy.load(f"{FOLDER}/losses.npz")[f"{network}_{mode.lower()}_loss"][:2]


def field(image, name):
    return image.GetFieldData().GetAbstractArray(name).GetValue(0)


def test_modes_have_the_references_losses():
    for network in ("mixed", "resnet8-noskip"):
        for mode in MODES:
            losses = array(fetch(landscape(mode, network)), "loss")
            assert numpy.allclose(losses, truth(mode, network), rtol=5e-6), (network, mode, losses)


def test_a_changed_mode_is_computed_anew():
    source = landscape("Stored")
    for mode in (*MODES, "Stored"):
        source.BatchNorm = mode
        assert numpy.allclose(array(fetch(source), "loss"), truth(mode), rtol=5e-6), mode
    source.BatchNorm = "Recalibrated"
    source.RecalibrationSamples = 20
    some = array(fetch(source), "loss").copy()
    assert not numpy.allclose(some, truth("Recalibrated"), rtol=1e-4)
    assert numpy.allclose(some, truth("Recalibrated"), rtol=0.2)


def test_recipes_tell_the_mode():
    for mode in MODES:
        recipe = json.loads(field(fetch(landscape(mode)), "LossLandscapeRecipe"))
        assert recipe["batch_norm"] == mode
        assert ("batch_norm_samples" in recipe) == (mode == "Recalibrated")


def test_the_file_of_points_keeps_modes_apart():
    path = os.path.join(OUTPUT, "batch_norm.sqlite")
    if os.path.exists(path):
        os.remove(path)
    for expected in (0, 2):
        for mode in MODES:
            image = fetch(landscape(mode, CacheFile=path))
            assert field(image, "points_from_cache") == expected, (mode, expected)
            assert numpy.allclose(array(image, "loss"), truth(mode), rtol=5e-6), mode


def test_threads_and_adaptive_sampling_do_not_change_a_bit():
    for mode in MODES[1:]:
        settings = {"Resolution": [5, 1, 1], "Threads": 1}
        one = array(fetch(landscape(mode, **settings)), "loss").copy()
        settings["Threads"] = 3
        assert numpy.array_equal(one, array(fetch(landscape(mode, **settings)), "loss"))
        settings.update(Sampling="Adaptive", Tolerance=0.0)
        assert numpy.array_equal(one, array(fetch(landscape(mode, **settings)), "loss"))


def test_trajectories_and_moved_centres_are_in_the_mode():
    checkpoint = f"{FOLDER}/mixed_state_dict.pt"
    for mode in MODES:
        source = landscape(mode, CheckpointFiles=[checkpoint])
        line = trajectory_of(source).GetPointData()
        for name in ("loss", "plane_loss"):
            assert numpy.isclose(line.GetArray(name).GetValue(0), truth(mode)[0], rtol=5e-6), (mode, name)
        source.CenterOverTraining = 1
        assert numpy.allclose(array(fetch(source), "loss"), truth(mode), rtol=5e-6), mode


def test_traced_networks_say_what_to_do():
    for mode in MODES[1:]:
        source = landscape(mode, NetworkFile=f"{FOLDER}/mixed_traced.pt")
        errors = Messages(source)
        source.UpdatePipeline()
        assert "torch.jit.script" in str(errors) and "bn1" in str(errors), str(errors)
        source.BatchNorm = "Stored"
        assert numpy.allclose(array(fetch(source), "loss"), truth("Stored"), rtol=5e-6)


run_tests(globals())
