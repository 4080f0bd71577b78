# SPDX-License-Identifier: BSD-3-Clause
"""files_under_ranks.py RANKS: run by pvbatch on so many ranks. Landscapes are split among them, tables and
trajectories lie on the first, and what is saved is whole."""
import os
import sys

from landscapes import OUTPUT, load_plugin
from paraview import simple

load_plugin()
ranks = sys.argv[1]
data = os.path.join(os.environ["LOSSLANDSCAPE_SOURCE"], "Testing", "Data")


def opened(name):
    source = simple.OpenDataFile(os.path.join(data, name))
    source.UpdatePipeline()
    return source


def information(source):
    source.UpdatePipeline()
    return source.GetDataInformation()


volume = opened("landscapes/volume.h5")
assert information(volume).GetNumberOfCells() == 6
assert information(volume).GetPointDataInformation().GetArrayInformation("loss").GetComponentRange(0) == (202.0, 308.5)
assert information(opened("landscapes/trajectory.h5")).GetNumberOfPoints() == 4
assert information(opened("files/nested.pt")).GetNumberOfRows() == 3
# On this file the HDF5 library crashes: on every rank in a child process, which leaves an empty output.
assert information(opened("landscapes/empty-chunk.h5")).GetNumberOfPoints() == 0
for kind in ("h5", "ply"):
    path = os.path.join(OUTPUT, f"ranks_{ranks}.{kind}")
    simple.SaveData(path, proxy=volume)
    if ranks != "1":
        with open(path, "rb") as written, open(os.path.join(OUTPUT, f"ranks_1.{kind}"), "rb") as expected:
            assert written.read() == expected.read(), kind
print("passed")
