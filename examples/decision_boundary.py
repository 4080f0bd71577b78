# SPDX-License-Identifier: BSD-3-Clause
"""What classifiers say over planes of their inputs: two spirals, two rolls, three digits.

    pvpython examples/decision_boundary.py [--output FOLDER] [--epochs N] [--resolution N]
                                           [--plugin LossLandscape.so]

Trains a perceptron with two hidden layers of 64 on Swiss Roll and one on Spirals (Adam with a learning
rate of 0.01 and no weight decay: all training samples right after about 30 of 100 epochs, in seconds),
and writes decision_boundary.png into FOLDER: the margin (blue: class 0, red: class 1) with its contour
at 0, the boundary, in black, and the training samples in their class's colour, yellow those that the
network gets wrong; next to it the classes that the shipped ResNet-20 sees in the plane through three
digits. Prints accuracy, loss and time.
"""
import argparse
import os
import time

from paraview import servermanager
from paraview.simple import *  # noqa: F401,F403

from analyse_landscape import new_view, show_in
from displays import move

NETWORK = {"Architecture": "mlp", "HiddenWidths": [64, 64]}
CLASS_COLOURS = ([0.1, 0.2, 0.6], [0.6, 0.1, 0.1])
IN_FRONT = [0.0, 0.0, 0.01]  # of the image, as the camera sees it
WRONG = [1.0, 0.85, 0.0]
MARGIN_COLOURS = [-1.0, 0.62, 0.72, 0.95, 0.0, 1.0, 1.0, 1.0, 1.0, 0.97, 0.68, 0.62]
DIGIT_COLOURS = (
    (0.12, 0.47, 0.71), (1.00, 0.50, 0.05), (0.17, 0.63, 0.17), (0.84, 0.15, 0.16), (0.58, 0.40, 0.74),
    (0.55, 0.34, 0.29), (0.89, 0.47, 0.76), (0.50, 0.50, 0.50), (0.74, 0.74, 0.13), (0.09, 0.75, 0.81),
)  # fmt: skip


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", default="output", help="folder for picture and checkpoints")
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--resolution", type=int, default=301, help="points per axis")
    parser.add_argument("--plugin", default=os.environ.get("LOSSLANDSCAPE_PLUGIN", ""))
    return parser.parse_args()


def train(dataset, arguments):
    """Trains, and returns the last checkpoint."""
    start = time.time()
    training = TrainNetwork(
        **NETWORK,
        Dataset=dataset,
        Optimizer="Adam",
        LearningRate=0.01,
        WeightDecay=0.0,
        BatchSize=100,
        Epochs=arguments.epochs,
        EpochsPerCheckpoint=arguments.epochs,
        Threads=1,  # a network this small trains no faster on more
        OutputDirectory=os.path.join(arguments.output, dataset.replace(" ", "_").lower()),
    )
    training.UpdatePipeline()
    table = servermanager.Fetch(training)
    last = table.GetNumberOfRows() - 1
    accuracy = [table.GetColumnByName(f"{split}_accuracy").GetValue(last) for split in ("train", "test")]
    print(
        f"{dataset}: {accuracy[0]:.1f} % of the training and {accuracy[1]:.1f} % of the test samples right "
        f"after {last} epochs, {time.time() - start:.1f} s"
    )
    return table.GetFieldData().GetAbstractArray("checkpoints").GetValue(1)


def report(name, source, start):
    fields = servermanager.Fetch(source, idx=1).GetFieldData()
    accuracy, loss = (fields.GetArray(field).GetValue(0) for field in ("accuracy", "loss"))
    points = source.GetDataInformation().GetNumberOfPoints()
    print(f"{name}: {points} points in {time.time() - start:.1f} s; samples: accuracy {accuracy:.1f} %, loss {loss:.2g}")


def view_from_above(title):
    view = new_view(([0.0, 0.0, 1.0], [0.0, 1.0, 0.0]))
    view.CameraParallelProjection = 1
    text = Show(Text(Text=title), view)
    text.Color = [0.0, 0.0, 0.0]
    text.FontSize = 18
    text.WindowLocation = "Upper Center"
    return view


def show_flat(display):
    """Colours as they are, without light."""
    display.Ambient, display.Diffuse = 1.0, 0.0


def show_lines(view, source, array, values):
    lines = Contour(Input=source, ContourBy=["POINTS", array], Isosurfaces=values)
    display = Show(lines, view)
    show_in(display, [0.0, 0.0, 0.0])
    display.LineWidth = 2.5
    move(display, IN_FRONT)
    show_flat(display)


def show_samples(view, samples, array, value, colour, size):
    """Those samples whose array has this value."""
    some = Threshold(Input=samples, Scalars=["POINTS", array])
    some.LowerThreshold = some.UpperThreshold = value
    display = Show(some, view)
    display.Representation = "Points"
    display.PointSize = size
    move(display, IN_FRONT)
    show_flat(display)
    show_in(display, colour)


def show_points_of_a_plane(dataset, arguments):
    weights = train(dataset, arguments)
    start = time.time()
    source = DecisionBoundary(
        **NETWORK, WeightsFile=weights, Dataset=dataset, Resolution=[arguments.resolution] * 2
    )
    source.UpdatePipeline()
    report(dataset, source, start)
    view = view_from_above(dataset)
    display = Show(OutputPort(source, 0), view)
    display.Representation = "Surface"
    show_flat(display)
    ColorBy(display, ("POINTS", "margin"))
    GetColorTransferFunction("margin").RGBPoints = MARGIN_COLOURS
    show_lines(view, OutputPort(source, 0), "margin", [0.0])
    samples = OutputPort(source, 1)
    for label, colour in enumerate(CLASS_COLOURS):
        show_samples(view, samples, "label", label, colour, 5)
    show_samples(view, samples, "correct", 0, WRONG, 9)
    return view


def show_digits(arguments):
    start = time.time()
    source = DecisionBoundary(Resolution=[arguments.resolution // 2] * 2)
    source.UpdatePipeline()
    report("Digits", source, start)
    samples = servermanager.Fetch(source, idx=1).GetPointData().GetArray("label")
    digits = sorted(samples.GetValue(i) for i in range(3))
    view = view_from_above("ResNet-20 between digits {}, {} and {}".format(*digits))
    display = Show(OutputPort(source, 0), view)
    display.Representation = "Surface"
    show_flat(display)
    ColorBy(display, ("POINTS", "class"))
    display.InterpolateScalarsBeforeMapping = 0  # there is no class 1 between 0 and 2
    colours = GetColorTransferFunction("class")
    colours.RGBPoints = [value for i, colour in enumerate(DIGIT_COLOURS) for value in (i, *colour)]
    colours.Discretize, colours.NumberOfTableValues = 1, len(DIGIT_COLOURS)
    bar = GetScalarBar(colours, view)
    bar.Title, bar.ComponentTitle = "class", ""
    bar.TitleColor = bar.LabelColor = [0.0, 0.0, 0.0]
    bar.WindowLocation, bar.Orientation, bar.ScalarBarLength = "Lower Center", "Horizontal", 0.8
    bar.UseCustomLabels, bar.CustomLabels = 1, list(range(len(DIGIT_COLOURS)))
    bar.LabelFormat = bar.RangeLabelFormat = "%.0f"
    bar.Visibility = 1
    show_samples(view, OutputPort(source, 1), "correct", 1, [0.0, 0.0, 0.0], 14)
    show_samples(view, OutputPort(source, 1), "correct", 0, WRONG, 14)
    return view


def save(path, views):
    layout = CreateLayout("Picture")
    layout.AssignView(0, views[0])
    cell = layout.SplitHorizontal(0, 1.0 / 3.0)
    layout.AssignView(cell + 1, views[1])
    cell = layout.SplitHorizontal(cell + 1, 0.5)
    layout.AssignView(cell + 1, views[2])
    size = [1320, 480]
    layout.SetSize(*size)
    for view in views:
        ResetCamera(view)
        view.CameraParallelScale *= 0.82
    SaveScreenshot(path, layout, ImageResolution=size)
    print(f"wrote {path}")


def main():
    arguments = parse_arguments()
    if arguments.plugin:
        LoadPlugin(arguments.plugin, remote=False, ns=globals())
    os.makedirs(arguments.output, exist_ok=True)
    views = [show_points_of_a_plane(dataset, arguments) for dataset in ("Swiss Roll", "Spirals")]
    views.append(show_digits(arguments))
    save(os.path.join(arguments.output, "decision_boundary.png"), views)


if __name__ == "__main__":
    main()
