#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the fixtures in datasets/, and what loading them must give, with NumPy, PyTorch and Pillow.

Run in any folder: python3 make_datasets.py. Needs numpy, torch and PIL. Made with NumPy 1.24,
PyTorch 1.13 and Pillow 9.4. TestData repeats the formula of `pixels`.
"""

import gzip
import json
import math
import struct
from pathlib import Path

import numpy as np
import torch
from PIL import Image

HERE = Path(__file__).resolve().parent
OUT = HERE / "datasets"
DIGITS = HERE.parent.parent / "Core" / "Network" / "Data" / "digits" / "digits.csv.gz"


def write(name, data):
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def pixels(seed, shape):
    """Bytes without a pattern that a wrong stride or channel order could hit by chance."""
    p = np.arange(np.prod(shape), dtype=np.int64)
    return ((31 * seed + 7 * p + 13 * (p // 97)) % 256).astype(np.uint8).reshape(shape)


def floats(name, values):
    write(name, np.ascontiguousarray(values, dtype="<f4").tobytes())


def cifar():
    folder = "cifar10/cifar-10-batches-bin/"
    for batch in range(1, 6):
        records = [
            bytes([(batch + 3 * r) % 10]) + pixels(10 * batch + r, (3, 32, 32)).tobytes() for r in range(2)
        ]
        write(f"{folder}data_batch_{batch}.bin", b"".join(records))
    test = [bytes([9 - r]) + pixels(60 + r, (3, 32, 32)).tobytes() for r in range(10)]
    write(folder + "test_batch.bin", b"".join(test))
    names = "zero one two three four five six seven eight nine".split()
    write(folder + "batches.meta.txt", ("\n".join(names) + "\n\n").encode())

    # torchvision's ToTensor and Normalize, spelled out.
    images = torch.from_numpy(np.stack([pixels(60 + r, (3, 32, 32)) for r in range(2)]))
    mean = torch.tensor([0.485, 0.456, 0.406]).view(-1, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225]).view(-1, 1, 1)
    normalised = images.to(torch.float32).div(255).sub_(mean).div_(deviation)
    floats("cifar10/expected_test_0_1.f32", normalised.numpy())

    for split, count, seed in (("train", 4, 80), ("test", 3, 90)):
        records = [
            bytes([r, 99 - 11 * r]) + pixels(seed + r, (3, 32, 32)).tobytes() for r in range(count)
        ]
        write(f"cifar100/cifar-100-binary/{split}.bin", b"".join(records))


def idx(array):
    header = struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()


def mnist():
    images = np.stack([pixels(100 + i, (28, 28)) for i in range(12)])
    write("mnist/raw/train-images-idx3-ubyte", idx(images))
    write("mnist/raw/train-labels-idx1-ubyte", idx(np.arange(12, dtype=np.uint8) % 10))
    images = np.stack([pixels(120 + i, (28, 28)) for i in range(5)])
    labels = np.array([4, 3, 2, 1, 0], dtype=np.uint8)
    write("mnist/raw/t10k-images.idx3-ubyte.gz", gzip.compress(idx(images), mtime=0))
    write("mnist/raw/t10k-labels.idx1-ubyte.gz", gzip.compress(idx(labels), mtime=0))


def picture(name, seed, shape):
    """A PNG of pixels(seed, rows, columns[, 3])."""
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels(seed, shape)).save(path)


def image_folders():
    picture("images/train/cat/b.png", 1, (4, 5, 3))
    picture("images/train/cat/a.PNG", 2, (4, 5))
    picture("images/train/dog/c.png", 3, (4, 5, 3))
    picture("images/val/dog/d.png", 4, (4, 5))
    grey = OUT / "images/val/cat/e.jpg"
    grey.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((4, 5), 128, dtype=np.uint8)).save(grey)

    # No split folders: "train" holds pictures, so it is a class.
    picture("images_flat/bus/1.png", 5, (4, 5))
    picture("images_flat/train/2.png", 6, (4, 5))
    picture("images_flat/train/3.png", 7, (4, 5))
    write("images_flat/ship/notes.txt", b"A class without pictures.\n")

    picture("images_sizes/a/small.png", 8, (4, 5))
    picture("images_sizes/b/wide.png", 9, (4, 6))


def safetensors(tensors):
    header, data = {}, b""
    for name, array in tensors.items():
        content = array.astype("<f4").tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + len(content)],
        }
        data += content
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def tensor_files():
    folder = OUT / "tensors"
    folder.mkdir(parents=True, exist_ok=True)
    images = torch.from_numpy(pixels(140, (6, 1, 2, 3)))
    torch.save((images, torch.tensor([0, 1, 2, 0, 1, 2])), folder / "tuple.pt")
    x = torch.arange(15, dtype=torch.float32).view(5, 3) / 4
    torch.save({"y": (2 * x[:, :2]).double(), "x": x}, folder / "regression.pt")
    np.savez(
        folder / "unnamed.npz",
        classes=np.array([3, 0, 1, 1], dtype=np.int32),
        features=np.arange(8, dtype=np.float64).reshape(4, 2),
    )
    series = np.arange(3, dtype=np.float32)
    write("tensors/named.safetensors", safetensors({"targets": -series, "inputs": series, "other": series}))
    features = np.zeros((3, 2), dtype=np.float32)
    np.savez(folder / "single.npz", features=features)
    np.savez(folder / "negative.npz", x=features, y=np.array([0, -1, 2]))
    np.savez(folder / "huge_label.npz", x=features, y=np.array([0, 1, 2**62]))
    np.savez(folder / "unequal.npz", x=features, y=np.array([0, 1]))
    np.savez(folder / "empty.npz", x=features[:0], y=np.zeros(0, dtype=np.int64))
    np.savez(folder / "hollow.npz", x=np.zeros((3, 0), dtype=np.float32), y=np.array([0, 1, 2]))


def digits():
    """First and last sample of the test split, normalised by the training split."""
    with gzip.open(DIGITS, "rt") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.int64)
    labels = table[:, 64]
    is_test = np.zeros(len(table), dtype=bool)
    for digit in range(10):
        is_test[np.flatnonzero(labels == digit)[4::5]] = True
    values = table[:, :64] / 16
    normalised = (values - values[~is_test].mean()) / values[~is_test].std()
    floats("digits/expected_test_first_last.f32", normalised[is_test][[0, -1]])


class MersenneTwister64:
    """std::mt19937_64 (Nishimura and Matsumoto 2000) with the mappings of Core/Common/Random.h."""

    MASK = 2**64 - 1

    def __init__(self, seed):
        self.state = [seed]
        for i in range(1, 312):
            previous = self.state[-1]
            self.state.append((6364136223846793005 * (previous ^ (previous >> 62)) + i) & self.MASK)
        self.index = 312

    def twist(self):
        for i in range(312):
            upper = self.state[i] & 0xFFFFFFFF80000000
            lower = self.state[(i + 1) % 312] & 0x7FFFFFFF
            value = upper | lower
            odd = 0xB5026F5AA96619E9 if value & 1 else 0
            self.state[i] = self.state[(i + 156) % 312] ^ (value >> 1) ^ odd
        self.index = 0

    def uniform(self):
        if self.index == 312:
            self.twist()
        x = self.state[self.index]
        self.index += 1
        x ^= (x >> 29) & 0x5555555555555555
        x ^= (x << 17) & 0x71D67FFFEDA60000 & self.MASK
        x ^= (x << 37) & 0xFFF7EEE000000000 & self.MASK
        x ^= x >> 43
        return (x >> 11) / 2**53

    def normal(self):
        radius = math.sqrt(-2 * math.log(1 - self.uniform()))
        return radius * math.cos(2 * math.pi * self.uniform())


def spiral(random, label):
    t = math.sqrt(0.01 + 0.99 * random.uniform())
    angle = 3 * math.pi * t + math.pi * label
    x = t * math.cos(angle) + 0.02 * random.normal()
    return x, t * math.sin(angle) + 0.02 * random.normal()


def swiss_roll(random, label):
    phi = 1.5 * math.pi * math.sqrt(1 + 8 * random.uniform())
    r = phi / (4.5 * math.pi) + 0.08 * (random.uniform() - 0.5)
    return r * math.cos(phi + math.pi * label), r * math.sin(phi + math.pi * label)


def generated():
    """The first 200 points of each split: enough for the generator to renew its state."""
    for name, point in (("spirals", spiral), ("swissroll", swiss_roll)):
        for split, seed in (("train", 1), ("test", 2)):
            random = MersenneTwister64(seed)
            points = [point(random, i % 2) for i in range(200)]
            floats(f"generated/{name}_{split}.f32", points)


if __name__ == "__main__":
    cifar()
    mnist()
    image_folders()
    tensor_files()
    digits()
    generated()
