# SPDX-License-Identifier: BSD-3-Clause
"""make_connectivity.py OUT: losses of a few weights between whose minima the best Bezier curve is known.

Writes OUT/connectivity: for each NAME below NAME.pt (TorchScript, returns the loss), NAME_first.pt and
NAME_second.pt (state dicts of the ends) and NAME.npz (see README.md); data.npz.
"""
import pathlib
import sys

import numpy
import torch

POINTS = 61
SAMPLES = 64


class Ring(torch.nn.Module):
    """(|w|^2 - 1)^2 for two weights: minima on the unit circle, a hill inside."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(2, dtype=torch.float64))

    def forward(self, inputs, targets):
        return (self.weight.dot(self.weight) - 1.0).square().repeat(inputs.size(0))


class Bowl(torch.nn.Module):
    """1/2 (w - m)' A (w - m) for four weights."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(4, dtype=torch.float64))
        self.register_buffer("curvature", torch.tensor([2.0, 1.5, 1.2, 1.0], dtype=torch.float64))
        self.register_buffer("minimum", torch.tensor([0.3, -0.2, 0.9, 0.1], dtype=torch.float64))

    def forward(self, inputs, targets):
        step = self.weight - self.minimum
        return (0.5 * step.dot(self.curvature * step)).repeat(inputs.size(0))


RING_ENDS = numpy.array([[1.0, 0.0], [numpy.cos(2.6), numpy.sin(2.6)]])
BOWL_ENDS = numpy.array([[1.0, 0.5, -0.4, 0.2], [-0.6, 1.2, 0.3, -0.8]])


def curve(t, ends, bend):
    t = t[:, None]
    return (1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * bend + t**2 * ends[1]


def ring_loss(points):
    return ((points**2).sum(1) - 1.0) ** 2


def ring_bend():
    """Gradient descent on the mean over t, which Gauss's quadrature gives exactly (degree 8 in t)."""
    nodes, weights = numpy.polynomial.legendre.leggauss(8)
    t, weights = (nodes + 1.0) / 2.0, weights / 2.0
    bend = RING_ENDS.mean(0)
    for _ in range(200000):
        points = curve(t, RING_ENDS, bend)
        slopes = 4.0 * ((points**2).sum(1) - 1.0)[:, None] * points
        gradient = ((weights * 2 * t * (1 - t))[:, None] * slopes).sum(0)
        bend = bend - 0.05 * gradient
        if numpy.linalg.norm(gradient) < 1e-13:
            return bend
    raise RuntimeError("gradient descent has not converged")


def bowl_bend():
    """Where the mean over t of the gradient is zero: the integrals are values of the beta function."""
    minimum = Bowl().minimum.numpy()
    return 2.5 * minimum - 0.75 * BOWL_ENDS.sum(0)


def write(folder, name, network, ends, arrays):
    torch.jit.script(network).save(str(folder / f"{name}.pt"))
    for place, weights in zip(("first", "second"), ends):
        torch.save({**network.state_dict(), "weight": torch.from_numpy(weights)}, folder / f"{name}_{place}.pt")
    numpy.savez(folder / f"{name}.npz", **arrays)


def main():
    folder = pathlib.Path(sys.argv[1]) / "connectivity"
    folder.mkdir(parents=True, exist_ok=True)
    numpy.savez(
        folder / "data.npz",
        inputs=numpy.linspace(0.0, 1.0, SAMPLES, dtype=numpy.float32)[:, None],
        targets=numpy.arange(SAMPLES) % 2,
    )
    t = numpy.linspace(0.0, 1.0, POINTS)
    bend = ring_bend()
    losses = ring_loss(curve(t, RING_ENDS, bend))
    line = ring_loss((1 - t)[:, None] * RING_ENDS[0] + t[:, None] * RING_ENDS[1])
    write(folder, "ring", Ring(), RING_ENDS, {"bend": bend, "curve_barrier": losses.max(), "line_loss": line})
    write(folder, "bowl", Bowl(), BOWL_ENDS, {"bend": bowl_bend()})
    print(f"ring: barrier {losses.max():.4f} on the best curve, {line.max():.4f} on the line; bend {bend}")


main()
