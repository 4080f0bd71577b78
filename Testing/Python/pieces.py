# SPDX-License-Identifier: BSD-3-Clause
"""Landscapes written by any number of ranks, each its own piece (.pvti), and a trajectory (.pvtp)."""
import os
import shutil

from landscapes import has_bfloat16, reference_landscape, run_landscape
from paraview import simple

NAMES = (
    *("plane", "column", "volume", "random", "pca", "adaptive", "recalibrated", "batch", "decisions"),
    *(("bfloat16",) if has_bfloat16() else ()),
)
# Landscapes at these times of a run.
TIMES = {"time_0": 0.0, "time_3": 3.0, "time_20": 20.0}


def landscapes():
    yield reference_landscape("resnet8-noskip", Resolution=[7, 5, 1])
    yield reference_landscape("mlp", Resolution=[1, 9, 1])
    yield reference_landscape(
        "mlp", Dimension=3, Resolution=[4, 3, 2], Bounds=[-1, 0.5, 0, 1, -0.5, 0.5]
    )
    yield simple.LossLandscape(
        Architecture="resnet20", NumberOfSamples=20, Resolution=[6, 6, 1], Seed=2
    )
    yield run_landscape()
    yield reference_landscape("mlp", Resolution=[41, 37, 1], Sampling="Adaptive", Tolerance=0.02)
    for mode in ("Recalibrated", "Batch"):
        yield reference_landscape(
            "resnet8-noskip", Resolution=[6, 5, 1], BatchSize=20, BatchNorm=mode, RecalibrationSamples=30
        )
    yield simple.DecisionBoundary(Resolution=[40, 35])
    if has_bfloat16():
        yield reference_landscape("resnet8-noskip", Resolution=[7, 5, 1], Precision="bfloat16")


def write_pieces(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, exist_ok=True)
    for name, landscape in zip(NAMES, landscapes()):
        landscape.UpdatePipeline()
        simple.SaveData(os.path.join(folder, f"{name}.pvti"), proxy=landscape, DataMode="Binary")
    over_training = run_landscape(CenterOverTraining=1)
    for name, time in TIMES.items():
        step = simple.ForceTime(over_training, IgnorePipelineTime=1, ForcedTime=time)
        step.UpdatePipeline()
        simple.SaveData(os.path.join(folder, f"{name}.pvti"), proxy=step, DataMode="Binary")
    certified = simple.CertifyCriticalPoints(
        Input=simple.LandscapeCriticalPoints(
            Input=reference_landscape("mlp", Resolution=[9, 9, 1], Loss="Mean Squared Error"),
            Scalars=["POINTS", "loss"],
        )
    )
    certified.UpdatePipeline()
    simple.SaveData(os.path.join(folder, "certified.pvtp"), proxy=certified, DataMode="Binary")
    trajectory = simple.OutputPort(run_landscape(), 1)
    trajectory.UpdatePipeline()
    simple.SaveData(os.path.join(folder, "trajectory.pvtp"), proxy=trajectory, DataMode="Binary")
