# SPDX-License-Identifier: BSD-3-Clause
"""Mode Connectivity in pvpython: its outputs, the landscape below the curve, the file of the bend, messages."""
import json
import os
import subprocess

import numpy
from landscapes import OUTPUT, REFERENCE, Messages, array, fetch, load_plugin, run_tests
from paraview import servermanager, simple
from paraview.vtk.util.numpy_support import vtk_to_numpy

load_plugin()
FOLDER = os.path.join(OUTPUT, "connectivity")
BEND = os.path.join(FOLDER, "bend.pt")
NETWORK = {"Architecture": "mlp", "HiddenWidths": [24], "Dataset": "Digits", "NumberOfSamples": 400, "Threads": 1}
ENDS = [os.path.join(FOLDER, f"seed{seed}", "epoch_0020.pt") for seed in (1, 2)]
POINTS = 9
LOAD = """
import sys, torch
state = torch.load(sys.argv[1], weights_only=True)
assert list(state) == ['layers.0.weight', 'layers.0.bias', 'layers.1.weight', 'layers.1.bias'], list(state)
ends = [torch.load(file) for file in sys.argv[2:]]
for name, bend in state.items():
    middle = (ends[0][name] + ends[1][name]) / 2
    assert bend.shape == middle.shape and bend.dtype == torch.float32 and bend.isfinite().all()
    assert not torch.equal(bend, middle), name
"""


def train_ends():
    """Two networks of one architecture from different initial weights."""
    for seed, file in zip((1, 2), ENDS):
        if not os.path.exists(file):
            simple.TrainNetwork(
                **NETWORK, Seed=seed, Epochs=20, BatchSize=50, EpochsPerCheckpoint=20, OutputDirectory=os.path.dirname(file)
            ).UpdatePipeline()


def connectivity(**properties):
    train_ends()
    settings = {
        **NETWORK,
        "WeightsFile": ENDS[0],
        "EndWeightsFile": ENDS[1],
        "Epochs": 15,
        "TrainingBatchSize": 50,
        "LearningRate": 0.05,
        "NumberOfCurvePoints": POINTS,
        "OutputFile": BEND,
    }
    settings.update(properties)
    return simple.ModeConnectivity(**settings)


def training_of(source):
    source.UpdatePipeline()
    return servermanager.Fetch(source, idx=1)


def field(data, name):
    return data.GetFieldData().GetAbstractArray(name).GetValue(0)


def test_curve():
    curve = fetch(connectivity())
    assert curve.GetNumberOfCells() == 2 and curve.GetNumberOfPoints() == 2 * POINTS
    assert list(vtk_to_numpy(curve.GetCellData().GetArray("curve"))) == [1, 0]
    t = numpy.linspace(0.0, 1.0, POINTS)
    assert numpy.allclose(array(curve, "t"), numpy.concatenate([t, t]), atol=1e-15)
    points = vtk_to_numpy(curve.GetPoints().GetData())
    assert numpy.allclose(points[:POINTS], numpy.stack([t**2, 2 * t * (1 - t), 0 * t], 1), atol=1e-15)
    assert numpy.allclose(points[POINTS:], numpy.stack([t, 0 * t, 0 * t], 1), atol=1e-15)
    loss, excess = array(curve, "loss"), array(curve, "path_loss_excess")
    for part in (slice(0, POINTS), slice(POINTS, None)):
        expected = loss[part] - ((1 - t) * loss[0] + t * loss[-1])
        assert numpy.allclose(excess[part], expected, atol=1e-12)
    assert field(curve, "barrier_curve") == excess[:POINTS].max()
    assert field(curve, "barrier_line") == excess[POINTS:].max()


def test_barrier_of_the_curve_is_below_that_of_the_line():
    curve = fetch(connectivity())
    assert field(curve, "barrier_line") > 0.05, field(curve, "barrier_line")
    assert field(curve, "barrier_curve") < 0.5 * field(curve, "barrier_line"), field(curve, "barrier_curve")


def test_training_table():
    table = training_of(connectivity())
    names = [table.GetColumnName(i) for i in range(table.GetNumberOfColumns())]
    assert names == ["epoch", "train_loss", "learning_rate"], names
    columns = [vtk_to_numpy(table.GetColumn(i)) for i in range(3)]
    assert list(columns[0]) == list(range(1, 16))
    assert columns[1][-1] < columns[1][0]
    assert columns[2][0] == 0.05 and abs(columns[2][-1] - 0.0005) < 1e-12, columns[2]
    assert field(table, "bend_file") == BEND


def test_the_curve_lies_on_the_landscape():
    for orthogonalize in (0, 1):
        curve = fetch(connectivity(Orthogonalize=orthogonalize, NumberOfCurvePoints=3))
        x, y, _ = curve.GetPoint(1)
        landscape = simple.LossLandscape(
            **NETWORK,
            Directions="Between Checkpoints",
            CheckpointFiles=[*ENDS, BEND],
            Orthogonalize=orthogonalize,
            Resolution=[2, 2, 1],
            Bounds=[x, x + 1, y, y + 1, 0, 0],
        )
        assert array(fetch(landscape), "loss")[0] == array(curve, "loss")[1]


def test_python_opens_the_bend():
    fetch(connectivity())
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    run = subprocess.run(
        ["/usr/bin/python3", "-c", LOAD, BEND, *ENDS], capture_output=True, text=True, env=environment, check=False
    )
    assert run.returncode == 0, run.stderr


def test_other_points_do_not_train_anew():
    source = connectivity()
    losses = list(vtk_to_numpy(training_of(source).GetColumn(1)))
    written = os.stat(BEND).st_mtime_ns
    fractions = []
    algorithm = source.SMProxy.GetClientSideObject()
    algorithm.AddObserver("ProgressEvent", lambda *_: fractions.append(algorithm.GetProgress()))
    source.NumberOfCurvePoints = 2 * POINTS
    assert fetch(source).GetNumberOfPoints() == 4 * POINTS
    assert not [fraction for fraction in fractions if 0.05 < fraction < 0.79], fractions
    assert list(vtk_to_numpy(training_of(source).GetColumn(1))) == losses
    assert os.stat(BEND).st_mtime_ns == written
    source.Seed = 1
    assert list(vtk_to_numpy(training_of(source).GetColumn(1))) != losses
    assert os.stat(BEND).st_mtime_ns != written


def test_a_bend_that_is_gone_is_written_again():
    source = connectivity()
    fetch(source)
    os.remove(BEND)
    source.NumberOfCurvePoints = 4
    fetch(source)
    assert os.path.exists(BEND)


def test_the_bend_does_not_replace_an_end():
    for end in range(2):
        before = open(ENDS[end], "rb").read()
        source = connectivity(OutputFile=os.path.join(os.path.dirname(ENDS[end]), ".", os.path.basename(ENDS[end])))
        errors = Messages(source)
        source.UpdatePipeline()
        assert "OutputFile" in str(errors) and os.path.basename(ENDS[end]) in str(errors), str(errors)
        with open(ENDS[end], "rb") as file:
            assert file.read() == before


def test_recipe():
    curve = fetch(connectivity())
    recipe = json.loads(field(curve, "LossLandscapeRecipe"))
    assert recipe["source"] == "Mode Connectivity"
    assert [recipe[end]["file"] for end in ("weights", "end_weights")] == ENDS
    assert recipe["training"]["epochs"] == 15 and recipe["training"]["samples"] == 400
    assert recipe["path"] == {"points": POINTS, "orthogonalize": False}


def test_without_a_file_none_is_named():
    assert field(fetch(connectivity(OutputFile="")), "bend_file") == ""


def error_of(**properties):
    source = connectivity(**properties)
    errors = Messages(source)
    source.UpdatePipeline()
    assert source.SMProxy.GetClientSideObject().GetOutputDataObject(0).GetNumberOfPoints() == 0
    return str(errors)


def test_messages():
    assert "EndWeightsFile" in error_of(EndWeightsFile="")
    assert "missing.pt" in error_of(EndWeightsFile=os.path.join(FOLDER, "missing.pt"))
    misfit = f"{REFERENCE}/mlp/state_dict.pt"
    assert misfit in error_of(EndWeightsFile=misfit)
    assert "same weights" in error_of(EndWeightsFile=ENDS[0])
    assert "lower LearningRate" in error_of(LearningRate=1e20)
    assert "/proc/no" in error_of(OutputFile="/proc/no/bend.pt")


def test_abort():
    file = os.path.join(FOLDER, "aborted.pt")
    if os.path.exists(file):
        os.remove(file)
    source = connectivity(Epochs=5000, OutputFile=file)
    errors = Messages(source)
    algorithm = source.SMProxy.GetClientSideObject()
    observer = algorithm.AddObserver(
        "ProgressEvent", lambda *_: algorithm.SetAbortExecute(algorithm.GetProgress() > 0.021)
    )
    source.UpdatePipeline()
    assert str(errors) == "", str(errors)
    assert algorithm.GetOutputDataObject(0).GetNumberOfPoints() == 0
    assert algorithm.GetOutputDataObject(1).GetNumberOfRows() == 0
    assert not os.path.exists(file)
    algorithm.RemoveObserver(observer)
    source.Epochs = 1
    assert fetch(source).GetNumberOfPoints() == 2 * POINTS


run_tests(globals())
