# SPDX-License-Identifier: BSD-3-Clause
"""A landscape on many processors, to be looked at elsewhere: see landscape.sh, which starts it.

    mpirun -n RANKS pvbatch examples/cluster/landscape.py [--architecture NAME] [--resolution N]
            [--samples N] [--threads N] [--output FOLDER] [--plugin LossLandscape.so]

The ranks share the grid. Every evaluated point is kept in FOLDER/points.sqlite at once: a job that ran
out of time goes on where it stopped when it is started again, and a finer grid takes over the points of
a coarser one. Writes FOLDER/landscape.pvti, which ParaView opens, with a piece for each rank.
"""
import argparse
import os

from paraview.simple import *  # noqa: F401,F403


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--architecture", default="resnet56", help="network with shipped weights")
    parser.add_argument("--resolution", type=int, default=101, help="points along each axis")
    parser.add_argument("--samples", type=int, default=0, help="images of the data set; 0: all")
    parser.add_argument("--threads", type=int, default=1, help="workers of each rank")
    parser.add_argument("--output", default="output")
    parser.add_argument("--plugin", help="LossLandscape.so, unless ParaView loads it by itself")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    if arguments.plugin:
        LoadPlugin(arguments.plugin, remote=False, ns=globals())
    os.makedirs(arguments.output, exist_ok=True)
    landscape = LossLandscape(  # noqa: F405
        Architecture=arguments.architecture,
        NumberOfSamples=arguments.samples,
        Resolution=[arguments.resolution, arguments.resolution, 1],
        Threads=arguments.threads,
        CacheFile=os.path.join(arguments.output, "points.sqlite"),
    )
    landscape.UpdatePipeline()
    path = os.path.join(arguments.output, "landscape.pvti")
    SaveData(path, proxy=landscape, DataMode="Binary")
    print(f"wrote {path}: {landscape.GetDataInformation().GetNumberOfPoints()} points in all pieces")


if __name__ == "__main__":
    main()
