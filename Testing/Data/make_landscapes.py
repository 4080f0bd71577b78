#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the fixtures in Testing/Data/landscapes with h5py, NumPy and struct.

Run it from any folder: python3 make_landscapes.py. The grid is NX by NY points; values are formulas that
the tests repeat. Made with h5py 3.7 (HDF5 1.10.8), NumPy 1.24.
"""
import os
import random
import struct

import h5py
import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "landscapes")
NX, NY, NZ = 4, 3, 2
X = np.linspace(-1.0, 0.5, NX)
Y = np.linspace(0.0, 0.5, NY)
Z = np.linspace(2.0, 3.0, NZ)


def place(name):
    return os.path.join(FOLDER, name)


def loss(x, y, z=0.0):
    return 3.0 + x + 10.0 * y + 100.0 * z


def accuracy(x, y):
    return 50.0 + x - y


def original_program(file, not_computed=()):
    """What plot_surface.py of loss-landscape does: arrays of shape (nx, ny), filled in the order of
    numpy.meshgrid, whose shape is (ny, nx); -1 until a point is computed."""
    file["dir_file"] = "directions.h5"
    file["xcoordinates"], file["ycoordinates"] = X, Y
    losses, accuracies = -np.ones((NX, NY)), -np.ones((NX, NY))
    xs, ys = (matrix.ravel() for matrix in np.meshgrid(X, Y))
    for index in range(losses.size):
        if index not in not_computed:
            losses.ravel()[index] = loss(xs[index], ys[index])
            accuracies.ravel()[index] = accuracy(xs[index], ys[index])
    file["train_loss"], file["train_acc"] = losses, accuracies


def hdf5_surfaces():
    with h5py.File(place("original.h5"), "w") as file:
        original_program(file)
    with h5py.File(place("unfinished.h5"), "w") as file:
        original_program(file, not_computed=(5, 11))
        file["train_loss"][0, 1] = np.nan  # flat index 1: x = -0.5, y = 0
    xs, ys = np.meshgrid(X, Y)
    with h5py.File(place("rows.h5"), "w") as file:
        file["xcoordinates"], file["ycoordinates"] = X, Y
        file["train_loss"] = loss(xs, ys).astype(">f4")
        file["test_loss"] = loss(xs, ys) + 1
        file["test_acc"] = np.full((NY, NX), -1)
        file["counts"] = np.arange(NX * NY, dtype="i2").reshape(NY, NX)
        file["directions"] = np.zeros(5)
        file.create_group("group")["inner"] = 1.0
        file["names"] = np.array([b"a", b"b"])
    with h5py.File(place("columns.h5"), "w") as file:
        file["xcoordinates"], file["ycoordinates"] = X, Y
        file["train_loss"] = loss(xs, ys).T
    with h5py.File(place("compressed.h5"), "w") as file:
        file["xcoordinates"], file["ycoordinates"] = X, Y
        file.create_dataset("train_loss", data=loss(xs, ys), chunks=(2, 2), compression="gzip", shuffle=True)
    with h5py.File(place("line.h5"), "w") as file:
        file["xcoordinates"] = X
        file["train_loss"], file["train_acc"] = loss(X, 0.0), accuracy(X, 0.0)
    zs, ys3, xs3 = np.meshgrid(Z, Y, X, indexing="ij")
    with h5py.File(place("volume.h5"), "w") as file:
        file["xcoordinates"], file["ycoordinates"], file["zcoordinates"] = X, Y, Z
        file["train_loss"] = loss(xs3, ys3, zs)
    with h5py.File(place("eigenvalues.h5"), "w") as file:
        file["xcoordinates"], file["ycoordinates"] = X, Y
        largest, smallest = loss(xs, ys), -loss(xs, ys)
        largest.ravel()[7], smallest.ravel()[7] = -1, 1
        file["max_eig"], file["min_eig"] = largest.reshape(NX, NY), smallest.reshape(NX, NY)
    with h5py.File(place("uneven.h5"), "w") as file:
        file["xcoordinates"], file["ycoordinates"] = np.array([-1.0, -0.5, 0.25, 0.5]), Y
        file["train_loss"] = loss(xs, ys)
    with h5py.File(place("coordinates-only.h5"), "w") as file:
        file["xcoordinates"], file["ycoordinates"] = X, Y
    with h5py.File(place("texts.h5"), "w") as file:
        file["xcoordinates"], file["train_loss"] = X, loss(X, 0.0)
        file["recipe"] = np.bytes_(b"{}")
    with h5py.File(place("trajectory.h5"), "w") as file:
        file["proj_xcoord"], file["proj_ycoord"] = X[::-1].copy(), X**2
        file["lengths"] = np.arange(4.0)


def hdf5_newest():
    """The same landscape as the newest formats of HDF5 1.10 lay it out: a group with an index of its own, and
    every index of chunks."""
    xs, ys = np.meshgrid(X, Y)
    with h5py.File(place("latest.h5"), "w", libver="latest") as file:
        original_program(file)
    layouts = {
        "fixed": {"chunks": (2, 2), "compression": "gzip", "shuffle": True, "fletcher32": True},
        "single": {"chunks": (NY, NX), "compression": "gzip"},
        "growing": {"chunks": (2, 2), "maxshape": (None, NX)},
        "tree": {"chunks": (1, 2), "maxshape": (None, None), "compression": "gzip"},
    }
    with h5py.File(place("latest-chunks.h5"), "w", libver="latest") as file:
        file["xcoordinates"], file["ycoordinates"] = X, Y
        file["train_loss"] = loss(xs, ys)
        for name, layout in layouts.items():
            file.create_dataset(name, data=loss(xs, ys), **layout)
    with h5py.File(place("latest-group.h5"), "w", libver="latest") as file:
        file["xcoordinates"], file["train_loss"] = X, loss(X, 0.0)
        for k in range(20):
            file[f"map {k}"] = (X + k).astype("f2")
        file["note"] = "caf\u00e9"
        file["empty"] = ""
        file["nothing"] = h5py.Empty("f8")


def write_direction(file, name, tensors):
    """What loss-landscape does: a group with a dataset per tensor."""
    group = file.create_group(name)
    for number, tensor in enumerate(tensors):
        group.create_dataset(str(number), data=tensor)


def hdf5_directions():
    tensors = [np.full((number + 1, 2), number + 0.5, dtype="f4") for number in range(11)]
    with h5py.File(place("directions.h5"), "w") as file:
        write_direction(file, "xdirection", tensors + [np.array(3)])
        write_direction(file, "ydirection", [-tensor for tensor in tensors])
    with h5py.File(place("directions-gap.h5"), "w") as file:
        write_direction(file, "xdirection", tensors[:3])
        del file["xdirection/1"]
    with h5py.File(place("directions-outside.h5"), "w") as file:
        write_direction(file, "xdirection", tensors[:1])
        file["xdirection"].create_dataset("1", shape=(NX,), dtype="f8", external=[("line.h5", 0, NX * 8)])


def lookup3(data):
    """Bob Jenkins' hash lookup3 (public domain), the checksum of HDF5's metadata."""
    def rotate(value, bits):
        return (value << bits | value >> (32 - bits)) & 0xFFFFFFFF

    words = list(struct.unpack(f"<{-(-len(data) // 12) * 3}I", data.ljust(-(-len(data) // 12) * 12, b"\0")))
    state = [(0xDEADBEEF + len(data)) & 0xFFFFFFFF] * 3
    while words:
        state = [(value + word) & 0xFFFFFFFF for value, word in zip(state, words)]
        words = words[3:]
        if words:
            for step, bits in enumerate((4, 6, 8, 16, 19, 4)):
                a, b, c = ((step + k) % 3 for k in range(3))
                state[a] = (state[a] - state[c] & 0xFFFFFFFF) ^ rotate(state[c], bits)
                state[c] = state[c] + state[b] & 0xFFFFFFFF
    for step, bits in enumerate((14, 11, 25, 16, 4, 14, 24)):
        c, b = (2 + step) % 3, (1 + step) % 3
        state[c] = (state[c] ^ state[b]) - rotate(state[b], bits) & 0xFFFFFFFF
    return state[2]


def hdf5_damaged():
    """A chunk of length 0, by which HDF5 1.10.8 divides."""
    with h5py.File(place("empty-chunk.h5"), "w", libver="latest") as file:
        file["xcoordinates"] = X
        file.create_dataset("train_loss", data=loss(X, 0.0), chunks=(3,))
    with open(place("empty-chunk.h5"), "r+b") as file:
        whole = bytearray(file.read())
        layout = bytes([4, 2, 0, 2, 1, 3, 8])  # version, chunked, flags, axes + 1, bytes of a length, lengths
        assert whole.count(layout) == 1
        place_of_length = whole.index(layout) + 5
        start = whole.rindex(b"OHDR", 0, place_of_length)
        end = next(end for end in range(place_of_length, len(whole) - 3)
                   if struct.pack("<I", lookup3(whole[start:end])) == whole[end:end + 4])
        whole[place_of_length] = 0
        whole[end:end + 4] = struct.pack("<I", lookup3(whole[start:end]))
        file.seek(0)
        file.write(whole)


def hdf5_hostile():
    with h5py.File(place("huge.h5"), "w") as file:
        file["xcoordinates"] = X
        file.create_dataset("train_loss", shape=(1 << 40,), chunks=(1 << 10,), dtype="f8")
    with h5py.File(place("unwritten.h5"), "w") as file:
        file["xcoordinates"] = X
        file.create_dataset("train_loss", shape=(1 << 26,), chunks=(1 << 10,), dtype="f8")
    with h5py.File(place("large-chunks.h5"), "w") as file:
        file["xcoordinates"] = X
        file.create_dataset("train_loss", data=loss(X, 0.0), maxshape=(None,), chunks=(1 << 20,), compression="gzip")
    with h5py.File(place("outside.h5"), "w") as file:
        file["xcoordinates"], file["train_loss"] = X, loss(X, 0.0)
        file["linked"] = h5py.ExternalLink("line.h5", "/train_loss")
        file.create_dataset("external", shape=(NX,), dtype="f8", external=[("line.h5", 0, NX * 8)])
        layout = h5py.VirtualLayout(shape=(NX,), dtype="f8")
        layout[:] = h5py.VirtualSource("line.h5", "train_loss", shape=(NX,))
        file.create_virtual_dataset("virtual", layout)


def numpy_surfaces():
    xs, ys = np.meshgrid(X, Y)
    values = {"xcoordinates": X, "ycoordinates": Y, "train_loss": loss(xs, ys), "train_acc": accuracy(xs, ys)}
    np.savez(place("stored.npz"), **values)
    np.savez_compressed(place("deflated.npz"), **values, note=np.array(["words"]))
    np.savez(place("axes.npz"), x=X, y=Y, loss=loss(xs, ys).T)
    np.savez(place("matrices.npz"), X=xs, Y=ys, Z=loss(xs, ys))
    np.savez(place("matrices-ij.npz"), X=xs.T, Y=ys.T, Z=loss(xs, ys).T)
    np.savez(place("random-matrices.npz"), X=xs, Y=ys**2 + xs, Z=loss(xs, ys))
    # Landscaper: as many steps along each axis, loss[i][j] at coordinates[0][i], coordinates[1][j].
    ranges = np.stack([X, 2 * X])
    first, second = np.meshgrid(*ranges, indexing="ij")
    np.savez(place("landscaper.npz"), loss=loss(first, second), coordinates=ranges)
    np.savez(place("nothing.npz"), weights=np.zeros(3))


def numpy_arrays():
    """Arrays without coordinates, array[x][y][z] unless they say otherwise."""
    xs, ys, zs = np.meshgrid(X, Y, Z, indexing="ij")
    plane = loss(xs, ys)[..., 0]
    np.save(place("plane.npy"), plane)
    np.save(place("fortran.npy"), np.asfortranarray(plane.astype(">f4")))
    np.save(place("rows.npy"), plane.T)
    np.save(place("profile.npy"), loss(X, 0.0).astype("f2"))
    np.save(place("volume.npy"), loss(xs, ys, zs))
    np.save(place("square.npy"), np.arange(9, dtype="i4").reshape(3, 3))
    holes = plane.copy()
    holes[1, 0], holes[2, 1] = np.nan, -1
    np.save(place("holes.npy"), holes)
    np.save(place("scalar.npy"), np.float64(1))
    np.save(place("four-axes.npy"), np.zeros((2, 2, 2, 2)))
    np.save(place("empty.npy"), np.zeros((0, 3)))
    np.save(place("objects.npy"), np.array([1.0, "words"], dtype=object), allow_pickle=True)


def ply(name, form, vertex_properties, rows, before=b"", extra=()):
    header = ["ply", f"format {form} 1.0", "comment made by make_landscapes.py", *extra]
    header += [f"element vertex {len(rows)}"] + [f"property {kind} {key}" for kind, key in vertex_properties]
    header += ["element face 0", "property list uchar int vertex_indices", "end_header"]
    codes = {"char": "b", "uchar": "B", "short": "h", "ushort": "H", "int": "i", "uint": "I",
             "int16": "h", "float": "f", "float32": "f", "double": "d", "float64": "d"}
    with open(place(name), "wb") as file:
        file.write("\n".join(header).encode() + b"\n" + before)
        for row in rows:
            if form == "ascii":
                file.write(" ".join(repr(value) for value in row).encode() + b"\n")
                continue
            order = "<" if form == "binary_little_endian" else ">"
            for (kind, _), value in zip(vertex_properties, row):
                if kind.startswith("list"):
                    file.write(struct.pack(order + "B" + "h" * len(value), len(value), *value))
                else:
                    file.write(struct.pack(order + codes[kind], value))


def ply_surfaces():
    random.seed(3)
    points = [(float(x), float(y)) for y in Y for x in X]
    ply("ascii.ply", "ascii", [("double", "x"), ("double", "y"), ("double", "z"), ("double", "s")],
        [(x, y, 0.0, float(loss(x, y))) for x, y in points])
    shuffled = random.sample(points, len(points))
    ply("little.ply", "binary_little_endian",
        [("float64", "s"), ("uchar", "flag"), ("float", "y"), ("list uchar short", "links"), ("float32", "x"),
         ("short", "count")],
        [(float(loss(x, y)), int(4 * y), y, (1, 2)[: int(y * 4)], x, -int(x * 2)) for x, y in shuffled])
    marks = b"".join(struct.pack(">BHHf", 2, 7, 8, 1.5) for _ in range(3))
    ply("big.ply", "binary_big_endian",
        [("double", "x"), ("double", "y"), ("double", "z"), ("double", "s"), ("uint", "id")],
        [(x, y, 0.0, float(loss(x, y)), k) for k, (x, y) in enumerate(reversed(points))],
        before=marks,
        extra=["element mark 3", "property list uchar ushort corners", "property float weight"])
    ply("volume.ply", "binary_little_endian",
        [("double", "x"), ("double", "y"), ("double", "z"), ("double", "s")],
        [(x, y, float(z), float(loss(x, y, z))) for x, y in points for z in Z])
    ply("gap.ply", "ascii", [("double", "x"), ("double", "y"), ("double", "s")],
        [(x, y, float(loss(x, y))) for x, y in points[:-1]])
    ply("twice.ply", "ascii", [("double", "x"), ("double", "y"), ("double", "s")],
        [(x, y, float(loss(x, y))) for x, y in points[:-1] + points[:1]])
    ply("warped.ply", "ascii", [("double", "x"), ("double", "y"), ("double", "z"), ("double", "s")],
        [(x, y, float(loss(x, y)), 1.0) for x, y in points])
    ply("mesh.ply", "ascii", [("double", "x"), ("double", "y"), ("double", "z")], [(0.0, 0.0, 0.0)])
    ply("claims.ply", "binary_little_endian", [("double", "x"), ("double", "y"), ("double", "s")], [])
    with open(place("claims.ply"), "r+b") as file:
        text = file.read().replace(b"element vertex 0", b"element vertex 99999999999")
        file.seek(0)
        file.write(text)


def text_trajectories():
    with open(place("trajectory.csv"), "w") as file:
        file.write("epoch,x,y,\"train loss\"\n")
        for k, (x, y) in enumerate(zip(X[::-1], X**2)):
            file.write(f"{k},{x},{y},{loss(x, y)}\n")
    with open(place("points.csv"), "w") as file:
        for x, y in zip(X[::-1], X**2):
            file.write(f"{x};\t{y:e}; nan\r\n")


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    hdf5_surfaces()
    hdf5_newest()
    hdf5_directions()
    hdf5_damaged()
    hdf5_hostile()
    numpy_surfaces()
    numpy_arrays()
    ply_surfaces()
    text_trajectories()
