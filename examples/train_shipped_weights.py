# SPDX-License-Identifier: BSD-3-Clause
"""Trains the weights that the suite ships: resnet20, resnet56 and resnet56-noskip on Digits.

    pvpython examples/train_shipped_weights.py PLUGIN OUTPUT [NAME...]

PLUGIN: path of LossLandscape.so. OUTPUT: folder; a run of checkpoints per network is written below it,
and the last one of each is copied to OUTPUT/digits-NAME.pt. The shipped files in
share/weights were made by this script with one thread (the number of threads moves the
last bits); the table of accuracies in the README beside them is its output.
"""
import os
import shutil
import sys

from paraview.simple import LoadPlugin, servermanager

SGD = {"Optimizer": "SGD", "LearningRate": 0.1, "Momentum": 0.9, "WeightDecay": 5e-4, "BatchSize": 128}
ADAM = {"Optimizer": "Adam", "LearningRate": 0.004, "WeightDecay": 0.0, "BatchSize": 256}
SETTINGS = {
    "resnet20": {**SGD, "Epochs": 40},
    "resnet56": {**ADAM, "Epochs": 80},
    "resnet56-noskip": {**ADAM, "Epochs": 80},
}


def show_progress(source, name):
    algorithm = source.SMProxy.GetClientSideObject()

    def report(*_):
        print(f"\r{name}: {100 * algorithm.GetProgress():3.0f} %", end="", flush=True)

    algorithm.AddObserver("ProgressEvent", report)


def train(name, settings, folder):
    run = TrainNetwork(  # noqa: F821 (comes with the plugin)
        Architecture=name,
        Dataset="Digits",
        LearningRateSchedule="Cosine",
        Seed=1,
        Threads=1,
        OutputDirectory=folder,
        EpochsPerCheckpoint=settings["Epochs"],
        **settings,
    )
    show_progress(run, name)
    run.UpdatePipeline()
    table = servermanager.Fetch(run)
    last = table.GetNumberOfRows() - 1
    return {
        column: table.GetValueByName(last, column).ToDouble()
        for column in ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
    }


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    LoadPlugin(sys.argv[1], remote=False, ns=globals())
    output = os.path.abspath(sys.argv[2])
    names = sys.argv[3:] or list(SETTINGS)
    for name in names:
        folder = os.path.join(output, name)
        epochs = SETTINGS[name]["Epochs"]
        row = train(name, SETTINGS[name], folder)
        shutil.copyfile(
            os.path.join(folder, f"epoch_{epochs:04d}.pt"),
            os.path.join(output, f"digits-{name}.pt"),
        )
        print(
            f"\r| {name} | {SETTINGS[name]['Optimizer']}, {epochs} epochs | {row['train_loss']:.6f} | {row['train_accuracy']:.2f} % "
            f"| {row['test_loss']:.4f} | {row['test_accuracy']:.2f} % |"
        )


main()
