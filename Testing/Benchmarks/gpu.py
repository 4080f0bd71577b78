#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""How fast landscape points are evaluated on a GPU, next to a plain PyTorch loop, to the card's rate of
matrix products and to its peak, all in one run:

    Testing/Benchmarks/gpu.py [--build build-gpu] [--budget 150] [CASE ...]

A CASE is NETWORK, NETWORK:PRECISION or NETWORK:PRECISION:BATCH. Networks: resnet56 and vit-tiny on 10,000
random images of 3 x 32 x 32, mlp (2-64-64-64-2) on 1,000 points of the plane, which only starts kernels.
Precisions: own (single precision, without TF32), TF32, bfloat16. BATCH: samples per forward pass; 0 is
what the suite chooses.

The budget is in seconds, for all cases together; the time of 51 x 51 points is that of as many points as
there was time for. FLOP/s: 2 x multiply-adds of convolutions, linear layers and products of matrices, as
the suite counts them (field data `network_multiply_adds`). Peak: multiprocessors x operations of each in a
cycle x highest clock. The plain loop sets the weights and runs the same batches from the card's memory in
evaluation mode without gradients, with images in both orders; it reads one number per point.
"""
import argparse
import contextlib
import functools
import json
import pathlib
import subprocess
import sys
import tempfile
import time

TESTING = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTING / "Data"), str(TESTING / "Benchmarks")]
import torch
from torch.nn import functional

import make_zoo
from benchmark_networks import HIDDEN, Mlp
from evaluator import filter_normalized

GRID = 51 * 51
DEFAULT_CASES = ["resnet56:own", "resnet56:own:2500", "resnet56:TF32:2500", "resnet56:bfloat16:2500", "mlp:own",
                 "vit-tiny:own", "vit-tiny:TF32:1000", "vit-tiny:bfloat16:1000"]
# Shares of a case's budget: of the suite's program, and of the loop with each of two orders of images. The
# rest is for starting: a process with CUDA takes seconds for it.
SUITE, LOOP = 0.35, 0.1

# Operations (a multiply-add is two) of a multiprocessor in a cycle, by compute capability: of single
# precision; and of tensor cores, whose number cards of one capability may share (8.0: A100; 9.0: H100, H200).
OPERATIONS = {
    (7, 0): {"own": 128}, (7, 5): {"own": 128}, (8, 6): {"own": 256}, (8, 9): {"own": 256},
    (8, 0): {"own": 128, "TF32": 1024, "bfloat16": 2048},
    (9, 0): {"own": 256, "TF32": 2048, "bfloat16": 4096},
    (10, 0): {"own": 256}, (12, 0): {"own": 256},
}


@functools.lru_cache(maxsize=None)
def highest_clock():
    """In Hz; None if the driver's program does not tell."""
    command = ["nvidia-smi", "--query-gpu=clocks.max.sm", "--format=csv,noheader,nounits", "--id=0"]
    try:
        return 1e6 * float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def peak(precision):
    """In FLOP/s; None if it is not known."""
    card = torch.cuda.get_device_properties(0)
    operations, clock = OPERATIONS.get((card.major, card.minor), {}).get(precision), highest_clock()
    return card.multi_processor_count * operations * clock if operations and clock else None


def make_problem(name):
    """Network, inputs and targets, and two directions as state dicts."""
    torch.manual_seed(1)
    if name == "mlp":
        network, inputs, classes = Mlp([2, *HIDDEN, 2]), torch.randn(1000, 2), 2
    else:
        network, inputs, classes = make_zoo.create(name, (3, 32, 32), {}), torch.randn(10000, 3, 32, 32), 10
    directions = [
        {key: filter_normalized(value) for key, value in network.named_parameters()} for _ in range(2)
    ]
    return network.eval(), inputs, torch.arange(len(inputs)) % classes, directions


def write_problem(problem, folder):
    network, inputs, targets, directions = problem
    torch.save(network.state_dict(), f"{folder}/weights.pt")
    torch.save({"inputs": inputs, "targets": targets}, f"{folder}/images.pt")
    for number, direction in enumerate(directions, 1):
        torch.save(direction, f"{folder}/direction{number}.pt")


def our_program(program, folder, name, precision, batch, seconds):
    points = GRID if name != "mlp" else 20 * GRID
    widths = [str(width) for width in HIDDEN] if name == "mlp" else []
    command = [program, folder, name, str(points), "1", precision, "--device", "cuda", "--batch-size", str(batch),
               "--seconds", str(seconds), *widths]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)}: {run.stderr.strip()}")
    return json.loads(run.stdout), points


@contextlib.contextmanager
def computing_in(precision):
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "TF32"
    # A cache would keep casts of the weights of an earlier point.
    autocast = torch.autocast("cuda", torch.bfloat16, enabled=precision == "bfloat16", cache_enabled=False)
    with autocast, torch.no_grad():
        yield


def plain_loop(problem, precision, batch, memory_format, count, seconds):
    """Seconds per point and the losses of the first points of a line of `count`."""
    network, inputs, targets, directions = problem
    network = network.cuda().to(memory_format=memory_format)
    inputs = inputs.cuda()
    inputs = inputs.to(memory_format=memory_format) if inputs.dim() == 4 else inputs
    batches = list(zip(inputs.split(batch), targets.cuda().split(batch)))
    moves = [[each.cuda() for each in direction.values()] for direction in directions]
    weights = list(network.parameters())
    centre = [weight.detach().clone() for weight in weights]
    losses = []
    with computing_in(precision):
        def evaluate(point):
            x, y = -1.0 + 2.0 * point / (count - 1), 0.25
            for weight, middle, first, second in zip(weights, centre, *moves):
                weight.copy_(middle + x * first + y * second)
            total = sum(functional.cross_entropy(network(images), labels, reduction="sum")
                        for images, labels in batches)
            losses.append(total.item() / len(inputs))

        evaluate(0)
        losses.clear()
        start = time.perf_counter()
        while len(losses) < count and (not losses or time.perf_counter() - start < seconds):
            evaluate(len(losses))
        elapsed = (time.perf_counter() - start) / len(losses)
        for weight, middle in zip(weights, centre):
            weight.copy_(middle)
    return elapsed, losses


def share(rate, whole):
    return f"{rate / whole:8.1%}" if whole else f"{'?':>8}"


def measure(case, program, folder, problem, budget):
    name, precision, batch = (case.split(":") + ["own", "0"][case.count(":"):])[:3]
    ours, points = our_program(program, folder, name, precision, int(batch), budget * SUITE)
    seconds = ours["seconds_per_point"]
    loops = [plain_loop(problem, precision, ours["batch_size"], order, points, budget * LOOP)
             for order in (torch.contiguous_format, torch.channels_last)]
    own_losses = loops[0][1]
    difference = max((abs(a - b) / abs(b) for a, b in zip(ours["losses"], own_losses) if a is not None), default=0.0)
    rate = 2.0 * ours["multiply_adds"] * len(problem[1]) / seconds
    product = 1e9 * sum(ours["matrix_product_gflops"]) / 2
    print(f"{name:9} {precision:9} {ours['batch_size']:6} {ours['points']:7} {1 / seconds:9.4g}"
          f" {1 / loops[0][0]:9.4g} {1 / loops[1][0]:9.4g} {rate / 1e12:9.4g}"
          f" {share(rate, peak(precision))} {share(rate, product)} {GRID * seconds:9.1f} {difference:10.1e}",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", default="build-gpu")
    parser.add_argument("--budget", type=float, default=150.0)
    parser.add_argument("cases", nargs="*", default=DEFAULT_CASES, metavar="CASE")
    arguments = parser.parse_args()
    if not torch.cuda.is_available():
        sys.exit("PyTorch sees no CUDA device")
    program = str(pathlib.Path(arguments.build) / "bin" / "BenchmarkLandscape")
    peaks = ", ".join(f"{precision} {peak(precision) / 1e12:.0f}" for precision in ("own", "TF32", "bfloat16")
                      if peak(precision))
    print(f"{torch.cuda.get_device_name(0)}, PyTorch {torch.__version__}; peak TFLOP/s: {peaks or 'unknown'}")
    print(f"{'network':9} {'precision':9} {'batch':>6} {'points':>7} {'points/s':>9} {'loop NCHW':>9} {'loop NHWC':>9}"
          f" {'TFLOP/s':>9} {'of peak':>8} {'of gemm':>8} {'51x51, s':>9} {'difference':>10}")
    for name in dict.fromkeys(case.split(":")[0] for case in arguments.cases):
        problem = make_problem(name)
        with tempfile.TemporaryDirectory() as folder:
            write_problem(problem, folder)
            for case in arguments.cases:
                if case.split(":")[0] == name:
                    measure(case, program, folder, problem, arguments.budget / len(arguments.cases))


if __name__ == "__main__":
    main()
