#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""check_landscape_files.py FOLDER: opens what test_readers.py has saved with h5py, and does with it what
loss-landscape's plot_1D.py, plot_2D.py and scheduler.py do."""
import os
import sys

import h5py
import numpy as np

FOLDER = sys.argv[1]


def himmelblau(x, y):
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


def check_hdf5():
    with h5py.File(os.path.join(FOLDER, "saved.h5"), "r") as file:
        x, y = np.array(file["xcoordinates"][:]), np.array(file["ycoordinates"][:])
        loss, accuracy = np.array(file["train_loss"][:]), np.array(file["train_acc"][:])
    assert len(x) == 7 and len(y) == 5
    # plot_2D.py: contour(X, Y, Z) needs equal shapes and Z at (X, Y).
    xs, ys = np.meshgrid(x, y)
    assert xs.shape == loss.shape == accuracy.shape
    assert np.allclose(loss, himmelblau(xs, ys), rtol=1e-12)
    # scheduler.py: where a value is still to be computed, and at which coordinates.
    indices = np.arange(loss.size)[accuracy.ravel() <= 0]
    assert len(indices) == 35
    assert np.allclose(himmelblau(xs.ravel()[indices], ys.ravel()[indices]), loss.ravel()[indices])


def check_ply():
    """A reader of ascii PLY files by the book."""
    with open(os.path.join(FOLDER, "saved-ascii.ply"), encoding="ascii") as file:
        lines = [line.strip() for line in file]
    end = lines.index("end_header")
    names = [line.split()[-1] for line in lines[:end] if line.startswith("property double")]
    assert names == ["x", "y", "z", "s"], names
    assert "element vertex 35" in lines and "element face 24" in lines
    rows = np.array([[float(word) for word in line.split()] for line in lines[end + 1 : end + 36]])
    assert np.allclose(rows[:, 3], himmelblau(rows[:, 0], rows[:, 1]), rtol=1e-12)
    faces = [[int(word) for word in line.split()] for line in lines[end + 36 :]]
    assert len(faces) == 24
    for face in faces:
        corners = rows[face[1:], :2]
        edges = np.abs(np.diff(np.vstack([corners, corners[:1]]), axis=0))
        assert face[0] == 4 and ((edges > 0).sum(axis=1) == 1).all(), face


check_hdf5()
check_ply()
print(f"ok: h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version}")
