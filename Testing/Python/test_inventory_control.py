# SPDX-License-Identifier: BSD-3-Clause
"""examples/inventory_control: a module's loss in a landscape is what PyTorch computed without this suite."""
import json
import os

import numpy as np

from landscapes import OUTPUT, array, fetch, load_plugin, run_tests, trajectory_of
from paraview import simple

RUN = os.path.join(OUTPUT, "examples", "inventory_control")
NAMES = ("return_loss", "actor_loss", "critic_loss")


def stated():
    with open(os.path.join(RUN, "losses.json"), encoding="utf-8") as file:
        return json.load(file)


def source(name):
    actor = "critic" if name == "critic_loss" else "actor"
    data = "states.npz" if name == "return_loss" else "batch.npz"
    iterations = stated()["losses"]["iteration"]
    return simple.LossLandscape(
        NetworkFile=os.path.join(RUN, name + ".pt"),
        Loss="Network Output",
        Dataset="Tensor File",
        DatasetPath=os.path.join(RUN, data),
        NumberOfSamples=0,
        Directions="PCA",
        IgnoreBiasAndNorm=0,
        CheckpointFiles=[os.path.join(RUN, f"{actor}_{iteration:04d}.pt") for iteration in iterations],
        Resolution=[3, 3, 1],
        Bounds=[-0.5, 0.5, -0.5, 0.5, 0.0, 0.0],
    )


def test_the_centre_has_the_loss_of_the_last_checkpoint():
    for name in NAMES:
        centre = array(fetch(source(name)), "loss")[4]
        expected = stated()["losses"][name][-1]
        assert np.isclose(centre, expected, rtol=1e-5, atol=1e-6), (name, centre, expected)


def test_every_checkpoint_has_its_loss():
    for name in NAMES:
        found = array(trajectory_of(source(name)), "loss")
        expected = stated()["losses"][name]
        assert len(set(expected)) == len(expected) > 2
        assert np.allclose(found, expected, rtol=1e-5, atol=1e-6), (name, found, expected)


def test_losses_around_the_centre_differ():
    for name in NAMES:
        losses = array(fetch(source(name)), "loss")
        assert np.isfinite(losses).all() and np.ptp(losses) > 1e-4, (name, losses)


def test_no_rule_beats_the_optimal_policy():
    costs = stated()["costs"]
    best = costs["optimal policy"]
    assert all(cost >= best - 1e-9 for cost in costs.values()), costs
    assert costs["agent"] < costs["agent at first"]


load_plugin()
run_tests(globals())
