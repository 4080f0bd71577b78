# SPDX-License-Identifier: BSD-3-Clause
"""Grids on which surfaces are evaluated: arrays are indexed [k][j][i] for z, y, x."""
import numpy


class Grid:
    """`resolution` and `bounds` per axis, one to three axes. A single point lies in the middle of
    its bounds; axes that are not there lie at 0."""

    def __init__(self, resolution, bounds):
        self.dimension = len(resolution)
        self.bounds = bounds
        self.axes = [self.axis(*entry) for entry in zip(resolution, bounds)]
        self.axes += [numpy.zeros(1)] * (3 - self.dimension)

    @staticmethod
    def axis(points, bounds):
        first, last = bounds
        if points == 1:
            return numpy.array([(first + last) / 2.0])
        return first + numpy.arange(points) * ((last - first) / (points - 1))

    def coordinates(self):
        """Array (nz, ny, nx, 3) of x, y, z."""
        z, y, x = numpy.meshgrid(*reversed(self.axes), indexing="ij")
        return numpy.stack([x, y, z], axis=-1)

    def description(self):
        return {
            "dimension": numpy.array(self.dimension),
            "bounds": numpy.array(self.bounds, dtype=float),
            "x": self.axes[0],
            "y": self.axes[1],
            "z": self.axes[2],
        }


GRIDS = {
    "plane7x5": Grid((7, 5), ((-1.0, 0.5), (0.0, 1.0))),
    "plane1x9": Grid((1, 9), ((-1.0, 0.5), (0.0, 1.0))),
    "line9": Grid((9,), ((-1.0, 1.0),)),
    "volume4x3x2": Grid((4, 3, 2), ((-1.0, 0.5), (0.0, 1.0), (-0.5, 0.5))),
}
