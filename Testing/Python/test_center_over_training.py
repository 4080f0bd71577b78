# SPDX-License-Identifier: BSD-3-Clause
"""Time steps of Loss Landscape: each checkpoint of a run as the centre."""
import json
import os

import numpy
from landscapes import (
    RUN, Messages, array, fetch, load_plugin, run_files, run_landscape, run_tests, trajectory_of,
)
from paraview import servermanager, simple

load_plugin()
with open(os.path.join(RUN, "trajectory.json"), encoding="utf-8") as file:
    TRUTH = json.load(file)
EPOCHS = TRUTH["epochs"]
FILES = run_files()
FIXED = {"Directions": "Random", "Normalization": "None", "AutomaticBounds": 0, "WeightsFile": FILES[2]}


def at_time(source, time):
    source.UpdatePipeline(time)
    return servermanager.Fetch(source)


def recipe_of(data):
    return json.loads(data.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0))


def test_every_checkpoint_is_a_time_step():
    source = run_landscape(CenterOverTraining=1)
    source.UpdatePipelineInformation()
    assert list(source.TimestepValues) == EPOCHS, list(source.TimestepValues)
    source.CenterOverTraining = 0
    source.UpdatePipelineInformation()
    assert list(source.TimestepValues or []) == [], list(source.TimestepValues)
    assert simple.LossLandscape().CenterOverTraining == 0


def test_steps_are_landscapes_of_their_checkpoints():
    source = run_landscape(CenterOverTraining=1, **FIXED)
    for time, path in zip(EPOCHS, FILES):
        single = run_landscape(CheckpointFiles=[], **dict(FIXED, WeightsFile=path))
        moved, expected = at_time(source, time), fetch(single)
        for name in ("loss", "accuracy", "loss_standard_error"):
            assert numpy.array_equal(array(moved, name), array(expected, name)), (time, name)
        assert moved.GetInformation().Get(moved.DATA_TIME_STEP()) == time
        assert recipe_of(moved)["weights"] == recipe_of(expected)["weights"]


def test_centre_has_the_losses_of_the_run():
    source = run_landscape(CenterOverTraining=1, AutomaticBounds=0, Resolution=[3, 3, 1])
    centres = [array(at_time(source, time), "loss")[4] for time in EPOCHS]
    assert numpy.allclose(centres, TRUTH["loss"], atol=1e-6)
    assert numpy.allclose(array(trajectory_of(source), "loss"), centres, atol=1e-12)


def test_grid_directions_and_trajectory_stay():
    fixed, source = run_landscape(), run_landscape(CenterOverTraining=1)
    expected = fetch(fixed)
    for time in EPOCHS:
        moved = at_time(source, time)
        assert moved.GetBounds() == expected.GetBounds()
        assert recipe_of(moved)["directions"] == recipe_of(expected)["directions"]
        step = recipe_of(moved)["centre_over_training"]
        assert (step["checkpoint"], step["time"]) == (EPOCHS.index(time), time)
        assert step["directions_made_around"] == recipe_of(expected)["weights"]
    assert numpy.array_equal(array(moved, "loss"), array(expected, "loss"))
    assert "centre_over_training" not in recipe_of(expected)
    lines = [trajectory_of(proxy) for proxy in (fixed, source)]
    for i in range(len(EPOCHS)):
        assert lines[0].GetPoint(i) == lines[1].GetPoint(i)


def test_animation_plays_the_run():
    source = run_landscape(CenterOverTraining=1)
    behind = simple.Calculator(Input=source, Function="loss", ResultArrayName="again")
    scene = simple.GetAnimationScene()
    scene.UpdateAnimationUsingDataTimeSteps()
    assert list(scene.TimeKeeper.TimestepValues) == EPOCHS, list(scene.TimeKeeper.TimestepValues)
    assert (scene.StartTime, scene.EndTime, scene.PlayMode) == (0.0, 20.0, "Snap To TimeSteps")
    scene.GoToFirst()
    seen = []
    for _ in EPOCHS:
        seen.append(scene.TimeKeeper.Time)
        data = at_time(behind, seen[-1])
        assert numpy.array_equal(array(data, "again"), array(at_time(source, seen[-1]), "loss"))
        scene.GoToNext()
    assert seen == EPOCHS, seen


def test_times_between_steps_take_the_one_before():
    source = run_landscape(CenterOverTraining=1)
    third = array(at_time(source, 3.0), "loss").copy()
    assert numpy.array_equal(array(at_time(source, 4.4), "loss"), third)
    assert not numpy.array_equal(array(at_time(source, 4.5), "loss"), third)


def test_lines_and_volumes_move_too():
    for dimension, resolution in (("1 (line)", [5, 1, 1]), ("3 (volume)", [3, 2, 2])):
        settings = dict(FIXED, Dimension=dimension, Resolution=resolution)
        moved = at_time(run_landscape(CenterOverTraining=1, **settings), EPOCHS[4])
        single = run_landscape(CheckpointFiles=[], **dict(settings, WeightsFile=FILES[4]))
        assert numpy.array_equal(array(moved, "loss"), array(fetch(single), "loss")), dimension


def test_without_checkpoints_it_says_so():
    source = run_landscape(CenterOverTraining=1, CheckpointFiles=[], **FIXED)
    errors = Messages(source)
    source.UpdatePipeline()
    assert "CenterOverTraining: expected CheckpointFiles" in str(errors), str(errors)
    source.CheckpointFiles = FILES
    assert array(at_time(source, 8.0), "loss").size == 12


run_tests(globals())
