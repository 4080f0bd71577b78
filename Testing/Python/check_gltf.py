#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""check_gltf.py FILE: reads what examples/export_gltf.py wrote by the glTF 2.0 specification, with nothing but NumPy."""
import base64
import json
import math
import os
import sys

import numpy as np

TYPES = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
DATA = "data:application/octet-stream;base64,"
PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 5_000_000


class Scene:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.json = json.load(file)
        assert self.json["asset"]["version"] == "2.0"
        self.buffers = [self.buffer(item) for item in self.json["buffers"]]

    @staticmethod
    def buffer(item):
        assert item["uri"].startswith(DATA), "not inside the file: " + item["uri"][:40]
        data = base64.b64decode(item["uri"][len(DATA) :], validate=True)
        assert len(data) == item["byteLength"], (len(data), item["byteLength"])
        return data

    def view(self, index):
        view = self.json["bufferViews"][index]
        first, length = view.get("byteOffset", 0), view["byteLength"]
        data = self.buffers[view["buffer"]][first : first + length]
        assert "byteStride" not in view and len(data) == length > 0
        return data

    def accessor(self, index):
        item = self.json["accessors"][index]
        kind, width, first = TYPES[item["componentType"]], COMPONENTS[item["type"]], item.get("byteOffset", 0)
        assert first % np.dtype(kind).itemsize == 0
        values = np.frombuffer(self.view(item["bufferView"]), kind, item["count"] * width, first)
        values = values.reshape(item["count"], width)
        assert np.isfinite(values).all()
        for name, limit in (("min", values.min), ("max", values.max)):
            if name in item:
                # Numbers of the file have more digits than single precision.
                assert np.array_equal(np.float32(item[name]), limit(axis=0)), (name, item[name], limit(axis=0))
        return values


def check_nodes(scene):
    """Every mesh is in the scene once, in its own coordinates, and has a name."""
    content = scene.json
    shown, waiting = [], list(content["scenes"][content["scene"]]["nodes"])
    while waiting:
        node = content["nodes"][waiting.pop()]
        waiting += node.get("children", [])
        if "mesh" in node:
            assert not {"matrix", "scale", "rotation", "translation"} & set(node)
            shown.append(content["meshes"][node["mesh"]]["name"])
    assert sorted(shown) == ["contours", "surface", "trajectory"], shown


def check_triangles(scene, mesh):
    """Points and normals of a mesh of triangles."""
    (part,) = mesh["primitives"]
    assert part["mode"] == 4
    points = scene.accessor(part["attributes"]["POSITION"])
    assert {"min", "max"} <= set(scene.json["accessors"][part["attributes"]["POSITION"]])
    triangles = scene.accessor(part["indices"])
    assert len(triangles) > 0 and len(triangles) % 3 == 0 and triangles.max() < len(points)
    normals = scene.accessor(part["attributes"]["NORMAL"])
    assert normals.shape == points.shape
    assert np.abs(np.linalg.norm(normals, axis=1) - 1.0).max() < 1e-3, mesh["name"]
    check_colours(scene, part, len(points))
    points, triangles = points.astype(float), triangles.reshape(-1, 3)
    check_sides(points, normals, triangles, 1.0 if mesh["name"] == "surface" else 0.99)
    return points, normals, triangles


def check_sides(points, normals, triangles, share):
    """The side from which a triangle's corners go counter-clockwise is its front, which normals point away from. A tube
    folds inside bends that are tighter than its radius: at least `share` of the area must be right."""
    a, b, c = points[triangles].transpose(1, 0, 2)
    fronts = np.cross(b - a, c - a)
    right = np.einsum("ij,ij->i", fronts, normals[triangles].mean(axis=1)) >= 0.0
    areas = np.linalg.norm(fronts, axis=1)
    assert areas[right].sum() >= share * areas.sum(), areas[right].sum() / areas.sum()


def check_colours(scene, part, count):
    """A material of one colour, or a texture and where each point lies in it."""
    content = scene.json
    material = content["materials"][part["material"]]
    colour = material["pbrMetallicRoughness"]
    factor = colour["baseColorFactor"]
    assert material["doubleSided"] and len(factor) == 4 and all(0.0 <= value <= 1.0 for value in factor)
    if "baseColorTexture" not in colour:
        assert max(factor[:3]) < 0.9
        return
    image = content["images"][content["textures"][colour["baseColorTexture"]["index"]]["source"]]
    assert "target" not in content["bufferViews"][image["bufferView"]]
    assert image["mimeType"] == "image/png" and scene.view(image["bufferView"]).startswith(PNG)
    places = scene.accessor(part["attributes"]["TEXCOORD_0"])
    assert places.shape == (count, 2) and places.min() >= 0.0 and places.max() <= 1.0
    assert places[:, 0].max() - places[:, 0].min() > 0.5, "all of one colour"


def check_surface(points, normals, triangles):
    """One metre long, 0.3 m high, in the middle of the coordinates; y points up."""
    low, high = points.min(axis=0), points.max(axis=0)
    assert np.abs(low + high).max() < 1e-5, (low, high)
    assert abs(max(high[0] - low[0], high[2] - low[2]) - 1.0) < 1e-5
    assert abs(high[1] - low[1] - 0.3) < 1e-5
    assert (normals[:, 1] > 0.0).all()
    # A surface over a plane: its triangles' shadows fill the rectangle once.
    corners = points[triangles][:, :, [0, 2]]
    (ax, az), (bx, bz) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    area = np.abs(ax * bz - az * bx).sum() / 2.0
    assert math.isclose(area, (high[0] - low[0]) * (high[2] - low[2]), rel_tol=1e-4)


def main():
    path = sys.argv[1]
    assert os.path.getsize(path) < LARGEST
    scene = Scene(path)
    check_nodes(scene)
    for index in range(len(scene.json["accessors"])):
        scene.accessor(index)
    meshes = {mesh["name"]: check_triangles(scene, mesh) for mesh in scene.json["meshes"]}
    check_surface(*meshes["surface"])
    for name, (points, _, triangles) in meshes.items():
        # Tubes are a few millimetres thick.
        assert np.abs(points).max() < 0.51, (name, points.min(axis=0), points.max(axis=0))
        print(f"ok: {name}, {len(points)} points, {len(triangles)} triangles")


main()
