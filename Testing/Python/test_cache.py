# SPDX-License-Identifier: BSD-3-Clause
"""CacheFile of Loss Landscape in pvpython; kill_and_resume.py has what happens to several processes."""
import os
import sqlite3

import numpy
from check_store import check_rows
from landscapes import (
    OUTPUT, Messages, array, fetch, load_plugin, reference_landscape, run_landscape, run_tests, trajectory_of,
)

load_plugin()
NAMES = ("loss", "accuracy", "loss_standard_error")


def fresh(name):
    path = os.path.join(OUTPUT, name)
    if os.path.exists(path):
        os.remove(path)
    return path


def counts(image):
    field = image.GetFieldData()
    return [field.GetArray(name).GetValue(0) for name in ("points_from_cache", "points_evaluated")]


def recipe(image):
    return image.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0)


def test_values_and_recipe_are_the_same_with_and_without():
    cache = fresh("same.sqlite")
    without = fetch(reference_landscape())
    for expected in ([0, 35], [35, 0]):
        image = fetch(reference_landscape(CacheFile=cache))
        assert counts(image) == expected
        assert recipe(image) == recipe(without)
        for name in NAMES:
            assert array(image, name).tobytes() == array(without, name).tobytes(), name
    assert without.GetFieldData().GetArray("points_from_cache") is None


def test_the_file_holds_the_image():
    cache = fresh("read.sqlite")
    image = fetch(reference_landscape(CacheFile=cache, Resolution=[5, 3, 1], Bounds=[-1, 1, 0, 0.5, 0, 0]))
    rows = check_rows(sqlite3.connect(cache))
    assert len(rows) == 15
    for (description, *place), numbers in rows.items():
        point = image.FindPoint(place)
        assert numpy.allclose(image.GetPoint(point), place, atol=1e-15)
        assert numbers == tuple(array(image, name)[point] for name in NAMES)
        assert '"loss": "Cross Entropy"' in description and "weights_sha256" in description


def test_grids_share_points_and_other_settings_do_not():
    cache = fresh("shared.sqlite")
    settings = {"CacheFile": cache, "Directions": "Random", "Bounds": [-1, 1, -1, 1, 0, 0]}
    assert counts(fetch(reference_landscape(Resolution=[5, 5, 1], **settings))) == [0, 25]
    assert counts(fetch(reference_landscape(Resolution=[25, 9, 1], **settings))) == [25, 200]
    for other in ({"Seed": 1}, {"BatchSize": 7}, {"Mean": [0.5]}, {"NumberOfSamples": 20}, {"Loss": "Mean Squared Error"}):
        assert counts(fetch(reference_landscape(Resolution=[5, 5, 1], **settings, **other))) == [0, 25], other
    assert counts(fetch(reference_landscape(Resolution=[5, 5, 1], Threads=1, **settings))) == [25, 0]


def test_an_abort_keeps_what_was_done():
    cache = fresh("aborted.sqlite")
    source = reference_landscape("resnet8-noskip", Resolution=[60, 60, 1], CacheFile=cache)
    algorithm = source.SMProxy.GetClientSideObject()

    def stop_after_a_while(*_):
        if algorithm.GetProgress() > 0.05:
            algorithm.SetAbortExecute(1)

    observer = algorithm.AddObserver("ProgressEvent", stop_after_a_while)
    source.UpdatePipeline()
    algorithm.RemoveObserver(observer)
    stored = len(check_rows(sqlite3.connect(cache)))
    assert 0 < stored < 3600, stored
    again = reference_landscape("resnet8-noskip", Resolution=[60, 60, 1], CacheFile=cache)
    assert counts(fetch(again)) == [stored, 3600 - stored]


def test_damaged_values_are_evaluated_again():
    cache = fresh("damaged.sqlite")
    whole = fetch(reference_landscape(CacheFile=cache))
    with sqlite3.connect(cache) as connection:
        connection.execute("UPDATE points SET numbers = zeroblob(24) WHERE x < -0.8 AND y < 0.1")
    source = reference_landscape(CacheFile=cache)
    warnings = Messages(source, "WarningEvent")
    image = fetch(source)
    assert counts(image) == [34, 1]
    assert array(image, "loss").tobytes() == array(whole, "loss").tobytes()
    assert "1 values in the cache file are damaged" in str(warnings), str(warnings)
    assert counts(fetch(reference_landscape(CacheFile=cache))) == [35, 0]


def test_losses_of_a_run_are_kept():
    cache = fresh("run.sqlite")
    without = trajectory_of(run_landscape())
    for expected in ([0, 12], [12, 0]):
        line = trajectory_of(run_landscape(CacheFile=cache))
        assert counts(line) == expected
        for name in ("loss", "accuracy", "plane_loss"):
            assert array(line, name).tobytes() == array(without, name).tobytes(), name
    assert without.GetFieldData().GetArray("points_from_cache") is None
    check_rows(sqlite3.connect(cache))
    # A file that is named later is filled all the same.
    source = run_landscape()
    trajectory_of(source)
    source.CacheFile = fresh("later.sqlite")
    assert counts(trajectory_of(source)) == [0, 12]


run_tests(globals())
