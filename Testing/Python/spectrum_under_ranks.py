# SPDX-License-Identifier: BSD-3-Clause
"""Run by pvbatch on several ranks, of which the first one computes: every table has each row once, whichever is asked for."""
from landscapes import REFERENCE, load_plugin
from paraview import servermanager, simple

load_plugin()
SETTINGS = {
    "NetworkFile": f"{REFERENCE}/derivatives_quadratic/scripted.pt",
    "Dataset": "Tensor File",
    "DatasetPath": f"{REFERENCE}/derivatives_quadratic/data.npz",
    "NumberOfSamples": 0,
    "Loss": "Network Output",
}

for port, rows in ((2, 1), (1, 7), (0, 500)):
    table = servermanager.Fetch(simple.HessianSpectrum(**SETTINGS), idx=port)
    assert table.GetNumberOfRows() == rows, (port, table.GetNumberOfRows())
table = servermanager.Fetch(simple.NetworkSharpness(**SETTINGS))
assert table.GetNumberOfRows() == 6, table.GetNumberOfRows()
print("passed")
