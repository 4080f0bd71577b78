# SPDX-License-Identifier: BSD-3-Clause
"""What the tests through ParaView share: loading the plugin and small landscapes."""
import os
import sys

from paraview import servermanager, simple
from paraview.vtk.util.numpy_support import vtk_to_numpy

REFERENCE = os.environ.get("LOSSLANDSCAPE_REFERENCE", "")
OUTPUT = os.environ.get("LOSSLANDSCAPE_TEST_OUTPUT", "")
PLUGIN = os.environ["LOSSLANDSCAPE_PLUGIN"]
RUN = os.path.join(os.environ.get("LOSSLANDSCAPE_SOURCE", ""), "Testing", "Data", "trajectory")


def load_plugin(remote=False):
    simple.LoadPlugin(PLUGIN, remote=remote, ns=vars(simple))


def reference_landscape(network="mlp", **properties):
    """The landscape of a reference network along its stored directions."""
    settings = {
        "Architecture": network,
        "HiddenWidths": [32, 16],
        "WeightsFile": f"{REFERENCE}/{network}/state_dict.pt",
        "Dataset": "Tensor File",
        "DatasetPath": f"{REFERENCE}/{network}/data.npz",
        "NumberOfSamples": 0,
        "Directions": "File",
        "DirectionFiles": [f"{REFERENCE}/{network}/direction{axis}.pt" for axis in (1, 2, 3)],
        "Resolution": [7, 5, 1],
        "Bounds": [-1.0, 0.5, 0.0, 1.0, 0.0, 0.0],
    }
    settings.update(properties)
    return simple.LossLandscape(**settings)


def derivatives_problem(name):
    """Settings of a network of Testing/Python/reference/make_derivatives.py, its data and its loss."""
    return {
        "NetworkFile": f"{REFERENCE}/derivatives_{name}/scripted.pt",
        "Dataset": "Tensor File",
        "DatasetPath": f"{REFERENCE}/derivatives_{name}/data.npz",
        "NumberOfSamples": 0,
        "Loss": "Network Output" if name == "quadratic" else "Cross Entropy",
    }


def run_files():
    """The checkpoints of the stored run, in order."""
    return [os.path.join(RUN, f"checkpoint_{i}.pt") for i in range(6)]


def run_landscape(**properties):
    """The landscape of the stored run along its principal components."""
    settings = {
        "Architecture": "mlp",
        "HiddenWidths": [5],
        "Dataset": "Tensor File",
        "DatasetPath": os.path.join(RUN, "data.npz"),
        "NumberOfSamples": 0,
        "Directions": "PCA",
        "IgnoreBiasAndNorm": 0,
        "CheckpointFiles": run_files(),
        "Resolution": [4, 3, 1],
        "AutomaticBounds": 1,
    }
    settings.update(properties)
    return simple.LossLandscape(**settings)


def array(image, name):
    return vtk_to_numpy(image.GetPointData().GetArray(name))


def fetch(source):
    source.UpdatePipeline()
    return servermanager.Fetch(source)


def trajectory_of(source):
    source.UpdatePipeline()
    return servermanager.Fetch(source, idx=1)


def has_bfloat16():
    """Whether built-in networks can be evaluated in bfloat16 on this processor."""
    with open("/proc/cpuinfo", encoding="ascii") as file:
        flags = file.read().split()
    return "avx512_bf16" in flags or "amx_bf16" in flags


def run_tests(namespace):
    """Runs every function named test_*; exit status 1 if one fails."""
    failures = 0
    tests = [(name, test) for name, test in namespace.items() if name.startswith("test_")]
    for name, test in tests:
        try:
            test()
            print(f"ok      {name}", flush=True)
        except AssertionError as failure:
            failures += 1
            line = failure.__traceback__.tb_next.tb_lineno if failure.__traceback__.tb_next else 0
            print(f"FAILED  {name}, line {line}: {failure}", flush=True)
    print(f"{len(tests) - failures} passed, {failures} failed", flush=True)
    sys.stdout.flush()
    sys.exit(1 if failures or not tests else 0)


class Messages:
    """Collects the error or warning texts of an algorithm while it lives."""

    def __init__(self, source, event="ErrorEvent"):
        self.texts = []
        algorithm = source.SMProxy.GetClientSideObject()
        executive = algorithm.GetExecutive()
        for observed in (algorithm, executive):
            observed.AddObserver(event, self.collect)

    def collect(self, _caller, _event, text=""):
        self.texts.append(text)

    # VTK passes the message itself only to observers that say so.
    collect.CallDataType = "string0"

    def __str__(self):
        return "\n".join(self.texts)
