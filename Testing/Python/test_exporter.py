# SPDX-License-Identifier: BSD-3-Clause
"""From a script of PyTorch to a landscape: examples/losslandscape_export.py on networks of many kinds, and
the script that it writes. The loss at the landscape's centre must be the one that PyTorch computes.

Needs a Python with torch in LOSSLANDSCAPE_PYTHON. Exits with 1 on failure.
"""
import os
import re
import subprocess
import sys

from paraview import servermanager, simple

from landscapes import OUTPUT, PLUGIN

SOURCE = os.environ["LOSSLANDSCAPE_SOURCE"]
EXPORTER = os.path.join(SOURCE, "examples", "losslandscape_export.py")
PVPYTHON = os.environ["LOSSLANDSCAPE_PVPYTHON"]


def run(command, folder, **variables):
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **variables}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def export(name, folder):
    python = [os.environ["LOSSLANDSCAPE_PYTHON"], EXPORTER, f"exporter_models:{name}", folder]
    return run(python, os.path.join(SOURCE, "Testing", "Python"))


def centre_of(path):
    reader = simple.XMLImageDataReader(FileName=[path])
    reader.UpdatePipeline()
    image = servermanager.Fetch(reader)
    return image.GetPointData().GetArray("loss").GetValue(image.FindPoint(0.0, 0.0, 0.0))


def check(name):
    folder = os.path.join(OUTPUT, "exporter", name)
    exported = export(name, folder)
    assert exported.returncode == 0, exported.stdout
    expected = float(re.search(r"loss by PyTorch: (\S+);", exported.stdout).group(1))
    shown = run([PVPYTHON, os.path.join(folder, "landscape.py")], folder, LOSSLANDSCAPE_PLUGIN=PLUGIN)
    assert shown.returncode == 0, shown.stdout
    found = centre_of(os.path.join(folder, "landscape.vti"))
    # Seven digits are printed.
    assert abs(found - expected) <= 1e-5 * abs(expected), f"{name}: {found} in ParaView, {expected} in PyTorch"
    assert os.path.getsize(os.path.join(folder, "landscape.png")) > 10000
    print("ok", name, expected)


def check_refusal(name, words):
    refused = export(name, os.path.join(OUTPUT, "exporter", name))
    assert refused.returncode == 1 and words in refused.stdout, refused.stdout
    print("ok", name)


def main():
    for name in ("gpt", "gpt_with_a_function", "lstm", "two_inputs", "own_loss", "with_keywords", "logits_of_keywords", "images"):
        check(name)
    check_refusal("padded_differently", "pad all samples to one length")
    check_refusal("without_targets", "the data have no targets")
    check_refusal("with_another_loss", "unknown loss 'hinge'")


if __name__ == "__main__":
    try:
        main()
    except AssertionError as failure:
        print(failure)
        sys.exit(1)
