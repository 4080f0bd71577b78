# SPDX-License-Identifier: BSD-3-Clause
"""Two trained networks and a curve of low loss between them (Garipov et al. 2018).

    pvpython examples/mode_connectivity.py [--output FOLDER] [--architecture NAME] [--epochs N]
                                           [--bend-epochs N] [--samples N] [--resolution N]
                                           [--plugin LossLandscape.so]

Trains a network on the shipped Digits twice, from different initial weights; trains the bend of a Bezier
curve between the two; and computes the landscape in the plane of the three control points. Writes into
FOLDER: seed1, seed2 (checkpoints), bend.pt, and mode_connectivity.png: the landscape of log10 loss from the
side and from above, with the curve (green) and the straight line (red) between the two networks (white), and
the bend (grey). Prints by how much the loss rises on either way.
"""
import argparse
import os
import sys

from paraview import servermanager
from paraview.simple import *  # noqa: F401,F403
from paraview.vtk.util.numpy_support import vtk_to_numpy

from analyse_landscape import extent_of, new_view, save_picture, show_in, with_height

GREEN, RED, WHITE, GREY = (0.1, 0.75, 0.2), (0.9, 0.1, 0.1), (1.0, 1.0, 1.0), (0.45, 0.45, 0.45)
BOUNDS = [-0.35, 1.35, -0.12, 1.15, 0.0, 0.0]


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", default="output", help="folder for the results")
    parser.add_argument("--architecture", default="resnet8", help="built-in network")
    parser.add_argument("--epochs", type=int, default=20, help="of each network")
    parser.add_argument("--bend-epochs", type=int, default=40)
    parser.add_argument("--samples", type=int, default=500, help="images (0: all)")
    parser.add_argument("--resolution", type=int, default=31, help="points per axis")
    parser.add_argument("--plugin", default=os.environ.get("LOSSLANDSCAPE_PLUGIN", ""))
    return parser.parse_args()


def train(arguments, network):
    """Two networks from different initial weights; returns their checkpoints."""
    files = []
    for seed in (1, 2):
        folder = os.path.join(arguments.output, f"seed{seed}")
        training = TrainNetwork(
            **network, Seed=seed, Epochs=arguments.epochs, EpochsPerCheckpoint=arguments.epochs, OutputDirectory=folder
        )
        training.UpdatePipeline()
        files.append(servermanager.Fetch(training).GetFieldData().GetAbstractArray("checkpoints").GetValue(1))
    return files


def report(curve):
    """Prints what either way costs; returns the bend's place in the plane."""
    data = servermanager.Fetch(curve)
    if data.GetNumberOfPoints() == 0:
        sys.exit("no curve was computed; see the message above")
    curve_barrier, line_barrier = (
        data.GetFieldData().GetArray(name).GetValue(0) for name in ("barrier_curve", "barrier_line")
    )
    accuracy = vtk_to_numpy(data.GetPointData().GetArray("accuracy"))
    half = len(accuracy) // 2
    for name, barrier, values in (
        ("straight line", line_barrier, accuracy[half:]),
        ("Bezier curve", curve_barrier, accuracy[:half]),
    ):
        print(f"{name:13}: the loss rises by {barrier:.4f}, the accuracy falls to {values.min():.1f} %")
    print("the curve is lower" if curve_barrier < line_barrier else "the curve is not lower: train it for longer")
    middle = data.GetPoint(half // 2)
    return [2.0 * middle[0] - 0.5, 2.0 * middle[1], 0.0]


def show_path(view, curve, number, colour, scale, size):
    path = Threshold(Input=curve, Scalars=["CELLS", "curve"])
    path.LowerThreshold, path.UpperThreshold = number - 0.5, number + 0.5
    raised = WarpByScalar(Input=path, Scalars=["POINTS", "height"], ScaleFactor=scale)
    show_in(Show(Tube(Input=ExtractSurface(Input=raised), Radius=0.008 * size), view), colour)


def show_ball(view, place, colour, size):
    show_in(Show(Sphere(Center=place, Radius=0.02 * size, ThetaResolution=32, PhiResolution=32), view), colour)


def show_all(view, landscape, curve, scale):
    size = extent_of(landscape)
    surface = WarpByScalar(Input=landscape, Scalars=["POINTS", "height"], ScaleFactor=scale)
    ColorBy(Show(surface, view), ("POINTS", "height"))
    low, high = landscape.PointData["height"].GetRange()
    levels = [low + (high - low) * step / 20 for step in range(1, 20)]
    show_in(Show(Contour(Input=surface, ContourBy=["POINTS", "height"], Isosurfaces=levels), view), [0.2, 0.2, 0.2])
    show_path(view, curve, 1, GREEN, scale, size)
    show_path(view, curve, 0, RED, scale, size)
    heights = vtk_to_numpy(servermanager.Fetch(curve).GetPointData().GetArray("height"))
    show_ball(view, [0.0, 0.0, scale * heights[0]], WHITE, size)
    show_ball(view, [1.0, 0.0, scale * heights[-1]], WHITE, size)


def main():
    arguments = parse_arguments()
    if arguments.plugin:
        LoadPlugin(arguments.plugin, remote=False, ns=globals())
    os.makedirs(arguments.output, exist_ok=True)
    network = {"Architecture": arguments.architecture, "Dataset": "Digits", "NumberOfSamples": arguments.samples}
    ends = train(arguments, network)
    bend_file = os.path.join(arguments.output, "bend.pt")
    connectivity = ModeConnectivity(
        **network,
        WeightsFile=ends[0],
        EndWeightsFile=ends[1],
        Epochs=arguments.bend_epochs,
        Orthogonalize=1,
        OutputFile=bend_file,
    )
    bend = report(connectivity)
    landscape, _ = with_height(
        LossLandscape(
            **network,
            BatchNorm="Recalibrated",
            Directions="Between Checkpoints",
            CheckpointFiles=[*ends, bend_file],
            Orthogonalize=1,
            Resolution=[arguments.resolution] * 2 + [1],
            Bounds=BOUNDS,
        )
    )
    curve, _ = with_height(connectivity)
    landscape.UpdatePipeline()
    low, high = landscape.PointData["height"].GetRange()
    scale = 0.5 * extent_of(landscape) / (high - low)
    left = new_view(([-0.6, -1.9, 1.9], [0.0, 0.0, 1.0]))
    show_all(left, landscape, curve, scale)
    right = new_view(([0.0, 0.0, 1.0], [0.0, 1.0, 0.0]))
    show_all(right, landscape, curve, 0.0)
    show_ball(right, bend, GREY, extent_of(landscape))
    save_picture(os.path.join(arguments.output, "mode_connectivity.png"), left, right, zoom=1.05)


main()
