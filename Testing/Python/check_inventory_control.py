#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""check_inventory_control.py FOLDER: return_loss.pt states what a simulation of its policy costs on average.

The simulation is written from the words of examples/inventory_control/inventory.py, not from its code.
"""
import os
import sys

import numpy as np
import torch

FOLDER = sys.argv[1]
STORES, PERIODS, DISCOUNT = 20000, 200, 0.95

torch.set_num_threads(1)
module = torch.jit.load(os.path.join(FOLDER, "return_loss.pt"))
states = np.load(os.path.join(FOLDER, "states.npz"))["inputs"]
with torch.no_grad():
    stated = module(torch.from_numpy(states)).numpy()
    policy = module.actor(torch.from_numpy(states)).double().softmax(1).numpy()
assert states.shape == (231, 2) and stated.shape == (231,)

random = np.random.default_rng(5)
at = random.integers(0, 231, STORES)
stock, arriving = states[at].astype(int).T
costs = np.zeros(STORES)
for period in range(PERIODS):
    chances = policy[11 * stock + arriving].cumsum(axis=1)
    order = (random.random((STORES, 1)) > chances / chances[:, -1:]).sum(axis=1)
    demand = random.poisson(4.0, STORES)
    sold = np.minimum(stock, demand)
    cost = 5.0 * (order > 0) + 1.0 * (stock - sold) + 9.0 * (demand - sold)
    costs += (1.0 - DISCOUNT) * DISCOUNT**period * cost
    stock, arriving = np.minimum(stock - sold + arriving, 20), order

# What is left after 200 periods is a share of 4e-5.
difference = costs - stated[at]
error = difference.std() / np.sqrt(STORES)
assert error < 0.02 and abs(difference.mean()) < 4.0 * error + 1e-3, (difference.mean(), error)
print(f"ok: simulated {costs.mean():.4f}, stated {stated[at].mean():.4f}, standard error {error:.4f}")
