#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The networks of benchmark_networks.py as torch.export writes them, without weights.

    make_graphs.py FOLDER

Needs torch 2.6 or later. FOLDER gets NAME.pt2 for each network, for batches of any size.
"""
import pathlib
import sys
import warnings

import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from benchmark_networks import NETWORKS


def main():
    warnings.filterwarnings("ignore")
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (make, sample) in NETWORKS.items():
        with FakeTensorMode():
            inputs = sample()[:8]
            batch = torch.export.Dim("batch", min=2, max=4096)
            exported = torch.export.export(make().eval(), (inputs,), dynamic_shapes=({0: batch},))
        torch.export.save(exported, folder / f"{name}.pt2")
        print(name, (folder / f"{name}.pt2").stat().st_size)


if __name__ == "__main__":
    main()
