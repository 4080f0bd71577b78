# SPDX-License-Identifier: BSD-3-Clause
"""make_directions.py OUT.json: numbers of the generator and of normalised directions.

64-bit seeds, subsequences, offsets and hashes are decimal strings (JSON readers may round large
numbers). Keys: hashes, philox, normals, network (see README.md).
"""
import json
import sys

import numpy

import directions

TEXTS = ("", "a", "foobar", "conv1.weight", "conv1.weight#0", "größe#1")
LARGE = 2**64 - 1
# Seed, subsequence, offset; the last two run the counter over its 32-, 64- and 128-bit ends.
STREAMS = (
    (0, 0, 0),
    (1, 0, 0),
    (0, 1, 0),
    (42, 7, 3),
    (2**63 + 5, 2**40 + 9, 2**33 + 1),
    (LARGE, 2**63, 2**32 - 1),
    (12345678901234567890, 2**32 - 1, LARGE),
    (LARGE, LARGE, LARGE),
)
NORMALS = tuple(
    (seed, name, axis)
    for seed in (0, 1, 123456789, 2**32, 2**63 + 5, LARGE)
    for name in ("conv1.weight", "layer3.2.bn2.bias", "größe")
    for axis in (0, 1, 2)
)
# The parameters of a perceptron 4-3-2.
SHAPES = {
    "layers.0.weight": (3, 4),
    "layers.0.bias": (3,),
    "layers.1.weight": (2, 3),
    "layers.1.bias": (2,),
}
NETWORK_SEED = 2**63 + 5


def network_weights():
    """sin(i + 1) at flat index i of each tensor."""
    return {
        name: numpy.sin(numpy.arange(numpy.prod(shape)) + 1.0).reshape(shape)
        for name, shape in SHAPES.items()
    }


def as_lists(arrays):
    return {name: array.ravel().tolist() for name, array in arrays.items()}


def stream(seed, subsequence, offset):
    return {
        "seed": str(seed),
        "subsequence": str(subsequence),
        "offset": str(offset),
        "words": directions.philox_words(seed, subsequence, 12, offset).tolist(),
    }


def first_normals(seed, name, axis):
    return {
        "seed": str(seed),
        "name": name,
        "axis": axis,
        "subsequence": str(directions.subsequence_of(name, axis)),
        "values": directions.normals(seed, name, axis, 8).tolist(),
    }


def case(weights, normalization, ignored):
    axes = [
        directions.random_direction(weights, NETWORK_SEED, axis, normalization, ignored)
        for axis in (0, 1, 2)
    ]
    return {
        "normalization": normalization,
        "ignore_bias_and_norm": ignored,
        "axes": [as_lists(axis) for axis in axes],
        "norms": [directions.norm(axis.values()) for axis in axes],
        "cosine_01": directions.cosine(axes[0], axes[1]),
        "cosine_02": directions.cosine(axes[0], axes[2]),
        "cosine_12": directions.cosine(axes[1], axes[2]),
    }


def network():
    weights = network_weights()
    return {
        "seed": str(NETWORK_SEED),
        "names": list(SHAPES),
        "shapes": {name: list(shape) for name, shape in SHAPES.items()},
        "weights": as_lists(weights),
        "norm": directions.norm(weights.values()),
        "cases": [
            case(weights, normalization, ignored)
            for normalization in ("filter", "layer", "network", "none")
            for ignored in (True, False)
        ],
    }


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    numbers = {
        "hashes": [{"text": text, "hash": str(directions.fnv1a(text))} for text in TEXTS],
        "philox": [stream(*entry) for entry in STREAMS],
        "normals": [first_normals(*entry) for entry in NORMALS],
        "network": network(),
    }
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(numbers, file, indent=1, ensure_ascii=False)
    print(f"{sys.argv[1]}: {len(NORMALS)} streams of normals, {len(STREAMS)} of words")


if __name__ == "__main__":
    main()
