#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Trains an agent that controls an inventory, and writes its losses as TorchScript modules.

    python3 examples/inventory_control/train_agent.py [--output FOLDER] [--iterations N] [--seed N]

Proximal policy optimisation with generalised advantages, actor and critic being perceptrons with two hidden
layers, on the problem of inventory.py; needs PyTorch 1.13 and NumPy, one thread, no display. Writes into FOLDER:

    actor_loss.pt, critic_loss.pt    loss per transition of a batch (networks.py)
    return_loss.pt                   minus the expected return from a state: exact, not from a batch
    batch.npz                        the transitions of the last policy: states; orders, log probabilities, advantages, costs
    states.npz                       every state once, for return_loss.pt
    actor_NNNN.pt, critic_NNNN.pt    state dicts of the run, one per five iterations
    losses.json                      the three losses of each of them, and the costs of simpler rules

landscapes.py draws them.
"""
import argparse
import json
import os

import numpy as np
import torch

import inventory
from networks import ActorLoss, CriticLoss, ReturnLoss

STORES, PERIODS = 64, 32  # a batch
EPOCHS, MINIBATCH = 4, 512
LEARNING_RATE, TRACE = 3e-3, 0.95
CHECKPOINT_EVERY = 5


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", default="output/inventory_control", help="folder for the results")
    parser.add_argument("--iterations", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Stores:
    """Many of them, each with its own demand, that go on from batch to batch."""

    def __init__(self):
        self.states = inventory.all_states()[torch.randint(inventory.STATES, (STORES,))]
        self.chances = inventory.demand_chances()

    def step(self, order):
        """Costs of the period, per period of the discounted sum."""
        stock, arriving = self.states.T
        demand = torch.multinomial(self.chances, STORES, replacement=True)
        self.states = torch.stack([inventory.next_stock(stock, arriving, demand), order], 1)
        return (1 - inventory.DISCOUNT) * inventory.period_cost(stock, order, demand)


@torch.no_grad()
def collect(stores, actor, critic):
    """The batch that the present policy meets: states and targets of networks.py, sample by sample."""
    states, orders, logs, costs = [], [], [], []
    for _ in range(PERIODS):
        states.append(stores.states.float())
        chances = actor.actor(states[-1]).log_softmax(1)
        orders.append(torch.multinomial(chances.exp(), 1)[:, 0])
        logs.append(chances.gather(1, orders[-1][:, None])[:, 0])
        costs.append(stores.step(orders[-1]).float())
    values = [critic.costs(some) for some in [*states, stores.states.float()]]
    advantages = generalised_advantages(costs, values)
    followed = torch.stack(values[:-1]) - advantages
    advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
    columns = torch.stack(orders).float(), torch.stack(logs), advantages, followed
    return torch.cat(states), torch.stack([column.flatten() for column in columns], 1)


def generalised_advantages(costs, values):
    """Schulman et al. 2016, equation 16; positive where an order was cheaper than expected."""
    advantages, advantage = [], torch.zeros(STORES)
    for period in reversed(range(PERIODS)):
        saved = values[period] - costs[period] - inventory.DISCOUNT * values[period + 1]
        advantage = saved + inventory.DISCOUNT * TRACE * advantage
        advantages.insert(0, advantage)
    return torch.stack(advantages)


def learn(modules, optimizer, batch):
    states, targets = batch
    for _ in range(EPOCHS):
        for some in torch.randperm(len(states)).split(MINIBATCH):
            optimizer.zero_grad()
            sum(module(states[some], targets[some]).mean() for module in modules).backward()
            optimizer.step()


def train(arguments, actor, critic):
    """Returns the numbers of the checkpoints."""
    parameters = [*actor.parameters(), *critic.parameters()]
    optimizer = torch.optim.Adam(parameters, LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / arguments.iterations)
    stores = Stores()
    saved = []
    for iteration in range(arguments.iterations + 1):
        if iteration % CHECKPOINT_EVERY == 0 or iteration == arguments.iterations:
            saved.append(iteration)
            for name, module in (("actor", actor), ("critic", critic)):
                torch.save(module.state_dict(), checkpoint(arguments, name, iteration))
        batch = collect(stores, actor, critic)
        if iteration < arguments.iterations:
            learn((actor, critic), optimizer, batch)
            schedule.step()
    return saved, batch


def checkpoint(arguments, name, iteration):
    return os.path.join(arguments.output, f"{name}_{iteration:04d}.pt")


@torch.no_grad()
def losses_of_run(arguments, saved, modules):
    """Mean losses of the checkpoints, by the module's name."""
    losses = {"iteration": saved}
    for name, (module, weights, data) in modules.items():
        losses[name] = []
        for iteration in saved:
            module.load_state_dict(torch.load(checkpoint(arguments, weights, iteration)))
            losses[name].append(module(*data).double().mean().item())
    return losses


def rules():
    (constant, order), (levels, lower, upper) = inventory.best_constant_order(), inventory.best_two_levels()
    return {
        f"best constant order ({order})": constant,
        f"best (s, S) rule ({lower}, {upper})": levels,
        "optimal policy": inventory.optimal_cost(),
    }


@torch.no_grad()
def most_likely_cost(actor):
    """Costs if always the most likely order is placed."""
    return inventory.mean_cost(actor.actor(inventory.all_states().float()).argmax(1))


def main():
    arguments = parse_arguments()
    os.makedirs(arguments.output, exist_ok=True)
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    actor, critic = ActorLoss(), CriticLoss()
    saved, batch = train(arguments, actor, critic)
    states = (inventory.all_states().float(),)
    modules = {
        "actor_loss": (actor, "actor", batch),
        "critic_loss": (critic, "critic", batch),
        "return_loss": (ReturnLoss(), "actor", states),
    }
    losses = losses_of_run(arguments, saved, modules)
    for name, (module, _, _) in modules.items():
        torch.jit.script(module).save(os.path.join(arguments.output, name + ".pt"))
    np.savez(os.path.join(arguments.output, "batch.npz"), inputs=batch[0].numpy(), targets=batch[1].numpy())
    np.savez(
        os.path.join(arguments.output, "states.npz"),
        inputs=states[0].numpy(),
        targets=np.zeros(inventory.STATES, np.float32),
    )
    costs = {
        "agent at first": losses["return_loss"][0],
        "agent": losses["return_loss"][-1],
        "agent, always the most likely order": most_likely_cost(actor),
        **rules(),
    }
    print("expected costs per period, discounted, mean of all states to start from:")
    for name, cost in costs.items():
        print(f"  {cost:8.4f}  {name}")
    with open(os.path.join(arguments.output, "losses.json"), "w", encoding="utf-8") as file:
        json.dump({"losses": losses, "costs": costs}, file, indent=1)


if __name__ == "__main__":
    main()
