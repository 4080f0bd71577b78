#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The networks of benchmark_networks.py as torch.export writes them, without weights.

    make_graphs.py OUT.zip

Needs torch 2.6 or later. OUT.zip gets NAME.pt2 for each network, for batches of any size. graphs.zip was
made with the PyTorch 2.14 of Debian testing.
"""
import pathlib
import sys
import tempfile
import warnings
import zipfile

import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from benchmark_networks import NETWORKS


def main():
    warnings.filterwarnings("ignore")
    with tempfile.TemporaryDirectory() as folder, \
            zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (make, sample) in NETWORKS.items():
            with FakeTensorMode():
                inputs = sample()[:8]
                batch = torch.export.Dim("batch", min=2, max=4096)
                exported = torch.export.export(make().eval(), (inputs,), dynamic_shapes=({0: batch},))
            file = pathlib.Path(folder) / f"{name}.pt2"
            torch.export.save(exported, file)
            archive.write(file, file.name)


if __name__ == "__main__":
    main()
