# SPDX-License-Identifier: BSD-3-Clause
"""Landscapes of a small language model: the mean loss per character, in nats, around its weights.

    python3 examples/language_model/train.py [--output FOLDER]
    pvpython examples/language_model/landscapes.py [--run FOLDER] [--output FOLDER] [--resolution N] [--points N]
                                                   [--seeds N] [--plugin LossLandscape.so]

Random directions are filter-normalised: the distance 1 is the weights' own length. Writes into FOLDER

    language_model.png      above: around the trained weights; the training run in the plane of its two principal components;
                            below: along random lines through all weights; through a part of them, means of the seeds
    plane.csv, run.csv, seeds.csv, parts.csv    the numbers of each

and prints by how much the loss rises.
"""
import argparse
import csv
import glob
import json
import os
import sys

from paraview import servermanager
from paraview.simple import *  # noqa: F401,F403
from paraview.vtk.util.numpy_support import vtk_to_numpy

import numpy as np

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path[:0] = [EXAMPLES, os.path.join(EXAMPLES, "reproductions")]
import chart  # noqa: E402
from analyse_landscape import extent_of, new_view  # noqa: E402
from training_run import fine_run, show_lines, show_run  # noqa: E402

SIZE = (1200, 860)
REACH = 0.5  # of lines and plane; 1 is the length of the weights
# Name: MovingParameters, label, colour, line style.
PARTS = {
    "all": ([], "all weights", (0.10, 0.10, 0.10), 1),
    "embeddings": (["token_embedding", "position_embedding"], "embeddings", (0.20, 0.60, 0.20), 1),
    "attention_1": (["blocks.0.attention"], "attention 1", (0.85, 0.30, 0.10), 1),
    "attention_2": (["blocks.1.attention"], "attention 2", (0.85, 0.30, 0.10), 2),
    "mlp_1": (["blocks.0.mlp"], "MLP 1", (0.15, 0.40, 0.80), 1),
    "mlp_2": (["blocks.1.mlp"], "MLP 2", (0.15, 0.40, 0.80), 2),
}


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", default="output/language_model", help="what train.py wrote")
    parser.add_argument("--output", default="output", help="folder for the results")
    parser.add_argument("--resolution", type=int, default=25, help="points per axis of a plane")
    parser.add_argument("--points", type=int, default=33, help="of a line; one more than a multiple of four")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--plugin", default=os.environ.get("LOSSLANDSCAPE_PLUGIN", ""))
    return parser.parse_args()


def landscape_of(run, **properties):
    return LossLandscape(
        NetworkFile=glob.glob(os.path.join(run, "network.*"))[0],
        WeightsFile=os.path.join(run, "weights.pt"),
        Dataset="Tensor File",
        DatasetPath=os.path.join(run, "data.pt"),
        NumberOfSamples=0,
        IgnoredLabel=-100,
        **properties,
    )


def checkpoints_of(run):
    with open(os.path.join(run, "training.json"), encoding="utf-8") as file:
        return [os.path.join(run, f"step_{step:04d}.pt") for step in json.load(file)["step"]]


def updated(source):
    source.UpdatePipeline()
    return source


def values_of(data, name):
    return vtk_to_numpy(data.GetPointData().GetArray(name))


def places(data):
    return np.array([data.GetPoint(point) for point in range(data.GetNumberOfPoints())])


def write_columns(path, **columns):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*(np.asarray(column).tolist() for column in columns.values())))


def profiles(arguments, moving):
    """Offsets, and the losses at these with each seed."""
    losses = []
    for seed in range(arguments.seeds):
        source = landscape_of(
            arguments.run,
            MovingParameters=moving,
            Dimension=1,
            Resolution=[arguments.points, 1, 1],
            Bounds=[-REACH, REACH, 0.0, 0.0, 0.0, 0.0],
            Seed=seed,
        )
        line = servermanager.Fetch(updated(source))
        losses.append(values_of(line, "loss"))
    return places(line)[:, 0], np.array(losses)


def report(name, losses):
    """By how much the loss rises, in either direction and with each seed, halfway and at the ends of the lines."""
    last = losses.shape[1] - 1
    rises = losses - losses[:, [last // 2]]
    for distance, columns in ((REACH / 2, (last // 4, last - last // 4)), (REACH, (0, last))):
        there = rises[:, columns]
        print(f"{name:12} {distance:5.2f}: loss +{there.mean():.3f} nats ({there.min():.3f} to {there.max():.3f})")


def compute_profiles(arguments):
    """Writes and prints the profiles of all parts; returns the two files."""
    parts = {}
    for name, (moving, *_) in PARTS.items():
        offsets, losses = profiles(arguments, moving)
        report(name, losses)
        parts[name] = losses
    files = [os.path.join(arguments.output, name) for name in ("seeds.csv", "parts.csv")]
    by_seed = {f"seed_{seed}": losses for seed, losses in enumerate(parts["all"])}
    write_columns(files[0], distance=offsets, **by_seed, mean=parts["all"].mean(axis=0))
    write_columns(files[1], distance=offsets, **{name: losses.mean(axis=0) for name, losses in parts.items()})
    return files


def chart_of(path, title, series, legend):
    view = chart.line_chart(path, "distance", title, ("distance", "loss, nats per character", ""), series, logarithmic=False)
    view.LegendLocation, view.LegendPosition = "Custom", legend
    return view


def show_profiles(arguments):
    seeds, parts = compute_profiles(arguments)
    shades = [(0.75 - 0.5 * t, 0.80 - 0.45 * t, 0.95 - 0.15 * t) for t in np.linspace(0.0, 1.0, arguments.seeds)]
    lines = [(f"seed_{seed}", f"seed {seed}", colour, 1, 0) for seed, colour in enumerate(shades)]
    lines.append(("mean", "mean", (0.1, 0.1, 0.1), 2, 0))
    return [
        chart_of(seeds, "all weights, along random lines", lines, [250, 180]),
        chart_of(
            parts,
            "a part of the weights, mean of the lines",
            [(name, label, colour, style, 0) for name, (_, label, colour, style) in PARTS.items()],
            [250, 180],
        ),
    ]


def show_surface(source, relief):
    """The surface of the loss with contours; returns view, landscape with `height`, and scale."""
    landscape = updated(Calculator(Input=OutputPort(source, 0), ResultArrayName="height", Function="loss"))
    low, high = landscape.PointData["height"].GetRange()
    scale = relief * extent_of(landscape) / (high - low)
    view = new_view(([-0.7, -1.6, 1.5], [0.0, 0.0, 1.0]))
    surface = WarpByScalar(Input=landscape, Scalars=["POINTS", "height"], ScaleFactor=scale)
    display = Show(surface, view)
    ColorBy(display, ("POINTS", "height"), separate=True)
    colours = GetColorTransferFunction("height", display, separate=True)
    colours.RescaleTransferFunction(low, high)
    show_bar(view, colours)
    contours = Contour(Input=landscape, ContourBy=["POINTS", "height"], Isosurfaces=list(np.linspace(low, high, 20)[1:-1]))
    show_lines(view, contours, landscape, scale, [0.35, 0.35, 0.35], 0.0012)
    return view, landscape, scale


def show_bar(view, colours):
    """There are no titles: ParaView 5.11 draws the letters of charts with ghosts beside a view with a Text."""
    bar = GetScalarBar(colours, view)
    bar.Title, bar.ComponentTitle = "loss, nats", ""
    bar.TitleColor = bar.LabelColor = [0.0, 0.0, 0.0]
    bar.TitleFontSize = bar.LabelFontSize = 12
    bar.WindowLocation, bar.ScalarBarLength, bar.ScalarBarThickness = "Lower Right Corner", 0.3, 10
    bar.LabelFormat = bar.RangeLabelFormat = "%.1f"
    bar.Visibility = 1


def show_plane(arguments):
    source = landscape_of(
        arguments.run, Resolution=[arguments.resolution] * 2 + [1], Bounds=[-REACH, REACH] * 2 + [0.0, 0.0]
    )
    data = servermanager.Fetch(updated(source))
    x, y, _ = places(data).T
    write_columns(os.path.join(arguments.output, "plane.csv"), x=x, y=y, loss=values_of(data, "loss"))
    return show_surface(source, 0.5)[0]


def show_training(arguments):
    source = landscape_of(
        arguments.run,
        Directions="PCA",
        IgnoreBiasAndNorm=0,
        CheckpointFiles=checkpoints_of(arguments.run),
        Resolution=[arguments.resolution] * 2 + [1],
        AutomaticBounds=1,
    )
    run = OutputPort(updated(source), 1)
    data = servermanager.Fetch(source, idx=1)
    x, y, _ = places(data).T
    columns = {name: values_of(data, name) for name in ("loss", "plane_loss", "relative_off_plane_distance")}
    write_columns(os.path.join(arguments.output, "run.csv"), step=values_of(data, "epoch").astype(int), x=x, y=y, **columns)
    shares = vtk_to_numpy(servermanager.Fetch(source).GetFieldData().GetArray("explained_variance_ratio"))
    print(f"training run: {100.0 * shares[:2].sum():.0f} % of its variance in the plane")
    view, landscape, scale = show_surface(source, 0.4)
    descent = updated(TrajectoryOnLandscape(Trajectory=run, Landscape=landscape, Scalars=["POINTS", "height"]))
    show_run(view, descent, fine_run(run, landscape), scale, landscape)
    return view


def main():
    arguments = parse_arguments()
    if arguments.plugin:
        LoadPlugin(arguments.plugin, remote=False, ns=globals())
        LoadPlugin(arguments.plugin, remote=False, ns=vars(sys.modules["training_run"]))
    os.makedirs(arguments.output, exist_ok=True)
    charts = show_profiles(arguments)
    surfaces = [show_plane(arguments), show_training(arguments)]
    layout = CreateLayout("Picture")
    chart.fill(layout, 0, [surfaces, charts])
    layout.SetSize(*SIZE)
    for view in surfaces:
        ResetCamera(view)
        view.CameraViewAngle /= 1.3
    chart.save(os.path.join(arguments.output, "language_model.png"), layout, SIZE)


if __name__ == "__main__":
    main()
