#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Networks that the suite has built in, as torch.export writes them, without weights.

    make_built_in.py OUT.zip

Needs torch 2.6 or later. OUT.zip gets NAME.pt2 for the multilayer perceptron and the residual network of
Testing/Python/reference/networks.py, of the shapes that its make_*.py scripts use: exported with fake
tensors, for batches of any size.
"""
import pathlib
import sys
import tempfile
import warnings
import zipfile

import torch
from torch._subclasses.fake_tensor import FakeTensorMode

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Python" / "reference"))
import networks  # noqa: E402

NETWORKS = {"mlp": {}, "resnet8-noskip": {"channels": 1}}


def main():
    warnings.filterwarnings("ignore")
    with tempfile.TemporaryDirectory() as temporary, \
            zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, options in NETWORKS.items():
            file = pathlib.Path(temporary) / f"{name}.pt2"
            with FakeTensorMode():
                network = networks.create(name, **options).eval()
                batch = torch.export.Dim("batch", min=2, max=4096)
                exported = torch.export.export(
                    network, (torch.zeros(4, 1, 8, 8),), dynamic_shapes=({0: batch},))
            torch.export.save(exported, file)
            archive.write(file, file.name)


if __name__ == "__main__":
    main()
