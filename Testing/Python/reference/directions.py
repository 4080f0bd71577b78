# SPDX-License-Identifier: BSD-3-Clause
"""Random directions: a counter-based generator, normals by name, and normalisations.

Philox 4x32-10 (Salmon et al. 2011) with the conventions of at::Philox4_32: the key is the seed (low
word, high word); the counter's words are the block's number (low, high) and the subsequence (low,
high); a block yields its four words in order; the next block adds one to the 128-bit counter.
"""
import math

import numpy

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_INCREMENTS = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10
LOW_WORD = numpy.uint64(0xFFFFFFFF)
WORD_BITS = numpy.uint64(32)
NORM_FLOOR = 1e-10


def product(multiplier, word):
    """High and low word of a 32-bit times a 32-bit number, as arrays of uint64."""
    both = numpy.uint64(multiplier) * word
    return both >> WORD_BITS, both & LOW_WORD


def philox_block(counter, key):
    """Four words per counter. `counter`: four arrays of uint64 below 2^32, `key`: two integers."""
    c0, c1, c2, c3 = counter
    for number in range(ROUNDS):
        k0, k1 = (
            numpy.uint64((word + number * increment) & 0xFFFFFFFF)
            for word, increment in zip(key, KEY_INCREMENTS)
        )
        high0, low0 = product(MULTIPLIERS[0], c0)
        high1, low1 = product(MULTIPLIERS[1], c2)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
    return c0, c1, c2, c3


def counters(subsequence, offset, blocks):
    """The four words of `blocks` consecutive 128-bit counters."""
    start = (subsequence << 64) + offset
    values = [(start + block) % 2**128 for block in range(blocks)]
    return [
        numpy.array([(value >> shift) & 0xFFFFFFFF for value in values], dtype=numpy.uint64)
        for shift in (0, 32, 64, 96)
    ]


def philox_words(seed, subsequence, count, offset=0):
    """`count` words (uint32) of a 64-bit `seed` and `subsequence`, `offset` blocks skipped."""
    blocks = -(-count // 4)
    key = (seed & 0xFFFFFFFF, seed >> 32)
    words = philox_block(counters(subsequence, offset, blocks), key)
    return numpy.stack(words, axis=1).reshape(-1)[:count].astype(numpy.uint32)


def fnv1a(text):
    """64-bit FNV-1a hash (Fowler, Noll and Vo) of the text's UTF-8 bytes."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return value


def subsequence_of(name, axis):
    """The stream of parameter `name` on `axis` 0, 1 or 2."""
    return fnv1a(f"{name}#{axis}")


def normal(first, second):
    """One standard normal of two words (Box and Muller 1958, the cosine branch)."""
    radius = math.sqrt(-2.0 * math.log((first + 1) * 2.0**-32))
    return radius * math.cos(2.0 * math.pi * (second * 2.0**-32))


def normals(seed, name, axis, count):
    """Element i of the direction of parameter `name` (row-major), float64."""
    words = philox_words(seed, subsequence_of(name, axis), 2 * count).tolist()
    return numpy.array([normal(a, b) for a, b in zip(words[0::2], words[1::2])])


def norm(arrays):
    """Euclidean norm of all elements of several arrays."""
    return math.sqrt(math.fsum(float(value) ** 2 for array in arrays for value in array.ravel()))


def scaled_to(direction, weight):
    return direction * (norm([weight]) / (norm([direction]) + NORM_FLOOR))


def filterwise(direction, weight):
    """Each slice along the first axis gets the norm of its filter; a vector is a single filter."""
    if weight.ndim <= 1:
        return scaled_to(direction, weight)
    return numpy.stack([scaled_to(d, w) for d, w in zip(direction, weight)])


def networkwise(directions, weights):
    """One factor for all parameters that move (those of `directions`)."""
    moving = [weights[name] for name in directions]
    factor = norm(moving) / (norm(directions.values()) + NORM_FLOOR)
    return {name: direction * factor for name, direction in directions.items()}


def normalised(directions, weights, normalization):
    """Li et al. 2018; `normalization`: filter, layer, network or none."""
    if normalization == "filter":
        return {name: filterwise(d, weights[name]) for name, d in directions.items()}
    if normalization == "layer":
        return {name: scaled_to(d, weights[name]) for name, d in directions.items()}
    if normalization == "network":
        return networkwise(directions, weights)
    if normalization == "none":
        return directions
    raise ValueError(f"unknown normalisation: {normalization}")


def random_direction(weights, seed, axis, normalization, ignore_bias_and_norm):
    """Parameter name -> direction (float64), for `weights`: name -> array. Ignored parameters (of
    one dimension or none) get zeros and count in no norm."""
    moving = {
        name: normals(seed, name, axis, weight.size).reshape(weight.shape)
        for name, weight in weights.items()
        if weight.ndim > 1 or not ignore_bias_and_norm
    }
    moved = normalised(moving, weights, normalization)
    return {name: moved.get(name, numpy.zeros(weight.shape)) for name, weight in weights.items()}


def cosine(one, other):
    """Cosine of the angle between two directions."""
    product_sum = math.fsum(
        float(a) * float(b) for name in one for a, b in zip(one[name].ravel(), other[name].ravel())
    )
    return product_sum / (norm(one.values()) * norm(other.values()))
