# SPDX-License-Identifier: BSD-3-Clause
"""Actor, critic, and the modules that return a loss from their batch: `Loss = Network Output` calls them with inputs and
targets. Inputs are states (stock, arriving units), a row each."""
import torch
from torch import nn

from inventory import CAPACITY, MAXIMUM_ORDER, ORDERS, all_states, expected_costs, policy_costs, stock_chances

CLIP, ENTROPY = 0.2, 0.005
COST_SCALE = 10.0  # about the costs of a period: the critic's unit


class Perceptron(nn.Module):
    def __init__(self, outputs, width=32):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(2, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, outputs)
        )
        self.capacity, self.maximum_order = float(CAPACITY), float(MAXIMUM_ORDER)

    def forward(self, states):
        stock, arriving = states[:, 0] / self.capacity, states[:, 1] / self.maximum_order
        return self.layers(torch.stack([2 * stock - 1, 2 * arriving - 1], 1))


class ActorLoss(nn.Module):
    """The clipped surrogate of proximal policy optimisation (Schulman et al. 2017, equation 7) with an entropy bonus, per
    sample. Targets: order, logarithm of its probability when it was drawn, advantage."""

    def __init__(self):
        super().__init__()
        self.actor = Perceptron(ORDERS)
        self.clip, self.entropy = CLIP, ENTROPY

    def forward(self, states, targets):
        logs = self.actor(states).log_softmax(1)
        ratio = (logs.gather(1, targets[:, :1].long())[:, 0] - targets[:, 1]).exp()
        advantage = targets[:, 2]
        clipped = ratio.clamp(1 - self.clip, 1 + self.clip)
        entropy = -(logs.exp() * logs).sum(1)
        return -torch.minimum(ratio * advantage, clipped * advantage) - self.entropy * entropy


class CriticLoss(nn.Module):
    """Squared error of the expected costs, per sample. Targets: as above, then the costs that followed."""

    def __init__(self):
        super().__init__()
        self.critic = Perceptron(1)
        self.scale = COST_SCALE

    def costs(self, states):
        return self.scale * self.critic(states)[:, 0]

    def forward(self, states, targets):
        return (self.costs(states) - targets[:, 3]).square()


class ReturnLoss(nn.Module):
    """What the actor is trained for: minus its expected return, that is, the exact costs from each state. No targets; its
    parameters are those of ActorLoss."""

    def __init__(self):
        super().__init__()
        self.actor = Perceptron(ORDERS)
        # Attributes, no buffers: a checkpoint of the actor need not bring them.
        self.all_states = all_states().float()
        self.chances, self.costs = stock_chances(), expected_costs()
        self.orders = ORDERS

    def forward(self, states):
        device = states.device
        policy = self.actor(self.all_states.to(device)).double().softmax(1)
        costs = policy_costs(policy, self.chances.to(device), self.costs.to(device))
        return costs[(states[:, 0] * self.orders + states[:, 1]).long()]
