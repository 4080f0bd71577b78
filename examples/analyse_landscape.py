# SPDX-License-Identifier: BSD-3-Clause
"""Topology of a landscape: critical points, Morse complex, flat regions, in a picture and in words.

    pvpython examples/analyse_landscape.py [FILE] [--output FOLDER] [--scalars NAME] [--threshold T]
                                           [--tolerance T] [--plugin LossLandscape.so]

FILE is a landscape: .vti, or a file of another program (.h5, .npz, .ply) that Landscape Reader opens.
Without it a landscape of the shipped ResNet-56 without skip connections is computed. Writes into FOLDER: topology.png (left: surface with critical points, coloured by type, and
separatrices; right: basins of the minima from above, with contours and, in green, the outlines of
flat regions), critical_points.csv, flat_regions.csv.
Features of a persistence below T (a share of the range of log10 loss) are left out. Heights are
log10 loss where losses are positive: critical points and basins are the same as those of the loss
itself, only persistence and curvature are measured in decades.
"""
import argparse
import os

from paraview import servermanager
from paraview.simple import *  # noqa: F401,F403
from paraview.vtk.util.numpy_support import vtk_to_numpy

import numpy as np

TYPES = {0: "minimum", 1: "saddle", 3: "maximum", 4: "degenerate"}
COLOURS = {0: (0.10, 0.25, 0.85), 1: (0.95, 0.95, 0.95), 3: (0.85, 0.10, 0.10), 4: (0.5, 0.5, 0.5)}

PASTELS = [
    (0.98, 0.90, 0.75),
    (0.75, 0.87, 0.95),
    (0.80, 0.92, 0.77),
    (0.94, 0.80, 0.88),
    (0.87, 0.84, 0.94),
    (0.97, 0.97, 0.75),
]


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", help="landscape (.vti, .h5, .npz, .ply)")
    parser.add_argument("--output", default="output", help="folder for the results")
    parser.add_argument("--scalars", default="loss", help="point array of a .vti file")
    parser.add_argument("--threshold", type=float, default=0.005, help="least persistence")
    parser.add_argument("--tolerance", type=float, default=0.05, help="of flat regions, a share of the range")
    parser.add_argument("--resolution", type=int, default=41, help="points per axis, if computed")
    parser.add_argument("--plugin", default=os.environ.get("LOSSLANDSCAPE_PLUGIN", ""))
    return parser.parse_args()


def open_landscape(arguments):
    if not arguments.file:
        return LossLandscape(
            Architecture="resnet56-noskip",
            NumberOfSamples=100,
            Resolution=[arguments.resolution] * 3,
            Bounds=[-0.5, 0.5] * 3,
        )
    if arguments.file.endswith((".ply", ".h5", ".npz")):
        return LandscapeReader(FileNames=[arguments.file])
    reader = OpenDataFile(arguments.file)
    if arguments.scalars == "loss":
        return reader
    return Calculator(Input=reader, ResultArrayName="loss", Function=arguments.scalars)


def with_height(landscape):
    """The landscape with a point array `height`: log10 loss, or the loss if it is not positive."""
    landscape.UpdatePipeline()
    low = landscape.PointData["loss"].GetRange()[0]
    function = "log10(loss)" if low > 0.0 else "loss"
    return Calculator(Input=landscape, ResultArrayName="height", Function=function), function


def write_table(path, data, columns):
    rows = zip(*(vtk_to_numpy(data.GetArray(name)) for name in columns))
    with open(path, "w", encoding="utf-8") as file:
        print(",".join(columns), file=file)
        for row in rows:
            print(",".join(repr(value.item()) for value in row), file=file)


def report(points, regions):
    data = servermanager.Fetch(points)
    types = vtk_to_numpy(data.GetPointData().GetArray("type"))
    inside = vtk_to_numpy(data.GetPointData().GetArray("on_boundary")) == 0
    for code, name in TYPES.items():
        here = types == code
        if here.any():
            print(f"  {name}: {here.sum()}, {(here & inside).sum()} of them inside")
    table = servermanager.Fetch(regions, idx=1)
    area, ratio, border = (
        vtk_to_numpy(table.GetColumnByName(name)) for name in ("measure", "axis_ratio", "touches_border")
    )
    for row in range(table.GetNumberOfRows()):
        clipped = ", cut off by the border" if border[row] else ""
        print(f"  flat region {row}: area {area[row]:.4g}, axes {ratio[row]:.2f} to 1{clipped}")
    return data, table


def show_in(display, colour):
    """One colour for all of it."""
    display.ColorArrayName = ["POINTS", ""]
    display.DiffuseColor = display.AmbientColor = colour


def show_surface(view, landscape, points, lines, scale):
    surface = WarpByScalar(Input=landscape, Scalars=["POINTS", "height"], ScaleFactor=scale)
    display = Show(surface, view)
    display.Representation = "Surface"
    ColorBy(display, ("POINTS", "height"))
    display.Specular = 0.2
    raised = WarpByScalar(Input=lines, Scalars=["POINTS", "value"], ScaleFactor=scale)
    tubes = Tube(Input=raised, Radius=0.003 * extent_of(landscape))
    show_in(Show(tubes, view), [0.1, 0.1, 0.1])
    show_points(view, points, scale, landscape)


def show_points(view, points, scale, landscape):
    for code, colour in COLOURS.items():
        some = Threshold(Input=points, Scalars=["POINTS", "type"])
        some.LowerThreshold, some.UpperThreshold = code - 0.5, code + 0.5
        raised = WarpByScalar(Input=some, Scalars=["POINTS", "value"], ScaleFactor=scale)
        raised.UpdatePipeline()
        if raised.GetDataInformation().GetNumberOfPoints() == 0:
            continue
        balls = Glyph(Input=raised, GlyphType="Sphere", ScaleFactor=0.025 * extent_of(landscape))
        balls.GlyphMode = "All Points"
        balls.ScaleArray = ["POINTS", "No scale array"]
        show_in(Show(balls, view), colour)


def show_basins(view, landscape, complex_, regions, points):
    low, high = landscape.PointData["height"].GetRange()
    display = Show(OutputPort(complex_, 2), view)
    display.Representation = "Surface"
    ColorBy(display, ("POINTS", "descending_manifold"))
    display.InterpolateScalarsBeforeMapping = 0
    GetColorTransferFunction("descending_manifold").RGBPoints = [
        number for label in range(100) for number in (label, *PASTELS[label % len(PASTELS)])
    ]
    levels = list(np.linspace(low, high, 25)[1:-1])
    contours = Contour(Input=landscape, ContourBy=["POINTS", "height"], Isosurfaces=levels)
    show_in(Show(contours, view), [0.6, 0.6, 0.6])
    show_in(Show(OutputPort(complex_, 1), view), [0.1, 0.1, 0.1])
    inside = Calculator(Input=OutputPort(regions, 0), ResultArrayName="flat", Function="region >= 0")
    outline = Contour(Input=inside, ContourBy=["POINTS", "flat"], Isosurfaces=[0.5])
    display = Show(outline, view)
    show_in(display, [0.1, 0.6, 0.1])
    display.LineWidth = 3.0
    show_points(view, points, 0.0, landscape)


def extent_of(landscape):
    x0, x1, y0, y1 = landscape.GetDataInformation().GetBounds()[:4]
    return max(x1 - x0, y1 - y0)


def new_view(direction):
    view = CreateView("RenderView")
    view.ViewSize = [800, 800]
    view.OrientationAxesVisibility = 0
    view.UseColorPaletteForBackground = 0
    view.Background = [1.0, 1.0, 1.0]
    view.CameraPosition, view.CameraViewUp = direction
    return view


def save_picture(path, left, right, size=(1600, 800), zoom=1.0):
    """Both views side by side, the right one in parallel projection."""
    layout = CreateLayout("Picture")
    layout.AssignView(0, left)
    layout.SplitViewHorizontal(left)
    layout.AssignView(2, right)
    layout.SetSize(*size)
    for view in (left, right):
        ResetCamera(view)
        view.CameraParallelProjection = int(view is right)
        view.CameraViewAngle /= zoom
        view.CameraParallelScale /= zoom
    SaveScreenshot(path, layout, ImageResolution=list(size))
    print(f"wrote {path}")


def main():
    arguments = parse_arguments()
    if arguments.plugin:
        LoadPlugin(arguments.plugin, remote=False, ns=globals())
    os.makedirs(arguments.output, exist_ok=True)
    landscape, height = with_height(open_landscape(arguments))
    landscape.UpdatePipeline()
    print(f"{landscape.GetDataInformation().GetNumberOfPoints()} points, height = {height}")
    threshold = arguments.threshold
    points = LandscapeCriticalPoints(
        Input=landscape, Scalars=["POINTS", "height"], PersistenceThreshold=threshold
    )
    complex_ = LandscapeMorseComplex(
        Input=landscape, Scalars=["POINTS", "height"], PersistenceThreshold=threshold
    )
    regions = LandscapeFlatRegions(
        Input=landscape,
        Scalars=["POINTS", "height"],
        Tolerance=arguments.tolerance,
        PersistenceThreshold=threshold,
    )
    data, table = report(points, regions)
    write_table(
        os.path.join(arguments.output, "critical_points.csv"),
        data.GetPointData(),
        ["vertex_id", "type", "value", "persistence", "on_boundary", "morse_index", "is_morse"],
    )
    write_table(
        os.path.join(arguments.output, "flat_regions.csv"),
        table.GetRowData(),
        ["vertex_id", "minimum", "level", "measure", "equivalent_radius", "inscribed_radius", "axis_ratio"],
    )

    low, high = landscape.PointData["height"].GetRange()
    scale = 0.6 * extent_of(landscape) / (high - low) if high > low else 1.0
    left = new_view(([-1.2, -1.6, 1.5], [0.0, 0.0, 1.0]))
    show_surface(left, landscape, points, OutputPort(complex_, 1), scale)
    right = new_view(([0.0, 0.0, 1.0], [0.0, 1.0, 0.0]))
    show_basins(right, landscape, complex_, regions, points)
    save_picture(os.path.join(arguments.output, "topology.png"), left, right)


if __name__ == "__main__":
    main()
