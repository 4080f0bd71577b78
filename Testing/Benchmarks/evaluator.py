#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""How fast landscape points are evaluated, next to PyTorch and to the machine's rate of matrix
products, all in one run:

    Testing/Benchmarks/evaluator.py [--build build] [--threads 2] [--rounds 3] [--bfloat16] [NETWORK ...]

Networks: see benchmark_networks.py, each on 1,000 random samples. A line for each form of a network:
built in where the suite has it, as `.pt2` (graphs.zip, which make_graphs.py made), and as TorchScript. Both programs get the same weights, directions, samples and thread count and take turns;
of each the median of all rounds counts. The plain loop sets the weights and runs batches of 128 from
memory in evaluation mode without gradients; the best loop does so with the batch size of 16 to 128 and
the memory format that are fastest here. GFLOP/s: 2 x multiply-adds of convolutions and linear layers.
With --bfloat16, another line has the same points in Precision = bfloat16.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time
import zipfile

import torch
from torch import nn
from torch.nn import functional

from benchmark_networks import HIDDEN, NETWORKS, SAMPLES, make

# Points per round: some seconds each.
POINTS = {"resnet20": 24, "resnet56": 8, "densenet": 8, "mobilenet": 8, "vit": 4, "gpt": 4, "lstm": 8, "mlp": 1000}
BUILT_IN = ("resnet20", "resnet56", "mlp")
GRAPHS = pathlib.Path(__file__).parent / "graphs.zip"


def filter_normalized(weight):
    if weight.dim() < 2:
        return torch.zeros_like(weight)
    direction = torch.randn_like(weight)
    lengths = [tensor.flatten(1).norm(dim=1) for tensor in (weight.detach(), direction)]
    return direction * (lengths[0] / lengths[1]).reshape(-1, *[1] * (weight.dim() - 1))


def multiply_adds(network, sample):
    total = []

    def count(module, _, output):
        features = output.shape[1] if isinstance(module, nn.Conv2d) else output.shape[-1]
        total.append(module.weight.numel() * output[0].numel() // features)

    hooks = [module.register_forward_hook(count) for module in network.modules()
             if isinstance(module, (nn.Conv2d, nn.Linear))]
    network(sample)
    for hook in hooks:
        hook.remove()
    return sum(total)


class Loop:
    """A landscape in PyTorch: batches of this size, images channels-last or not."""

    def __init__(self, problem, directions, batch=128, channels_last=False):
        self.network, inputs, targets = problem
        self.directions = directions
        self.inputs, self.targets = inputs.split(batch), targets.split(batch)
        self.format = torch.channels_last if channels_last else torch.contiguous_format
        if channels_last:
            self.inputs = [part.contiguous(memory_format=torch.channels_last) for part in self.inputs]
        self.name = f"{batch}{' channels-last' if channels_last else ''}"

    def run(self, count, points):
        """Seconds per point, and the losses of the first `points` of `count` points."""
        self.network.to(memory_format=self.format)
        centre = {key: value.detach().clone() for key, value in self.network.named_parameters()}
        losses = []
        with torch.no_grad():
            start = time.perf_counter()
            for point in range(points):
                x, y = -1.0 + 2.0 * point / (count - 1), 0.25
                for key, value in self.network.named_parameters():
                    value.copy_(centre[key] + x * self.directions[0][key] + y * self.directions[1][key])
                total = 0.0
                for batch, labels in zip(self.inputs, self.targets):
                    total += functional.cross_entropy(self.network(batch), labels, reduction="sum").item()
                losses.append(total / SAMPLES)
            seconds = (time.perf_counter() - start) / points
            for key, value in self.network.named_parameters():
                value.copy_(centre[key])
        return seconds, losses


def best_loop(problem, directions, count):
    has_images = problem[1].dim() == 4
    loops = [Loop(problem, directions, batch, last)
             for batch in (16, 32, 64, 128) for last in ((False, True) if has_images else (False,))]
    points = max(1, count // 8)
    for loop in loops:
        loop.seconds = min(loop.run(count, points)[0] for _ in range(2))
    return min(loops, key=lambda loop: loop.seconds)


def our_program(program, folder, network, count, threads, precision="own"):
    widths = [str(width) for width in HIDDEN] if network == "mlp" else []
    command = [program, folder, network, str(count), str(threads), precision, *widths]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def forms_of(name, network, inputs, folder):
    """What our program is given, by how it is called here."""
    forms = {"built in": name} if name in BUILT_IN else {}
    with zipfile.ZipFile(GRAPHS) as graphs:
        forms[".pt2"] = graphs.extract(f"{name}.pt2", folder)
    torch.jit.trace(network, inputs[:8]).save(f"{folder}/traced.pt")
    forms["TorchScript"] = f"{folder}/traced.pt"
    return forms


def measure(name, program, threads, rounds, with_bfloat16):
    problem = make(name)
    network, inputs, targets = problem
    flop = 2.0 * multiply_adds(network, inputs[:1]) * SAMPLES
    count = POINTS[name]
    directions = [{key: filter_normalized(value) for key, value in network.named_parameters()} for _ in range(2)]
    plain, best = Loop(problem, directions), best_loop(problem, directions, count)
    plain_seconds, best_seconds = [], []
    with tempfile.TemporaryDirectory() as folder:
        torch.save(network.state_dict(), f"{folder}/weights.pt")
        torch.save({"inputs": inputs, "targets": targets}, f"{folder}/images.pt")
        for number, direction in enumerate(directions, 1):
            torch.save(direction, f"{folder}/direction{number}.pt")
        forms = forms_of(name, network, inputs, folder)
        runs = {form: ([], []) for form in forms}
        if with_bfloat16:
            forms["bfloat16"], runs["bfloat16"] = next(iter(forms.values())), ([], [])
        for _ in range(rounds):
            for form, given in forms.items():
                precision = "bfloat16" if form == "bfloat16" else "own"
                runs[form][0].append(our_program(program, folder, given, count, threads, precision))
                runs[form][1].append(our_program(program, folder, given, count, 1, precision))
            seconds, losses = plain.run(count, count)
            plain_seconds.append(seconds)
            best_seconds.append(best.run(count, count)[0])
    for form, (ours, alone) in runs.items():
        report(f"{name} {form}", flop, ours, alone, statistics.median(plain_seconds),
               statistics.median(best_seconds), best.name, losses)


def median_seconds(runs):
    return statistics.median(run["seconds_per_point"] for run in runs)


def report(label, flop, ours, alone, plain, best, best_name, losses):
    seconds = median_seconds(ours)
    product = statistics.median(rate for run in ours for rate in run["matrix_product_gflops"])
    difference = max(abs(a - b) / abs(b) for run in ours for a, b in zip(run["losses"], losses))
    print(f"{label:22} {1 / seconds:10.4g} {1 / plain:10.4g} {plain / seconds:7.2f} x {1 / best:10.4g}"
          f" {best / seconds:7.2f} x  {best_name:17} {flop / seconds / 1e9:8.1f} {product:8.1f}"
          f" {flop / seconds / 1e9 / product:7.0%} {median_seconds(alone) / seconds:8.2f} x {difference:10.1e}",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bfloat16", action="store_true")
    parser.add_argument("networks", nargs="*", default=list(NETWORKS), metavar="NETWORK")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(f"{arguments.threads} threads, medians of {arguments.rounds} rounds, PyTorch {torch.__version__}")
    print(f"{'network':22} {'points/s':>10} {'plain':>10} {'ratio':>9} {'best':>10} {'ratio':>9}  {'at':17}"
          f" {'GFLOP/s':>8} {'sgemm':>8} {'share':>7} {'1 thread':>10} {'difference':>10}")
    for name in arguments.networks:
        measure(name, str(pathlib.Path(arguments.build) / "bin" / "BenchmarkLandscape"),
                arguments.threads, arguments.rounds, arguments.bfloat16)


if __name__ == "__main__":
    main()
