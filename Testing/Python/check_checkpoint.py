#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Loads the checkpoint that WriteCheckpoint.ForPython wrote and compares it with what it should be.

Usage: check_checkpoint.py FILE
"""
import collections
import sys

import torch

EXPECTED = collections.OrderedDict(
    [
        ("conv.weight", torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) * 0.5 - 3),
        ("double", torch.tensor([0.1, -2.0, 1e300], dtype=torch.float64)),
        ("count", torch.tensor(1234567890123)),
        ("empty", torch.zeros(0, 5)),
        ("half", torch.tensor([1.0, -2.0], dtype=torch.float16)),
        ("bfloat", torch.tensor([1.0, -2.0], dtype=torch.bfloat16)),
        ("int32", torch.tensor([-2], dtype=torch.int32)),
        ("int16", torch.tensor([[-3]], dtype=torch.int16)),
        ("int8", torch.tensor([-1, 5], dtype=torch.int8)),
        ("uint8", torch.tensor([255, 5], dtype=torch.uint8)),
        ("bool", torch.tensor([True, False, True])),
        ("sch\u00f6n", torch.tensor([4.0])),
    ]
)


def check(loaded):
    assert isinstance(loaded, collections.OrderedDict), type(loaded)
    assert list(loaded) == list(EXPECTED), list(loaded)
    for name, expected in EXPECTED.items():
        tensor = loaded[name]
        assert tensor.dtype == expected.dtype, (name, tensor.dtype)
        assert tensor.shape == expected.shape, (name, tensor.shape)
        assert tensor.stride() == expected.stride(), (name, tensor.stride())
        assert torch.equal(tensor, expected), (name, tensor)
        assert not tensor.requires_grad, name


def main():
    for weights_only in (True, False):
        check(torch.load(sys.argv[1], weights_only=weights_only))
    print("ok: %d tensors, torch %s" % (len(EXPECTED), torch.__version__))


if __name__ == "__main__":
    main()
