#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What several processes gain: a landscape of ResNet-20 on 1,000 random images of 3 x 32 x 32 under
mpirun with 1, 2, ... ranks of one worker each, which take turns. (Neighbouring ranks both evaluate the
points of their common border.)

    Testing/Benchmarks/ranks.py [--build build] [--ranks 2] [--rounds 3] [--points 60]
"""
import argparse
import glob
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def landscape(plugin, folder, points):
    """In pvbatch: evaluates the landscape, and prints the seconds that took."""
    from paraview import simple

    simple.LoadPlugin(plugin, remote=False, ns=globals())
    source = LossLandscape(Architecture="resnet20", WeightsFile=f"{folder}/weights.pt", Dataset="Tensor File",
                           DatasetPath=f"{folder}/images.pt", NumberOfSamples=0, Threads=1, Dimension=1)
    update(source, 2)
    start = time.perf_counter()
    update(source, points)
    print("seconds", time.perf_counter() - start, flush=True)


def update(source, points):
    """Returns when all ranks have finished: all of them are asked for their number of points."""
    source.Resolution = [points, 1, 1]
    source.UpdatePipeline()
    assert source.GetDataInformation().GetNumberOfPoints() >= points


def seconds(plugin, folder, points, ranks):
    command = ["mpirun", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n", str(ranks), "pvbatch",
               __file__, plugin, folder, str(points)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(output.split("seconds")[1].split()[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--points", type=int, default=60)
    arguments = parser.parse_args()
    import torch

    from benchmark_networks import make

    plugin, = glob.glob(f"{pathlib.Path(arguments.build).resolve()}/lib/*/plugins/LossLandscape/LossLandscape.so")
    network, inputs, targets = make("resnet20")
    times = {ranks: [] for ranks in range(1, arguments.ranks + 1)}
    with tempfile.TemporaryDirectory() as folder:
        torch.save(network.state_dict(), f"{folder}/weights.pt")
        torch.save({"inputs": inputs, "targets": targets}, f"{folder}/images.pt")
        for _ in range(arguments.rounds):
            for ranks, each in times.items():
                each.append(seconds(plugin, folder, arguments.points, ranks))
    alone = statistics.median(times[1])
    print(f"{'ranks':>5} {'points/s':>10} {'ratio':>8}")
    for ranks, each in times.items():
        median = statistics.median(each)
        print(f"{ranks:5} {arguments.points / median:10.3f} {alone / median:6.2f} x")


if __name__ == "__main__":
    if len(sys.argv) == 4 and not sys.argv[1].startswith("-"):
        landscape(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    else:
        main()
