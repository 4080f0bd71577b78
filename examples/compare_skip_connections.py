# SPDX-License-Identifier: BSD-3-Clause
"""Loss landscapes of ResNet-56 with and without skip connections, as in Figure 1 of Li et al. 2018.

    pvpython examples/compare_skip_connections.py [--output FOLDER] [--resolution N] [--samples N]
                                                  [--range R] [--seed N] [--plugin LossLandscape.so]

Computes both surfaces on the shipped Digits along directions made from the same random numbers (both
networks have the same parameter names and shapes), filter-normalised for each network, and
writes into FOLDER: NAME.vti (the landscapes), NAME_contours.vtp, surfaces.png, contours.png and
report.txt. Colours and heights are on a logarithmic scale, since losses span orders of magnitude.
"""
import argparse
import json
import math
import os
import sys
import time

from paraview.simple import *  # noqa: F401,F403
from paraview.vtk.util.numpy_support import vtk_to_numpy

from displays import apply_preset, move

NETWORKS = {"resnet56": "ResNet-56", "resnet56-noskip": "ResNet-56 without skip connections"}
HEIGHT = 1.6  # of the whole range of log10 loss, in units of half the plane's width


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", default="output", help="folder for pictures and data")
    parser.add_argument("--resolution", type=int, default=51, help="points per axis")
    parser.add_argument("--samples", type=int, default=300, help="training images (0: all)")
    parser.add_argument("--range", type=float, default=1.0, help="the plane is [-R, R] x [-R, R]")
    parser.add_argument("--seed", type=int, default=0, help="of the directions")
    parser.add_argument("--plugin", default=os.environ.get("LOSSLANDSCAPE_PLUGIN", ""))
    return parser.parse_args()


class ProgressLine:
    """Percentage and remaining time of a source, on one line of the terminal."""

    def __init__(self, source, title):
        self.title = title
        self.start = time.time()
        self.last = 0.0
        self.algorithm = source.SMProxy.GetClientSideObject()
        self.algorithm.AddObserver("ProgressEvent", self.show)

    def show(self, *_):
        now = time.time()
        done = self.algorithm.GetProgress()
        if now - self.last < 0.5 or not 0.0 < done < 1.0:
            return
        self.last = now
        left = (now - self.start) * (1.0 - done) / done
        bar = "#" * int(30 * done)
        print(f"\r  {self.title}: [{bar:<30}] {100 * done:3.0f} %, {left:4.0f} s left ", end="", flush=True)

    def finish(self):
        seconds = time.time() - self.start
        print(f"\r  {self.title}: done in {seconds:.0f} s" + " " * 40)
        return seconds


def compute(name, title, arguments):
    reach = arguments.range
    source = LossLandscape(
        registrationName=title,
        Architecture=name,
        Dataset="Digits",
        NumberOfSamples=arguments.samples,
        Seed=arguments.seed,
        Resolution=[arguments.resolution] * 3,
        Bounds=[-reach, reach] * 3,
    )
    line = ProgressLine(source, title)
    source.UpdatePipeline()
    if source.PointData.GetNumberOfArrays() == 0:
        sys.exit(f"{title}: no landscape was computed; see the message above")
    return source, line.finish()


def logarithm(source):
    """log10 of the loss, floored where a loss of 0 or below has none."""
    return Calculator(
        Input=source, ResultArrayName="log10_loss", Function="log10(max(loss, 1e-6))"
    )


def arrays_of(source):
    image = servermanager.Fetch(source)
    return image, vtk_to_numpy(image.GetPointData().GetArray("loss"))


def decades(sources):
    """Common range of log10 loss of all landscapes, and contour values at fifths of a decade."""
    finite = []
    for source in sources:
        losses = arrays_of(source)[1]
        finite += [float(value) for value in losses if math.isfinite(value) and value > 0.0]
    low, high = math.log10(max(min(finite), 1e-6)), math.log10(max(finite))
    first = math.ceil(5 * low)
    return (low, high), [step / 5 for step in range(first, math.floor(5 * high) + 1)]


def color(view, source, log_range):
    display = Show(source, view)
    ColorBy(display, ("POINTS", "log10_loss"))
    table = GetColorTransferFunction("log10_loss")
    apply_preset(table, "Viridis")
    table.RescaleTransferFunction(*log_range)
    return display


def make_view(title, position, focus, up, scale, font_size=16):
    """White, with a title, seen in parallel projection: both landscapes at the same scale."""
    view = CreateRenderView()
    view.UseColorPaletteForBackground = 0
    view.Background = [1.0, 1.0, 1.0]
    view.OrientationAxesVisibility = 0
    text = Show(Text(Text=title), view)
    text.Color = [0.0, 0.0, 0.0]
    text.FontSize = font_size
    text.WindowLocation = "Upper Center"
    view.CameraPosition = position
    view.CameraFocalPoint = focus
    view.CameraViewUp = up
    view.CameraParallelProjection = 1
    view.CameraParallelScale = scale
    return view


def show_color_bar(view):
    bar = GetScalarBar(GetColorTransferFunction("log10_loss"), view)
    bar.Title = "log10 loss"
    bar.ComponentTitle = ""
    bar.TitleColor = bar.LabelColor = [0.0, 0.0, 0.0]
    bar.Visibility = 1


def save_pair(views, path):
    layout = CreateLayout(name=os.path.basename(path))
    layout.AssignView(0, views[0])
    position = layout.SplitHorizontal(0, 0.5)
    layout.AssignView(position + 1, views[1])
    layout.SetSize(1400, 700)
    SaveScreenshot(path, layout, ImageResolution=[1400, 700])
    print(f"  {path}")


def surface_view(title, logarithms, log_range, contour_values, reach):
    factor = HEIGHT * reach / (log_range[1] - log_range[0])
    middle = factor * sum(log_range) / 2
    view = make_view(
        title, [4 * reach, -7 * reach, middle + 5 * reach], [0.0, 0.0, middle], [0.0, 0.0, 1.0], 1.7 * reach
    )
    warp = WarpByScalar(Input=logarithms, Scalars=["POINTS", "log10_loss"], ScaleFactor=factor)
    color(view, warp, log_range).Ambient = 0.35
    lines = Contour(Input=warp, ContourBy=["POINTS", "log10_loss"], Isosurfaces=contour_values)
    display = Show(lines, view)
    ColorBy(display, None)
    display.AmbientColor = display.DiffuseColor = [0.1, 0.1, 0.1]
    return view


def contour_view(title, logarithms, log_range, contours, reach):
    view = make_view(title, [0.0, 0.0, 5.0 * reach], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0], 1.5 * reach)
    color(view, logarithms, log_range).Opacity = 0.4
    display = color(view, contours, log_range)
    display.LineWidth = 2.0
    move(display, [0.0, 0.0, 0.01 * reach])  # in front of the translucent image
    return view


def inline(path, source):
    """Written as base64 within the XML, which every ParaView reads back."""
    SaveData(path, proxy=source, DataMode="Binary")
    print(f"  {path}")


def describe(name, title, source, seconds):
    image, losses = arrays_of(source)
    field = image.GetFieldData()
    recipe = json.loads(field.GetAbstractArray("LossLandscapeRecipe").GetValue(0))
    centre = len(losses) // 2
    accuracy = image.GetPointData().GetArray("accuracy").GetValue(centre)
    error = image.GetPointData().GetArray("loss_standard_error").GetValue(centre)
    finite = losses[[math.isfinite(value) for value in losses]]
    chance = math.log(10.0)
    return "\n".join(
        [
            f"{title} ({name}), {recipe['network']['weights']} weights",
            f"  samples                        {recipe['data']['samples']} of Digits ({recipe['data']['split']})",
            f"  loss at the centre             {losses[centre]:.6g} +- {error:.2g} (standard error)",
            f"  accuracy at the centre         {accuracy:.2f} %",
            f"  loss over the plane            {finite.min():.4g} to {finite.max():.4g}, median {sorted(finite)[len(finite) // 2]:.4g}",
            f"  share of the plane below 0.1   {100 * (finite < 0.1).mean():.1f} %",
            f"  share worse than guessing      {100 * (finite > chance).mean():.1f} % (loss above ln 10)",
            f"  losses that are not finite     {field.GetArray('non_finite_losses').GetValue(0)}",
            f"  norms of the directions        {recipe['directions']['norms'][0]:.4f}, {recipe['directions']['norms'][1]:.4f}",
            f"  cosine between them            {recipe['directions']['cosines'][0]:+.5f}",
            f"  evaluated                      {len(losses)} points in {seconds:.0f} s, {len(losses) / seconds:.1f} points per second",
            "",
        ]
    )


def main():
    arguments = parse_arguments()
    if arguments.plugin:
        LoadPlugin(arguments.plugin, remote=False, ns=globals())
    os.makedirs(arguments.output, exist_ok=True)
    Delete(CreateRenderView())  # a missing display shows now, not after minutes of computing
    print(f"Computing {arguments.resolution} x {arguments.resolution} points for two networks:", flush=True)
    landscapes = {name: compute(name, title, arguments) for name, title in NETWORKS.items()}

    print("Writing:")
    log_range, contour_values = decades([source for source, _ in landscapes.values()])
    report, surfaces, flat = [], [], []
    for name, title in NETWORKS.items():
        source, seconds = landscapes[name]
        logarithms = logarithm(source)
        contours = Contour(
            Input=logarithms, ContourBy=["POINTS", "log10_loss"], Isosurfaces=contour_values
        )
        inline(os.path.join(arguments.output, f"{name}.vti"), source)
        inline(os.path.join(arguments.output, f"{name}_contours.vtp"), contours)
        surfaces.append(surface_view(title, logarithms, log_range, contour_values, arguments.range))
        flat.append(contour_view(title, logarithms, log_range, contours, arguments.range))
        report.append(describe(name, title, source, seconds))
    show_color_bar(surfaces[1])
    show_color_bar(flat[1])
    save_pair(surfaces, os.path.join(arguments.output, "surfaces.png"))
    save_pair(flat, os.path.join(arguments.output, "contours.png"))

    path = os.path.join(arguments.output, "report.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(report))
    print(f"  {path}\n")
    print("\n".join(report))


if __name__ == "__main__":
    main()
