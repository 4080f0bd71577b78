#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""How fast landscape points are evaluated, next to a plain PyTorch loop and to the machine's rate of
matrix products, all in one run:

    Testing/Benchmarks/evaluator.py [--build build] [--threads 2] [--rounds 3] [--bfloat16] [NETWORK ...]

Networks: resnet20 and resnet56 on 1,000 random images of 3 x 32 x 32, mlp (2-64-64-64-2) on 1,000
points of the plane. Both programs get the same weights, directions, images and thread count and take
turns; of each the median of all rounds counts. The plain loop sets the weights and runs batches of
128 from memory in evaluation mode without gradients. GFLOP/s: 2 x multiply-adds of convolutions and
linear layers. With --bfloat16, a second line has the same points in Precision = bfloat16, measured in
the same rounds, and beside its points/s how many times those of the first line they are.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Python" / "reference"))
import torch
from torch import nn
from torch.nn import functional

from networks import Mlp, ResNet

HIDDEN = [64, 64, 64]
SAMPLES = 1000
# Points per round: some seconds each.
POINTS = {"resnet20": 24, "resnet56": 8, "mlp": 1000}


def make_problem(name):
    """Network, inputs and targets, and two directions as state dicts."""
    torch.manual_seed(1)
    if name == "mlp":
        network, inputs, classes = Mlp([2, *HIDDEN, 2]), torch.randn(SAMPLES, 2), 2
    else:
        network, inputs, classes = ResNet(int(name[len("resnet"):])), torch.randn(SAMPLES, 3, 32, 32), 10
    directions = [
        {key: filter_normalized(value) for key, value in network.named_parameters()} for _ in range(2)
    ]
    return network.eval(), inputs, torch.arange(SAMPLES) % classes, directions


def filter_normalized(weight):
    if weight.dim() < 2:
        return torch.zeros_like(weight)
    direction = torch.randn_like(weight)
    lengths = [tensor.flatten(1).norm(dim=1) for tensor in (weight.detach(), direction)]
    return direction * (lengths[0] / lengths[1]).reshape(-1, *[1] * (weight.dim() - 1))


def multiply_adds(network, sample):
    total = []

    def count(module, _, output):
        total.append(module.weight.numel() * (output[0, 0].numel() if output.dim() == 4 else 1))

    hooks = [module.register_forward_hook(count) for module in network.modules()
             if isinstance(module, (nn.Conv2d, nn.Linear))]
    network(sample)
    for hook in hooks:
        hook.remove()
    return sum(total)


def plain_loop(network, inputs, targets, directions, count):
    """Seconds per point, and the losses."""
    centre = {key: value.detach().clone() for key, value in network.named_parameters()}
    losses = []
    with torch.no_grad():
        start = time.perf_counter()
        for point in range(count):
            x, y = -1.0 + 2.0 * point / (count - 1), 0.25
            for key, value in network.named_parameters():
                value.copy_(centre[key] + x * directions[0][key] + y * directions[1][key])
            total = 0.0
            for batch, labels in zip(inputs.split(128), targets.split(128)):
                total += functional.cross_entropy(network(batch), labels, reduction="sum").item()
            losses.append(total / len(inputs))
        seconds = (time.perf_counter() - start) / count
        for key, value in network.named_parameters():
            value.copy_(centre[key])
    return seconds, losses


def our_program(program, folder, name, count, threads, precision="own"):
    widths = [str(width) for width in HIDDEN] if name == "mlp" else []
    command = [program, folder, name, str(count), str(threads), precision, *widths]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(name, program, threads, rounds, with_bfloat16):
    network, inputs, targets, directions = make_problem(name)
    flop = 2.0 * multiply_adds(network, inputs[:1]) * SAMPLES
    ours, single, plain, reduced = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        torch.save(network.state_dict(), f"{folder}/weights.pt")
        torch.save({"inputs": inputs, "targets": targets}, f"{folder}/images.pt")
        for number, direction in enumerate(directions, 1):
            torch.save(direction, f"{folder}/direction{number}.pt")
        for _ in range(rounds):
            ours.append(our_program(program, folder, name, POINTS[name], threads))
            single.append(our_program(program, folder, name, POINTS[name], 1))
            if with_bfloat16:
                reduced.append(our_program(program, folder, name, POINTS[name], threads, "bfloat16"))
            seconds, losses = plain_loop(network, inputs, targets, directions, POINTS[name])
            plain.append(seconds)
    report(name, flop, ours, single, plain, losses)
    if with_bfloat16:
        report_bfloat16(flop, reduced, ours, losses)


def median_seconds(runs):
    return statistics.median(run["seconds_per_point"] for run in runs)


def largest_difference(runs, losses):
    return max(abs(a - b) / abs(b) for run in runs for a, b in zip(run["losses"], losses))


def report_bfloat16(flop, reduced, ours, losses):
    seconds = median_seconds(reduced)
    print(f"{'  bfloat16':10} {1 / seconds:12.4g} {median_seconds(ours) / seconds:10.2f} x"
          f" {flop / seconds / 1e9:22.1f} {largest_difference(reduced, losses):46.1e}", flush=True)


def report(name, flop, ours, single, plain, losses):
    seconds, alone = median_seconds(ours), median_seconds(single)
    product = statistics.median(rate for run in ours for rate in run["matrix_product_gflops"])
    difference = largest_difference(ours, losses)
    print(f"{name:10} {1 / seconds:12.4g} {1 / statistics.median(plain):12.4g}"
          f" {statistics.median(plain) / seconds:9.2f} x {flop / seconds / 1e9:10.1f} {product:10.1f}"
          f" {flop / seconds / 1e9 / product:9.0%} {alone / seconds:9.2f} x {difference:12.1e}",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bfloat16", action="store_true")
    parser.add_argument("networks", nargs="*", default=list(POINTS), metavar="NETWORK")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(f"{arguments.threads} threads, medians of {arguments.rounds} rounds")
    print(f"{'network':10} {'points/s':>12} {'plain loop':>12} {'ratio':>11} {'GFLOP/s':>10} {'sgemm':>10}"
          f" {'share':>9} {'1 thread':>11} {'difference':>12}")
    for name in arguments.networks:
        measure(name, str(pathlib.Path(arguments.build) / "bin" / "BenchmarkLandscape"),
                arguments.threads, arguments.rounds, arguments.bfloat16)


if __name__ == "__main__":
    main()
