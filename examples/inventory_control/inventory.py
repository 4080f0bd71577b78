# SPDX-License-Identifier: BSD-3-Clause
"""A small inventory problem, with exact costs: one item, random demand, lost sales, orders that take two periods.

State: units in stock (0 to 20) and units that arrive at the start of the next period (0 to 10). Each
period: choose the order (0 to 10 units), meet what demand (Poisson, mean 4) the stock can meet, lose the
rest, receive what was ordered the period before (what does not fit is sent back). Costs: 5 for placing
an order of any size, 1 for each unit left in stock, 9 for each unit of demand lost; discounted by 0.95 per period.

Demand does not depend on the order: the chance of the next stock is a matrix (state x stock), and a policy is a
matrix (state x order) of probabilities. That makes the expected costs of any policy the solution of 231
linear equations: nothing here is estimated from samples, but for the transitions that an agent learns from.
"""
import functools
import math

import torch

CAPACITY, MAXIMUM_ORDER = 20, 10
STOCKS, ORDERS = CAPACITY + 1, MAXIMUM_ORDER + 1
STATES = STOCKS * ORDERS
MEAN_DEMAND, LARGEST_DEMAND = 4.0, 30
ORDERING, HOLDING, LOST_SALE = 5.0, 1.0, 9.0
DISCOUNT = 0.95


def demand_chances():
    """Poisson, cut off where nothing is left to single precision."""
    logs = [k * math.log(MEAN_DEMAND) - MEAN_DEMAND - math.lgamma(k + 1) for k in range(LARGEST_DEMAND + 1)]
    chances = torch.tensor(logs, dtype=torch.float64).exp()
    return chances / chances.sum()


def all_states():
    """Row i: stock and arriving units of state i."""
    index = torch.arange(STATES)
    return torch.stack([torch.div(index, ORDERS, rounding_mode="floor"), index % ORDERS], 1)


def next_stock(stock, arriving, demand):
    return ((stock - demand).clamp(min=0) + arriving).clamp(max=CAPACITY)


def period_cost(stock, order, demand):
    return (
        ORDERING * (order > 0)
        + HOLDING * (stock - demand).clamp(min=0)
        + LOST_SALE * (demand - stock).clamp(min=0)
    )


@functools.lru_cache(maxsize=None)
def stock_chances():
    """(state, next stock): it and the order make the next state."""
    stock, arriving = all_states().T
    table = torch.zeros(STATES, STOCKS, dtype=torch.float64)
    for demand, chance in enumerate(demand_chances()):
        table[torch.arange(STATES), next_stock(stock, arriving, demand)] += chance
    return table


@functools.lru_cache(maxsize=None)
def expected_costs():
    """(state, order): of one period."""
    stock, orders = all_states()[:, :1], torch.arange(ORDERS)
    chances = demand_chances()
    return sum(chance * period_cost(stock, orders, demand) for demand, chance in enumerate(chances))


def policy_costs(policy, chances, costs, discount: float = DISCOUNT):
    """Expected costs per period, discounted (the sum times 1 - discount), from each state: of `policy` (state, order).
    TorchScript compiles it too."""
    moves = (chances.unsqueeze(2) * policy.unsqueeze(1)).reshape(policy.size(0), policy.size(0))
    system = torch.eye(policy.size(0), dtype=policy.dtype, device=policy.device) - discount * moves
    return (1 - discount) * torch.linalg.solve(system, (policy * costs).sum(1))


def mean_cost(policy):
    """Over all states to start from, of a policy given as probabilities or as the order in each state."""
    if policy.dim() == 1:
        policy = torch.nn.functional.one_hot(policy, ORDERS)
    return policy_costs(policy.double(), stock_chances(), expected_costs()).mean().item()


def best_constant_order():
    """(cost, order)"""
    return min((mean_cost(torch.full((STATES,), order)), order) for order in range(ORDERS))


def best_two_levels():
    """(cost, s, S): of the usual rule, to order up to S when stock and orders are down to s."""
    position = all_states().sum(1)
    candidates = []
    for upper in range(1, CAPACITY + 1):
        for lower in range(upper):
            order = torch.where(position <= lower, upper - position, 0).clamp(0, MAXIMUM_ORDER)
            candidates.append((mean_cost(order), lower, upper))
    return min(candidates)


def optimal_cost():
    """By policy iteration."""
    order = torch.zeros(STATES, dtype=torch.int64)
    while True:
        policy = torch.nn.functional.one_hot(order, ORDERS).double()
        future = policy_costs(policy, stock_chances(), expected_costs()).reshape(STOCKS, ORDERS)
        values = (1 - DISCOUNT) * expected_costs() + DISCOUNT * stock_chances() @ future
        improves = values.min(1).values < values.gather(1, order[:, None])[:, 0] - 1e-12
        if not improves.any():
            return mean_cost(order)
        order = torch.where(improves, values.argmin(1), order)
