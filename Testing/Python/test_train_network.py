# SPDX-License-Identifier: BSD-3-Clause
"""Train Network in pvpython: its table, and checkpoints that Python's torch.load opens."""
import glob
import os
import shutil
import subprocess

from landscapes import OUTPUT, Messages, array, fetch, load_plugin, run_tests
from paraview import simple

load_plugin()
FOLDER = os.path.join(OUTPUT, "training")
COLUMNS = [
    "epoch",
    "train_loss",
    "train_accuracy",
    "test_loss",
    "test_accuracy",
    "learning_rate",
    "gradient_norm",
]
# PyTorch and ParaView need not share a process: a plain Python opens the file.
LOAD = """
import sys, torch
for unsafe in ({}, {'weights_only': True}):
    state = torch.load(sys.argv[1], **unsafe)
    assert list(state) == ['layers.0.weight', 'layers.0.bias', 'layers.1.weight', 'layers.1.bias'], list(state)
    assert state['layers.0.weight'].shape == (24, 2) and state['layers.0.weight'].dtype == torch.float32
print(state['layers.1.bias'].sum().item())
"""


def training(**properties):
    shutil.rmtree(FOLDER, ignore_errors=True)
    settings = {
        "Architecture": "mlp",
        "HiddenWidths": [24],
        "Dataset": "Spirals",
        "Optimizer": "Adam",
        "LearningRate": 0.02,
        "WeightDecay": 0.0,
        "Epochs": 4,
        "BatchSize": 100,
        "Threads": 1,
        "OutputDirectory": FOLDER,
    }
    settings.update(properties)
    return simple.TrainNetwork(**settings)


def column(table, name):
    values = table.GetColumnByName(name)
    return [values.GetValue(row) for row in range(table.GetNumberOfRows())]


def test_table():
    table = fetch(training())
    names = [table.GetColumnName(i) for i in range(table.GetNumberOfColumns())]
    assert names == COLUMNS, names
    assert column(table, "epoch") == [0, 1, 2, 3, 4]
    losses = column(table, "train_loss")
    assert losses[4] < losses[0]
    assert 0.0 <= min(column(table, "test_accuracy")) and max(column(table, "test_accuracy")) <= 100.0
    rates = column(table, "learning_rate")
    assert abs(rates[1] - 0.02) < 1e-12 and abs(rates[3] - 0.01) < 1e-12, rates


def test_python_opens_the_checkpoints():
    fetch(training())
    files = sorted(glob.glob(FOLDER + "/*.pt"))
    assert [os.path.basename(file) for file in files] == [f"epoch_000{i}.pt" for i in range(5)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    for file in files:
        run = subprocess.run(
            ["/usr/bin/python3", "-c", LOAD, file], capture_output=True, text=True, env=environment, check=False
        )
        assert run.returncode == 0, run.stderr


def test_a_landscape_opens_the_checkpoints():
    table = fetch(training())
    landscape = simple.LossLandscape(
        Architecture="mlp",
        HiddenWidths=[24],
        WeightsFile=FOLDER + "/epoch_0004.pt",
        Dataset="Spirals",
        NumberOfSamples=0,
        Resolution=[3, 3, 1],
    )
    loss = array(fetch(landscape), "loss")[4]
    assert abs(loss - column(table, "train_loss")[4]) < 1e-5 * loss


def test_abort_leaves_no_half_written_file():
    source = training(Epochs=2000)
    errors = Messages(source)
    algorithm = source.SMProxy.GetClientSideObject()
    algorithm.AddObserver(
        "ProgressEvent", lambda *_: algorithm.SetAbortExecute(algorithm.GetProgress() > 0.001)
    )
    source.UpdatePipeline()
    assert str(errors) == "", str(errors)
    assert algorithm.GetOutputDataObject(0).GetNumberOfRows() == 0
    assert "epoch_0000.pt" in os.listdir(FOLDER)
    leftovers = [name for name in os.listdir(FOLDER) if not name.endswith(".pt")]
    assert leftovers == [], leftovers


run_tests(globals())
