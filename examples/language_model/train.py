#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Trains a small language model on this project's own documentation, and exports it.

    python3 examples/language_model/train.py [--output FOLDER] [--steps N] [--seed N]

Reads README.md, CHANGELOG.md and doc, character by character; needs PyTorch 1.13 or newer, one thread, no display; takes
about a minute. Writes into FOLDER what examples/losslandscape_export.py writes (network, data, weights, a script), and

    step_NNNN.pt    state dicts of the run
    training.json   vocabulary and sizes; loss and held-out loss of each state dict

landscapes.py draws the landscapes.
"""
import argparse
import glob
import json
import os
import sys

import torch
from torch import nn
from torch.nn import functional

from gpt import Gpt

PROJECT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(PROJECT, "examples"))
from losslandscape_export import export  # noqa: E402

LENGTH = 64  # characters of a sample
UNSCORED = 8  # characters at the start of a sample, which have too little before them
IGNORED = -100
BATCH, LEARNING_RATE, WEIGHT_DECAY, WARM_UP = 32, 4e-3, 0.01, 50
CHECKPOINTS = 20
SHOWN = 96  # samples that the landscape is computed on


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", default="output/language_model", help="folder for the results")
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def read_documents():
    names = ["README.md", "CHANGELOG.md"]
    paths = [os.path.join(PROJECT, name) for name in names]
    paths += sorted(glob.glob(os.path.join(PROJECT, "doc", "**", "*.md"), recursive=True))
    documents = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            documents.append(file.read())
    return documents


def encode(documents):
    """Vocabulary, and two texts as numbers: nine tenths of each document for training, the rest held out."""
    vocabulary = sorted(set("".join(documents)))
    numbers = {character: number for number, character in enumerate(vocabulary)}
    parts = [[], []]
    for document in documents:
        tokens = torch.tensor([numbers[character] for character in document])
        for part, piece in zip(parts, tokens.split([len(tokens) * 9 // 10, len(tokens) - len(tokens) * 9 // 10])):
            part.append(piece)
    return vocabulary, torch.cat(parts[0]), torch.cat(parts[1])


def samples_at(text, starts):
    """Tokens and, as labels, those that follow."""
    places = starts[:, None] + torch.arange(LENGTH)
    labels = text[places + 1]
    labels[:, :UNSCORED] = IGNORED
    return text[places], labels


def spread(text):
    """The samples of a text that losses are stated for: evenly spaced ones."""
    return samples_at(text, torch.linspace(0, len(text) - LENGTH - 1, SHOWN).long())


def loss_of(model, samples):
    """Mean over the labels that count."""
    tokens, labels = samples
    return functional.cross_entropy(model(tokens).flatten(0, 1), labels.flatten(), ignore_index=IGNORED)


def train(model, text, steps, save):
    optimizer = torch.optim.AdamW(model.parameters(), LEARNING_RATE, betas=(0.9, 0.99), weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, 1 - step / steps)
    )
    saved = {round(steps * number / CHECKPOINTS) for number in range(CHECKPOINTS + 1)}
    for step in range(steps + 1):
        if step in saved:
            save(step)
        if step == steps:
            break
        starts = torch.randint(len(text) - LENGTH, (BATCH,))
        optimizer.zero_grad()
        loss_of(model, samples_at(text, starts)).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()


def continued(model, text, vocabulary, count=160):
    """What the model writes after the start of the held-out text."""
    tokens = text[:LENGTH]
    for _ in range(count):
        chances = model(tokens[None, -LENGTH:])[0, -1].softmax(0)
        tokens = torch.cat([tokens, torch.multinomial(chances, 1)])
    return "".join(vocabulary[token] for token in tokens[LENGTH:])


def main():
    arguments = parse_arguments()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    os.makedirs(arguments.output, exist_ok=True)
    vocabulary, text, held_out = encode(read_documents())
    model = Gpt(len(vocabulary), LENGTH)
    shown = {"loss": spread(text), "held_out_loss": spread(held_out)}
    run = {"vocabulary": "".join(vocabulary), "length": LENGTH, "step": [], "loss": [], "held_out_loss": []}
    files = []

    def save(step):
        files.append(os.path.join(arguments.output, f"step_{step:04d}.pt"))
        torch.save(model.state_dict(), files[-1])
        run["step"].append(step)
        with torch.no_grad():
            for name, samples in shown.items():
                run[name].append(loss_of(model, samples).item())
        print(f"step {step}: loss {run['loss'][-1]:.3f}, held out {run['held_out_loss'][-1]:.3f} nats per character", flush=True)

    weights = sum(parameter.numel() for parameter in model.parameters())
    print(f"{weights} weights, {len(vocabulary)} characters in the vocabulary, {len(text)} to learn from")
    train(model, text, arguments.steps, save)
    with torch.no_grad():
        print("It writes:", continued(model.eval(), held_out, vocabulary))
    with open(os.path.join(arguments.output, "training.json"), "w", encoding="utf-8") as file:
        json.dump(run, file, indent=1)
    export(model, shown["loss"], arguments.output, loss=nn.CrossEntropyLoss(ignore_index=IGNORED), checkpoints=files)


if __name__ == "__main__":
    main()
