# SPDX-License-Identifier: BSD-3-Clause
"""Directions of checkpoints and the trajectory of Loss Landscape, against Testing/Data/trajectory."""
import json
import os
import shutil

import numpy
from landscapes import (
    OUTPUT, RUN, Messages, array, fetch, load_plugin, run_files, run_landscape, run_tests, trajectory_of,
)
from paraview import simple

load_plugin()
with open(os.path.join(RUN, "trajectory.json"), encoding="utf-8") as file:
    TRUTH = json.load(file)
FILES = run_files()
ARRAYS = [
    "epoch", "run", "loss", "accuracy", "plane_loss", "off_plane_distance", "relative_off_plane_distance",
]


def coordinates(line):
    return numpy.array([line.GetPoint(i) for i in range(line.GetNumberOfPoints())]).reshape(-1, 3)


def names_of(line):
    data = line.GetPointData()
    return [data.GetArrayName(i) for i in range(data.GetNumberOfArrays())]


def numbers(image, name):
    values = image.GetFieldData().GetArray(name)
    return [values.GetValue(i) for i in range(values.GetNumberOfTuples())]


def expect_projections(line, truth):
    assert numpy.allclose(coordinates(line)[:, :2], truth["coordinates"], atol=1e-6)
    for name in ("off_plane_distance", "relative_off_plane_distance"):
        assert numpy.allclose(array(line, name), truth[name], atol=1e-6), name
    assert numpy.allclose(array(line, "plane_loss"), truth["plane_loss"], atol=1e-5)


def test_trajectory_equals_the_reference():
    line = trajectory_of(run_landscape())
    assert names_of(line) == ARRAYS, names_of(line)
    expect_projections(line, TRUTH["plain"])
    assert numpy.allclose(array(line, "epoch"), TRUTH["epochs"])
    assert numpy.allclose(array(line, "loss"), TRUTH["loss"], atol=1e-6)
    assert numpy.allclose(array(line, "accuracy"), TRUTH["accuracy"])
    assert (line.GetNumberOfVerts(), line.GetNumberOfLines()) == (6, 1)
    assert line.GetPoints().GetData().GetDataTypeAsString() == "double"
    assert line.GetPointData().GetArray("run").GetDataTypeAsString() == "int"


def test_every_kind_of_directions():
    expect_projections(trajectory_of(run_landscape(PcaCentered=1)), TRUTH["centred"])
    expect_projections(trajectory_of(run_landscape(IgnoreBiasAndNorm=1)), TRUTH["masked"])
    expect_projections(trajectory_of(run_landscape(Directions="Between Checkpoints")), TRUTH["between"])
    random = trajectory_of(run_landscape(Directions="Random", WeightsFile=FILES[0]))
    assert array(random, "off_plane_distance")[0] == 0.0
    assert (array(random, "relative_off_plane_distance")[1:] > 0.5).all()


def test_variance_is_in_the_field_data():
    image = fetch(run_landscape())
    ratios = numbers(image, "explained_variance_ratio")
    assert numpy.allclose(ratios, TRUTH["plain"]["explained_variance_ratio"], atol=1e-6)
    assert numpy.allclose(numbers(image, "random_walk_variance_ratio")[:2], [0.8106, 0.0901], atol=1e-4)
    assert len(numbers(image, "cosine_correlation")) == len(ratios)
    recipe = json.loads(image.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0))
    assert recipe["directions"]["checkpoint_files"] == FILES
    assert fetch(run_landscape(Directions="Random", WeightsFile=FILES[0])).GetFieldData().GetArray(
        "explained_variance_ratio"
    ) is None


def test_automatic_bounds_fit_the_run_and_the_centre():
    image = fetch(run_landscape())
    places = numpy.vstack([TRUTH["plain"]["coordinates"], [[0.0, 0.0]]])
    low, high = places.min(axis=0), places.max(axis=0)
    margin = 0.2 * max(high - low)
    bounds = numpy.array(image.GetBounds()[:4]).reshape(2, 2)
    assert numpy.allclose(bounds[:, 0], low - margin, atol=1e-5)
    assert numpy.allclose(bounds[:, 1], high + margin, atol=1e-5)


def test_between_checkpoints_starts_and_ends_at_them():
    source = run_landscape(
        Directions="Between Checkpoints", Dimension=1, Resolution=[3, 1, 1], Bounds=[0, 1, 0, 0, 0, 0], AutomaticBounds=0
    )
    losses = array(fetch(source), "loss")
    assert numpy.allclose(losses[[0, 2]], TRUTH["loss"][:2], atol=1e-6)


def test_runs_are_lines_of_their_own():
    folder = os.path.join(OUTPUT, "trajectory_second")
    os.makedirs(folder, exist_ok=True)
    copies = [shutil.copy(FILES[i], folder) for i in (1, 3)]
    line = trajectory_of(run_landscape(CheckpointFiles=FILES + copies))
    assert line.GetNumberOfLines() == 2
    assert list(array(line, "run")) == [0] * 6 + [1] * 2


def test_without_checkpoints_the_trajectory_is_empty():
    source = run_landscape(CheckpointFiles=[], Directions="Random", WeightsFile=FILES[0], AutomaticBounds=0)
    errors = Messages(source)
    line = trajectory_of(source)
    assert str(errors) == "", str(errors)
    assert line.GetNumberOfPoints() == 0 and line.GetNumberOfCells() == 0
    algorithm = source.SMProxy.GetClientSideObject()
    assert names_of(algorithm.GetOutputDataObject(1)) == ARRAYS


def test_a_port_alone_leaves_the_other_alone():
    algorithm = run_landscape().SMProxy.GetClientSideObject()
    algorithm.Update(1)
    landscape, line = (algorithm.GetOutputDataObject(port) for port in (0, 1))
    assert line.GetNumberOfPoints() == 6
    assert landscape.GetNumberOfPoints() == 0
    made = line.GetMTime()
    algorithm.Update(0)
    assert landscape.GetPointData().GetArray("loss").GetNumberOfTuples() == 12
    assert line.GetMTime() == made
    made = landscape.GetMTime()
    algorithm.Update(1)
    assert landscape.GetMTime() == made


def test_another_grid_reads_no_checkpoint_again():
    folder = os.path.join(OUTPUT, "trajectory_kept")
    os.makedirs(folder, exist_ok=True)
    copies = [shutil.copy2(file, folder) for file in FILES]
    source = run_landscape(CheckpointFiles=copies)
    before = array(trajectory_of(source), "loss").copy()
    stamp = os.stat(copies[2])
    with open(copies[2], "r+b") as file:
        file.write(b"\0" * 64)
    os.utime(copies[2], ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    source.Resolution = [5, 5, 1]
    errors = Messages(source)
    assert numpy.array_equal(array(trajectory_of(source), "loss"), before)
    assert str(errors) == "", str(errors)
    assert fetch(source).GetDimensions() == (5, 5, 1)


def expect_error(*parts, **properties):
    source = run_landscape(**properties)
    errors = Messages(source)
    source.UpdatePipeline()
    for part in parts:
        assert part in str(errors), f"'{part}' is not in: {errors}"
    algorithm = source.SMProxy.GetClientSideObject()
    assert algorithm.GetOutputDataObject(1).GetNumberOfPoints() == 0
    for name in ("CheckpointFiles", "AutomaticBounds"):
        setattr(source, name, {"CheckpointFiles": FILES, "AutomaticBounds": 1}[name])
    assert trajectory_of(source).GetNumberOfPoints() == 6


def test_errors_name_the_reason():
    missing = FILES[:2] + ["/no/such/checkpoint.pt"]
    expect_error("/no/such/checkpoint.pt", CheckpointFiles=missing)
    expect_error("/no/such/checkpoint.pt", CheckpointFiles=missing, AutomaticBounds=0)
    expect_error("too few independent checkpoints", CheckpointFiles=FILES[:2])
    expect_error("AutomaticBounds", CheckpointFiles=[], Directions="Random", WeightsFile=FILES[0])


def test_a_bad_trajectory_leaves_the_landscape():
    source = run_landscape(
        Directions="Random", WeightsFile=FILES[0], CheckpointFiles=["/no/such/checkpoint.pt"], AutomaticBounds=0
    )
    errors = Messages(source)
    source.UpdatePipeline()
    assert "/no/such/checkpoint.pt" in str(errors)
    assert array(source.SMProxy.GetClientSideObject().GetOutputDataObject(0), "loss").size == 12


run_tests(globals())
