# SPDX-License-Identifier: BSD-3-Clause
"""One landscape with batch norm's statistics stored, recalibrated at each point, and of each batch.

    pvpython examples/batch_norm_modes.py [--output FOLDER] [--resolution N] [--samples N]
                                          [--range R] [--architecture NAME] [--plugin LossLandscape.so]

Computes the landscape of a network shipped for Digits three times along the same random directions,
and writes into FOLDER batch_norm_modes.png: the surfaces of log10 loss on one scale, and how much
Recalibrated is above (red) or below (blue) Stored. Prints what each mode costs and what it changes.
"""
import argparse
import math
import os
import sys
import time

from paraview.simple import *  # noqa: F401,F403
from paraview.vtk.util.numpy_support import vtk_to_numpy

from compare_skip_connections import make_view
from displays import apply_preset, move

MODES = ("Stored", "Recalibrated", "Batch")
HEIGHT = 1.3  # of the whole range of log10 loss, in units of half the plane's width
CHANCE = math.log(10.0)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", default="output", help="folder for the picture")
    parser.add_argument("--resolution", type=int, default=31, help="points per axis")
    parser.add_argument("--samples", type=int, default=300, help="training images (0: all)")
    parser.add_argument("--range", type=float, default=1.0, help="the plane is [-R, R] x [-R, R]")
    parser.add_argument("--architecture", default="resnet20")
    parser.add_argument("--plugin", default=os.environ.get("LOSSLANDSCAPE_PLUGIN", ""))
    return parser.parse_args()


def compute(mode, arguments):
    """The landscape, its losses and the seconds it took, after one point that loads everything."""
    source = LossLandscape(
        registrationName=mode,
        Architecture=arguments.architecture,
        Dataset="Digits",
        NumberOfSamples=arguments.samples,
        BatchNorm=mode,
        Resolution=[1, 1, 1],
        Bounds=[-arguments.range, arguments.range] * 3,
    )
    source.UpdatePipeline()
    source.Resolution = [arguments.resolution] * 3
    start = time.time()
    source.UpdatePipeline()
    seconds = time.time() - start
    if source.PointData.GetNumberOfArrays() == 0:
        sys.exit(f"{mode}: no landscape was computed; see the message above")
    image = servermanager.Fetch(source)
    return source, vtk_to_numpy(image.GetPointData().GetArray("loss")).copy(), seconds


def describe(landscapes):
    stored = landscapes["Stored"][1]
    for mode, (_, losses, seconds) in landscapes.items():
        print(
            f"{mode:13} {len(losses) / seconds:6.1f} points/s; loss at the centre {losses[len(losses) // 2]:.4g}, "
            f"median {sorted(losses)[len(losses) // 2]:.4g}, largest {losses.max():.4g}; "
            f"{100 * (losses > CHANCE).mean():.1f} % of the plane worse than guessing; "
            f"up to {abs(losses - stored).max():.3g} from Stored"
        )


def logarithms(landscapes):
    """One image with log10 of the loss of each mode, as an array of its name."""
    return AppendAttributes(
        Input=[
            Calculator(Input=source, ResultArrayName=mode, Function="log10(max(loss, 1e-6))")
            for mode, (source, _, _) in landscapes.items()
        ]
    )


def color(view, source, array, preset, limits, title):
    display = Show(source, view)
    ColorBy(display, ("POINTS", array))
    table = GetColorTransferFunction(array)
    apply_preset(table, preset)
    table.RescaleTransferFunction(*limits)
    bar = GetScalarBar(table, view)
    bar.Title = title
    bar.ComponentTitle = ""
    bar.RangeLabelFormat = "%.1f"
    bar.TitleColor = bar.LabelColor = [0.0, 0.0, 0.0]
    bar.Visibility = bool(title)
    return display


def surface_view(mode, image, limits, reach):
    factor = HEIGHT * reach / (limits[1] - limits[0])
    middle = factor * sum(limits) / 2
    view = make_view(
        mode, [4 * reach, -7 * reach, middle + 5 * reach], [0.0, 0.0, middle], [0.0, 0.0, 1.0], 1.45 * reach
    )
    warp = WarpByScalar(Input=image, Scalars=["POINTS", mode], ScaleFactor=factor)
    title = "log10 loss" if mode == MODES[-1] else ""
    color(view, warp, mode, "Viridis", limits, title).Ambient = 0.35
    steps = [value / 5 for value in range(math.ceil(5 * limits[0]), math.floor(5 * limits[1]) + 1)]
    lines = Show(Contour(Input=warp, ContourBy=["POINTS", mode], Isosurfaces=steps), view)
    ColorBy(lines, None)
    lines.AmbientColor = lines.DiffuseColor = [0.1, 0.1, 0.1]
    move(lines, [0.0, -0.01 * reach, 0.01 * reach])  # in front of the surface
    return view


def difference_view(image, landscapes, reach):
    view = make_view(
        "Recalibrated - Stored", [0.4 * reach, 0.0, 5.0 * reach], [0.4 * reach, 0.0, 0.0], [0.0, 1.0, 0.0], 1.35 * reach
    )
    difference = Calculator(
        Input=image, ResultArrayName="difference", Function="Recalibrated - Stored"
    )
    values = vtk_to_numpy(servermanager.Fetch(difference).GetPointData().GetArray("difference"))
    most = max(abs(value) for value in values if math.isfinite(value))
    limits = [-most, most]
    display = color(view, difference, "difference", "Cool to Warm", limits, "difference of log10 loss")
    display.SetRepresentationType("Surface")
    display.Ambient, display.Diffuse = 1.0, 0.0  # the scale's own colours
    return view


def save(views, path):
    layout = CreateLayout(name="batch norm")
    layout.AssignView(0, views[0])
    right = layout.SplitHorizontal(0, 0.5) + 1
    layout.AssignView(layout.SplitVertical(right - 1, 0.5) + 1, views[2])
    layout.AssignView(right, views[1])
    layout.AssignView(layout.SplitVertical(right, 0.5) + 1, views[3])
    layout.SetSize(880, 700)
    SaveScreenshot(path, layout, ImageResolution=[880, 700])
    print(path)


def main():
    arguments = parse_arguments()
    if arguments.plugin:
        LoadPlugin(arguments.plugin, remote=False, ns=globals())
    os.makedirs(arguments.output, exist_ok=True)
    Delete(CreateRenderView())  # a missing display shows now, not after minutes of computing
    landscapes = {mode: compute(mode, arguments) for mode in MODES}
    describe(landscapes)

    image = logarithms(landscapes)
    finite = [
        max(value, 1e-6) for _, losses, _ in landscapes.values() for value in losses if math.isfinite(value)
    ]
    limits = [math.log10(min(finite)), math.log10(max(finite))]
    views = [surface_view(mode, image, limits, arguments.range) for mode in MODES]
    views.append(difference_view(image, landscapes, arguments.range))
    save(views, os.path.join(arguments.output, "batch_norm_modes.png"))


main()
