# SPDX-License-Identifier: BSD-3-Clause
"""A training run on its own landscape: does it follow the path of least resistance?

    pvpython examples/training_run.py [--output FOLDER] [--architecture NAME] [--epochs N] [--samples N]
                                      [--resolution N] [--cifar10 FOLDER] [--animation]
                                      [--plugin LossLandscape.so]
    pvpython examples/training_run.py --landscape FILE --trajectory FILE [--output FOLDER]

The first form trains a network on the shipped Digits (CIFAR-10 if its folder of binary batches is
given), computes the landscape in the plane of the two principal components of its checkpoints, and
projects the run onto it. The second one opens a landscape (.h5, .npz, .ply) and a trajectory
(.csv, .h5) that other programs wrote. Both write into FOLDER: training_run.png (left: the surface of
log10 loss with contours, critical points, in green the outlines of flat regions, and the run, a ball for
each checkpoint, coloured by its loss; right: the same from above) and print what the picture is worth:
the variance that the plane holds next to that of a random walk, how far the checkpoints lie off the
plane, and the angles between the steps of the run and steepest descent. With --animation the first form
also writes the surface around each checkpoint in turn, in the same directions: training_run.0000.png, ...
"""
import argparse
import os

from paraview import servermanager
from paraview.simple import *  # noqa: F401,F403
from paraview.vtk.util.numpy_support import vtk_to_numpy

import numpy as np

from analyse_landscape import extent_of, new_view, save_picture, show_in, show_points, with_height
from displays import apply_preset


def new_parser(description):
    """Of all that makes a landscape and a run."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", default="output", help="folder for the results")
    parser.add_argument("--architecture", default="resnet20", help="built-in network")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--samples", type=int, default=500, help="images (0: all)")
    parser.add_argument("--resolution", type=int, default=31, help="points per axis")
    parser.add_argument("--cifar10", default="", help="folder of CIFAR-10's binary batches")
    parser.add_argument("--landscape", help="landscape of another program")
    parser.add_argument("--trajectory", help="trajectory of another program")
    parser.add_argument("--plugin", default=os.environ.get("LOSSLANDSCAPE_PLUGIN", ""))
    return parser


def checked(parser):
    arguments = parser.parse_args()
    if bool(arguments.landscape) != bool(arguments.trajectory):
        parser.error("--landscape and --trajectory go together")
    return arguments


def parse_arguments():
    parser = new_parser(__doc__)
    parser.add_argument("--animation", action="store_true", help="a picture for each checkpoint")
    arguments = checked(parser)
    if arguments.animation and arguments.landscape:
        parser.error("--animation needs the network: it does not go with --landscape")
    return arguments


def train(arguments):
    """Trains and computes; returns landscape and trajectory."""
    run = os.path.join(arguments.output, "run")
    data = {"Dataset": "Digits", "NumberOfSamples": arguments.samples}
    if arguments.cifar10:
        data.update(Dataset="CIFAR-10", DatasetPath=arguments.cifar10)
    training = TrainNetwork(
        Architecture=arguments.architecture, Epochs=arguments.epochs, OutputDirectory=run, **data
    )
    training.UpdatePipeline()
    last = servermanager.Fetch(training).GetNumberOfRows() - 1
    files = [os.path.join(run, f"epoch_{epoch:04d}.pt") for epoch in range(last + 1)]
    source = LossLandscape(
        Architecture=arguments.architecture,
        Directions="PCA",
        CheckpointFiles=files,
        Resolution=[arguments.resolution] * 2 + [1],
        DatasetSplit="Train",
        **data,
        AutomaticBounds=1,
    )
    return source, OutputPort(source, 1)


def open_files(arguments):
    landscape = LandscapeReader(FileNames=[arguments.landscape])
    return landscape, LandscapeTrajectoryReader(FileNames=[arguments.trajectory])


def landscape_and_run(arguments):
    return open_files(arguments) if arguments.landscape else train(arguments)


def numbers(data, name):
    array = data.GetArray(name)
    return vtk_to_numpy(array) if array else np.array([])


def percent(shares):
    return ", ".join(f"{100.0 * share:.1f} %" for share in shares[:3])


def report(landscape, descent):
    fields = servermanager.Fetch(landscape).GetFieldData()
    explained = numbers(fields, "explained_variance_ratio")
    if len(explained):
        print(f"  variance along the components: {percent(explained)}")
        print(f"  of a random walk:              {percent(numbers(fields, 'random_walk_variance_ratio'))}")
    data = servermanager.Fetch(descent)
    distance = numbers(data.GetPointData(), "relative_off_plane_distance")
    if len(distance):
        print(f"  off the plane: {100.0 * np.mean(distance):.0f} % of the distance to the centre on average")
    steps, cosine, downhill = (
        numbers(data.GetFieldData(), name)[0]
        for name in ("number_of_steps", "mean_descent_cosine", "share_downhill")
    )
    print(
        f"  {steps:.0f} steps: mean cosine to steepest descent {cosine:.2f}, {100.0 * downhill:.0f} % downhill"
    )


def fine_run(run, landscape, steps=50):
    """The run with points between the checkpoints, so that it follows the surface: `surface_loss` is its height."""
    fine = ProgrammableFilter(Input=run, OutputDataSetType="vtkPolyData")
    fine.Script = f"""
import numpy as np
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray

source = self.GetPolyDataInput()
points, lines = vtkPoints(), vtkCellArray()
output.VTKObject.GetPointData().InterpolateAllocate(source.GetPointData())
for line in range(source.GetNumberOfCells()):
    ids = source.GetCell(line).GetPointIds()
    if ids.GetNumberOfIds() < 2:
        continue
    places = np.linspace(0, ids.GetNumberOfIds() - 1, {steps} * (ids.GetNumberOfIds() - 1) + 1)
    lines.InsertNextCell(len(places))
    for place in places:
        first = int(np.clip(place, 0, ids.GetNumberOfIds() - 2))
        a, b, t = ids.GetId(first), ids.GetId(first + 1), place - first
        point = points.InsertNextPoint((1 - t) * np.array(source.GetPoint(a)) + t * np.array(source.GetPoint(b)))
        output.VTKObject.GetPointData().InterpolateEdge(source.GetPointData(), point, a, b, t)
        lines.InsertCellPoint(point)
output.VTKObject.SetPoints(points)
output.VTKObject.SetLines(lines)
"""
    return TrajectoryOnLandscape(Trajectory=fine, Landscape=landscape, Scalars=["POINTS", "height"])


def colour_by_loss(display, descent):
    """Dark to bright: the checkpoints' own loss where the run has it, else that of the surface below."""
    own = descent.PointData.GetArray("loss")
    name = "loss" if own else "surface_loss"
    ColorBy(display, ("POINTS", name), separate=True)
    colours = GetColorTransferFunction(name, display, separate=True)
    apply_preset(colours, "Plasma")
    colours.RescaleTransferFunction(*descent.PointData[name].GetRange())
    if own and own.GetRange()[0] > 0.0:
        colours.MapControlPointsToLogSpace()
        colours.UseLogScale = 1


def show_run(view, descent, fine, scale, landscape):
    size = extent_of(landscape)
    raised = WarpByScalar(Input=fine, Scalars=["POINTS", "surface_loss"], ScaleFactor=scale)
    colour_by_loss(Show(Tube(Input=raised, Radius=0.004 * size), view), descent)
    raised = WarpByScalar(Input=descent, Scalars=["POINTS", "surface_loss"], ScaleFactor=scale)
    balls = Glyph(Input=raised, GlyphType="Sphere", ScaleFactor=0.016 * size, GlyphMode="All Points")
    balls.ScaleArray = ["POINTS", "No scale array"]
    colour_by_loss(Show(balls, view), descent)


def show_landscape(view, landscape, regions, points, scale):
    """Surface or map with contours, outlines of flat regions and critical points."""
    surface = WarpByScalar(Input=landscape, Scalars=["POINTS", "height"], ScaleFactor=scale)
    display = Show(surface, view)
    display.Representation = "Surface"
    ColorBy(display, ("POINTS", "height"))
    low, high = landscape.PointData["height"].GetRange()
    levels = list(np.linspace(low, high, 25)[1:-1])
    contours = Contour(Input=landscape, ContourBy=["POINTS", "height"], Isosurfaces=levels)
    show_lines(view, contours, landscape, scale, [0.35, 0.35, 0.35], 0.0012)
    inside = Calculator(Input=OutputPort(regions, 0), ResultArrayName="flat", Function="region >= 0")
    outline = Contour(Input=inside, ContourBy=["POINTS", "flat"], Isosurfaces=[0.5])
    show_lines(view, outline, landscape, scale, [0.1, 0.6, 0.1], 0.003)
    show_points(view, points, scale, landscape)


def show_lines(view, lines, landscape, scale, colour, radius):
    on_surface = TrajectoryOnLandscape(Trajectory=lines, Landscape=landscape, Scalars=["POINTS", "height"])
    raised = WarpByScalar(Input=on_surface, Scalars=["POINTS", "surface_loss"], ScaleFactor=scale)
    show_in(Show(Tube(Input=raised, Radius=radius * extent_of(landscape)), view), colour)


def save_animation(path, source, landscape, scale):
    """One picture for each time step of the source, from which `landscape` is made."""
    source.CenterOverTraining = 1
    view = new_view(([-0.6, -1.2, 1.9], [0.0, 0.0, 1.0]))
    surface = WarpByScalar(Input=landscape, Scalars=["POINTS", "height"], ScaleFactor=scale)
    display = Show(surface, view)
    ColorBy(display, ("POINTS", "height"))
    GetAnimationScene().UpdateAnimationUsingDataTimeSteps()
    display.RescaleTransferFunctionToDataRangeOverTime()
    ResetCamera(view)
    SaveAnimation(path, view, ImageResolution=view.ViewSize)
    print(f"wrote {len(source.TimestepValues)} pictures for {path}")


def main():
    arguments = parse_arguments()
    if arguments.plugin:
        LoadPlugin(arguments.plugin, remote=False, ns=globals())
    os.makedirs(arguments.output, exist_ok=True)
    source, run = landscape_and_run(arguments)
    landscape, height = with_height(source)
    landscape.UpdatePipeline()
    print(f"{landscape.GetDataInformation().GetNumberOfPoints()} points, height = {height}")
    scalars = {"Scalars": ["POINTS", "height"], "PersistenceThreshold": 0.01}
    descent = TrajectoryOnLandscape(Trajectory=run, Landscape=landscape, Scalars=["POINTS", "height"])
    points = LandscapeCriticalPoints(Input=landscape, IncludeBoundary=0, **scalars)
    regions = LandscapeFlatRegions(Input=landscape, Tolerance=0.05, **scalars)
    report(source, descent)

    low, high = landscape.PointData["height"].GetRange()
    height = 0.3 * extent_of(landscape) / (high - low) if high > low else 1.0
    fine = fine_run(run, landscape)
    left = new_view(([-0.6, -1.2, 1.9], [0.0, 0.0, 1.0]))
    right = new_view(([0.0, 0.0, 1.0], [0.0, 1.0, 0.0]))
    for view, scale in ((left, height), (right, 0.0)):
        show_landscape(view, landscape, regions, points, scale)
        show_run(view, descent, fine, scale, landscape)
    picture = os.path.join(arguments.output, "training_run.png")
    save_picture(picture, left, right, size=(1100, 390), zoom=1.2)
    if arguments.animation:
        save_animation(picture, source, landscape, height)


if __name__ == "__main__":
    main()
