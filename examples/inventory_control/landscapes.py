# SPDX-License-Identifier: BSD-3-Clause
"""Landscapes of an agent's losses, and of what they stand for.

    python3 examples/inventory_control/train_agent.py [--output FOLDER]
    pvpython examples/inventory_control/landscapes.py [--run FOLDER] [--output FOLDER] [--resolution N]
                                                      [--plugin LossLandscape.so]

Each in the plane of the two principal components of the training run, with the run on it. From left to right: minus the
expected return (its exact value; no agent in practice has that), the actor's loss in the very same plane, and the critic's
loss. Writes inventory_control.png and NAME.vti into FOLDER, and prints how far the actor's loss is a guide to the return.
"""
import argparse
import glob
import os
import sys

from paraview import servermanager
from paraview.simple import *  # noqa: F401,F403
from paraview.vtk.util.numpy_support import vtk_to_numpy

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from analyse_landscape import extent_of, new_view, with_height  # noqa: E402
from training_run import fine_run, show_lines, show_run  # noqa: E402

SIZE = (1320, 440)
# Name of the module: weights, data, title.
LOSSES = {
    "return_loss": ("actor", "states.npz", "minus the return (exact)"),
    "actor_loss": ("actor", "batch.npz", "the actor's loss"),
    "critic_loss": ("critic", "batch.npz", "the critic's loss"),
}


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", default="output/inventory_control", help="what train_agent.py wrote")
    parser.add_argument("--output", default="output", help="folder for the results")
    parser.add_argument("--resolution", type=int, default=31, help="points per axis")
    parser.add_argument("--plugin", default=os.environ.get("LOSSLANDSCAPE_PLUGIN", ""))
    return parser.parse_args()


def landscape_of(run, name, **grid):
    weights, data, _ = LOSSES[name]
    return LossLandscape(
        NetworkFile=os.path.join(run, f"{name}.pt"),
        Loss="Network Output",
        Dataset="Tensor File",
        DatasetPath=os.path.join(run, data),
        NumberOfSamples=0,
        Directions="PCA",
        IgnoreBiasAndNorm=0,
        CheckpointFiles=sorted(glob.glob(os.path.join(run, f"{weights}_[0-9]*.pt"))),
        **grid,
    )


def losses_of(source, port=0):
    return vtk_to_numpy(servermanager.Fetch(source, idx=port).GetPointData().GetArray("loss"))


def ranks(values):
    return np.argsort(np.argsort(values))


def report(sources):
    for name, source in sources.items():
        run, grid = losses_of(source, 1), losses_of(source)
        fields = servermanager.Fetch(source).GetFieldData()
        share = 100.0 * vtk_to_numpy(fields.GetArray("explained_variance_ratio"))[:2].sum()
        print(
            f"{name}: {run[0]:.4f} at first, {run[-1]:.4f} at last, least of the plane {grid.min():.4f}; "
            f"the plane holds {share:.0f} % of the run's variance"
        )
    cost, surrogate = losses_of(sources["return_loss"]), losses_of(sources["actor_loss"])
    agreement = np.corrcoef(ranks(cost), ranks(surrogate))[0, 1]
    print(f"rank correlation of the actor's loss and minus the return in the plane: {agreement:.2f}")
    print(f"  where the actor's loss is least, minus the return is {cost[surrogate.argmin()]:.4f}")
    along = np.corrcoef(ranks(losses_of(sources["return_loss"], 1)), ranks(losses_of(sources["actor_loss"], 1)))[0, 1]
    print(f"  along the run the rank correlation is {along:.2f}")


def show_landscape(view, source, title):
    landscape, height = with_height(source)
    landscape.UpdatePipeline()
    low, high = landscape.PointData["height"].GetRange()
    scale = 0.3 * extent_of(landscape) / (high - low) if high > low else 1.0
    surface = WarpByScalar(Input=landscape, Scalars=["POINTS", "height"], ScaleFactor=scale)
    display = Show(surface, view)
    display.Representation = "Surface"
    # Each landscape has colours of its own.
    ColorBy(display, ("POINTS", "height"), separate=True)
    GetColorTransferFunction("height", display, separate=True).RescaleTransferFunction(low, high)
    levels = list(np.linspace(low, high, 20)[1:-1])
    contours = Contour(Input=landscape, ContourBy=["POINTS", "height"], Isosurfaces=levels)
    show_lines(view, contours, landscape, scale, [0.35, 0.35, 0.35], 0.0012)
    run = OutputPort(source, 1)
    descent = TrajectoryOnLandscape(Trajectory=run, Landscape=landscape, Scalars=["POINTS", "height"])
    descent.UpdatePipeline()
    show_run(view, descent, fine_run(run, landscape), scale, landscape)
    label = Show(Text(Text=f"{title}, height: {height}"), view)
    label.WindowLocation, label.FontSize, label.Color = "Upper Center", 14, [0.0, 0.0, 0.0]


def save_row(path, views):
    layout = CreateLayout("Picture")
    layout.AssignView(0, views[0])
    cell = layout.SplitHorizontal(0, 1.0 / 3.0)
    layout.AssignView(cell + 1, views[1])
    cell = layout.SplitHorizontal(cell + 1, 0.5)
    layout.AssignView(cell + 1, views[2])
    layout.SetSize(*SIZE)
    for view in views:
        ResetCamera(view)
    SaveScreenshot(path, layout, ImageResolution=list(SIZE))
    print(f"wrote {path}")


def main():
    arguments = parse_arguments()
    if arguments.plugin:
        LoadPlugin(arguments.plugin, remote=False, ns=globals())
        LoadPlugin(arguments.plugin, remote=False, ns=vars(sys.modules["training_run"]))
    os.makedirs(arguments.output, exist_ok=True)
    grid = {"Resolution": [arguments.resolution] * 2 + [1], "AutomaticBounds": 1}
    sources = {name: landscape_of(arguments.run, name, **grid) for name in LOSSES}
    for name, source in sources.items():
        SaveData(os.path.join(arguments.output, f"{name}.vti"), proxy=source, DataMode="Binary")
    report(sources)
    views = []
    for name, source in sources.items():
        views.append(new_view(([-0.6, -1.2, 1.9], [0.0, 0.0, 1.0])))
        show_landscape(views[-1], source, LOSSES[name][2])
    save_row(os.path.join(arguments.output, "inventory_control.png"), views)


if __name__ == "__main__":
    main()
