# SPDX-License-Identifier: BSD-3-Clause
"""TorchScript modules that return a loss themselves: called with (inputs, targets), their
parameters are named as those of the multilayer perceptron."""
import torch
from torch.nn import functional

import networks


class SquaredError(networks.Mlp):
    """Per sample: squared error summed over outputs, to one-hot classes (integer targets) or to the
    targets themselves (floating point)."""

    def forward(self, inputs, targets):
        scores = self.scores(inputs)
        if not targets.is_floating_point():
            targets = functional.one_hot(targets, scores.size(1)).to(scores.dtype)
        return (scores - targets).pow(2).sum(1)


class ShiftedLikelihood(networks.Mlp):
    """A single number: the mean negative log-likelihood of the batch minus 5, which is negative."""

    def forward(self, inputs, targets):
        return functional.cross_entropy(self.scores(inputs), targets) - 5.0


class PartlyUndefined(networks.Mlp):
    """Per sample: squared error (summed over outputs) to one-hot classes, minus the logarithm of
    one entry of the first layer's weight (NaN where it is negative), plus 0.01 over the positive
    part of another (infinite where it is negative). The entries are flat indices."""

    def __init__(self, widths, undefined_entry, infinite_entry):
        super().__init__(widths)
        self.undefined_entry = undefined_entry
        self.infinite_entry = infinite_entry

    def entry(self, index: int):
        return self.layers[0].weight.flatten()[index]

    def forward(self, inputs, targets):
        scores = self.scores(inputs)
        expected = functional.one_hot(targets, scores.size(1)).to(scores.dtype)
        squares = (scores - expected).pow(2).sum(1)
        pole = 0.01 / torch.relu(self.entry(self.infinite_entry))
        return squares - torch.log(self.entry(self.undefined_entry)) + pole
