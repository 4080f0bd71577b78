# SPDX-License-Identifier: BSD-3-Clause
"""A training run on its landscape as glTF 2.0, for virtual reality headsets, web pages and modelling programs.

    pvpython examples/export_gltf.py [--output FOLDER] [--architecture NAME] [--epochs N] [--samples N]
                                     [--resolution N] [--cifar10 FOLDER] [--levels N]
                                     [--plugin LossLandscape.so]
    pvpython examples/export_gltf.py --landscape FILE --trajectory FILE [--output FOLDER]

Landscape and run come from training_run.py, which see. Writes FOLDER/landscape.gltf, one file with all data
inside: meshes `surface` (of log10 loss), `contours` and `trajectory` (tubes; its colour is the checkpoints' own loss).
As glTF has it, lengths are metres and y points up: the longer side of the landscape is 1 m, heights are
0.3 m, and the origin is in the middle. Needs a display: ParaView exports what it has rendered.
"""
import json
import os

from paraview.simple import *  # noqa: F401,F403

import numpy as np

import training_run
from analyse_landscape import extent_of, new_view, show_in, with_height
from displays import surface_normals

METRES, HEIGHT, RADIUS = 1.0, 0.3, 0.004


def parse_arguments():
    parser = training_run.new_parser(__doc__)
    parser.add_argument("--levels", type=int, default=12, help="contours")
    return training_run.checked(parser)


class Placement:
    """From plane coordinates and heights to metres with y up and the origin in the middle of the surface."""

    def __init__(self, landscape):
        self.low, self.high = landscape.PointData["height"].GetRange()
        self.size = extent_of(landscape)
        self.scale = HEIGHT * self.size / (self.high - self.low) if self.high > self.low else 1.0
        self.bounds = landscape.GetDataInformation().GetBounds()

    def __call__(self, source):
        factor = METRES / self.size
        x, y = (self.bounds[0] + self.bounds[1]) / 2, (self.bounds[2] + self.bounds[3]) / 2
        z = self.scale * (self.low + self.high) / 2
        placed = Transform(Input=source)
        placed.Transform.Scale = [factor] * 3
        placed.Transform.Rotate = [-90.0, 0.0, 0.0]
        placed.Transform.Translate = [-factor * x, -factor * z, factor * y]
        return placed


def with_normals(source, name):
    """Under the name by which the exporter finds them: without normals, glTF programs shade every triangle flat."""
    return Calculator(Input=source, ResultArrayName="NORMAL", Function=name)


def surface_of(landscape, place):
    raised = WarpByScalar(Input=landscape, Scalars=["POINTS", "height"], ScaleFactor=place.scale)
    surface = surface_normals(Input=ExtractSurface(Input=raised), FeatureAngle=180.0)
    return with_normals(place(surface), "Normals")


def tube_on(line, place, radius):
    """`line` has its height in `surface_loss`."""
    raised = WarpByScalar(Input=line, Scalars=["POINTS", "surface_loss"], ScaleFactor=place.scale)
    tube = Tube(Input=raised, Radius=radius * place.size, NumberofSides=8)
    return with_normals(place(tube), "TubeNormals")


def contours_of(landscape, place, count):
    levels = list(np.linspace(place.low, place.high, count + 2)[1:-1])
    contours = Contour(Input=landscape, ContourBy=["POINTS", "height"], Isosurfaces=levels)
    # Strips give a tube all along; single segments would each have ends.
    lines = TriangleStrips(Input=contours)
    line = TrajectoryOnLandscape(Trajectory=lines, Landscape=landscape, Scalars=["POINTS", "height"])
    return tube_on(line, place, RADIUS / 4)


def linear(colour):
    """Colours of glTF materials are linear, those of the screen are not (IEC 61966-2-1)."""
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]


def show_surface(view, surface):
    display = Show(surface, view)
    display.Representation = "Surface"
    ColorBy(display, ("POINTS", "height"))
    # As a texture: colours of vertices are taken as linear, those of textures are not.
    display.InterpolateScalarsBeforeMapping = 1


def tidy(path, meshes):
    """Names the meshes, shows both sides of them, and mends what glTF does not allow: an image is no vertex buffer."""
    with open(path, encoding="utf-8") as file:
        scene = json.load(file)
    counts = [scene["accessors"][m["primitives"][0]["attributes"]["POSITION"]]["count"] for m in scene["meshes"]]
    expected = [source.GetDataInformation().GetNumberOfPoints() for source in meshes.values()]
    if counts != expected:
        raise RuntimeError(f"{path}: expected meshes of {expected} points, found {counts}")
    for node in scene["nodes"]:
        if "mesh" in node:
            name = list(meshes)[node["mesh"]]
            node["name"] = scene["meshes"][node["mesh"]]["name"] = name
    for material in scene["materials"]:
        material["doubleSided"] = True
    for image in scene["images"]:
        scene["bufferViews"][image["bufferView"]].pop("target", None)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(scene, file)


def main():
    arguments = parse_arguments()
    if arguments.plugin:
        LoadPlugin(arguments.plugin, remote=False, ns=globals())
        LoadPlugin(arguments.plugin, remote=False, ns=vars(training_run))
    os.makedirs(arguments.output, exist_ok=True)
    source, run = training_run.landscape_and_run(arguments)
    landscape, height = with_height(source)
    landscape.UpdatePipeline()
    print(f"{landscape.GetDataInformation().GetNumberOfPoints()} points, height = {height}")
    place = Placement(landscape)
    meshes = {
        "surface": surface_of(landscape, place),
        "contours": contours_of(landscape, place, arguments.levels),
        "trajectory": tube_on(training_run.fine_run(run, landscape), place, RADIUS),
    }
    view = new_view(([0.0, 1.0, 1.5], [0.0, 1.0, 0.0]))
    show_surface(view, meshes["surface"])
    show_in(Show(meshes["contours"], view), linear([0.35, 0.35, 0.35]))
    training_run.colour_by_loss(Show(meshes["trajectory"], view), meshes["trajectory"])
    path = os.path.join(arguments.output, "landscape.gltf")
    ExportView(path, view=view, InlineData=1, SaveNormal=1)
    tidy(path, meshes)
    print(f"wrote {path}: {os.path.getsize(path) / 1e6:.2f} MB, {', '.join(meshes)}")


if __name__ == "__main__":
    main()
