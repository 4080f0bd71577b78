#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the fixtures in Testing/Data/files with PyTorch, NumPy and Pillow.

Run it from any folder: python3 make_files.py. Values are formulas that the tests repeat, or, for
JPEG pictures, what Pillow decodes, stored beside them as text. Files differ from run to run in bytes
(PyTorch stores addresses), not in content. Made with PyTorch 1.13, NumPy 1.24, Pillow 9.4.
"""
import collections
import gzip
import io
import json
import os
import pickle
import struct
import tarfile
import zipfile

import numpy as np
import torch
from PIL import Image

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "files")


def place(name):
    return os.path.join(FOLDER, name)


def standard():
    """The state that most checkpoints hold."""
    return collections.OrderedDict(
        [
            ("weight", torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) * 0.5 - 3),
            ("bias", torch.arange(4, dtype=torch.float32) + 0.25),
            ("count", torch.tensor(7)),
        ]
    )


def save(name, value, **options):
    torch.save(value, place(name), **options)


def save_both(stem, value):
    save(stem + ".pt", value)
    save(stem + "-legacy.pt", value, _use_new_zipfile_serialization=False)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 3)

    def forward(self, x):
        return self.layer(x)


class Bomb:
    """Unpickled by Python, it would create a file."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return (os.system, ("touch " + self.marker,))


def checkpoints():
    save_both("state", standard())
    save_both("plain-dict", dict(standard()))
    save_both("single", {"only": torch.arange(3.0)})
    save_both("module-prefix", {"module." + k: v for k, v in standard().items()})
    save("compiled-prefix.pt", {"_orig_mod.module." + k: v for k, v in standard().items()})
    save("both-names.pt", {"module.a": torch.arange(2.0), "a": torch.arange(3.0)})
    save_both(
        "parameters",
        {k: torch.nn.Parameter(v, requires_grad=v.is_floating_point()) for k, v in standard().items()},
    )
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    net(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    save_both(
        "nested",
        {
            "epoch": 12,
            "arch": "resnet20",
            "state_dict": standard(),
            "best_prec1": np.float64(91.75),
            "loss": torch.tensor(0.125),
            "done": True,
            "rng_state": torch.arange(5, dtype=torch.uint8),
            "optimizer": optimizer.state_dict(),
        },
    )
    save("model-key.pt", {"model": standard(), "steps": 3})
    save("net-key.pt", {"net": {"state_dict": standard()}, "acc": 0.5})
    save("odd-key.pt", {"optimizer": optimizer.state_dict(), "teacher": standard()})
    save("optimizer-only.pt", {"optimizer": optimizer.state_dict(), "epoch": 1})
    save("real-state.pt", {"state_dict": net.state_dict()})
    save("no-tensors.pt", {"epoch": 1, "name": "x"})
    save_both("whole-module", net)
    several_networks()
    tensor_lists()


NETWORKS = ["upsampler", "sampler", "lamp", "optimal_policy", "scheduled_net", "example_net", "netG", "random_net_2"]
OTHERS = ["optimizerG", "lr_scheduler", "lrscheduler", "amp", "grad_scaler", "rng_states", "Optimizer2", "random_state"]


def several_networks():
    """Networks are told by the length of their tensor: 1, 2, ...; what is none has 100, 101, ..."""
    stored = {name: {"w": torch.zeros(length)} for length, name in enumerate(OTHERS, 100)}
    stored.update({name: {"w": torch.zeros(length)} for length, name in enumerate(NETWORKS, 1)})
    stored["teacher_opt"] = {"state": {0: {"step": torch.zeros(200)}}, "param_groups": []}
    save("networks.pt", stored)
    save("equal-networks.pt", {"target": {"w": torch.ones(2)}, "policy": {"w": torch.zeros(2)}, "steps": 5})
    save("usual-network.pt", {"ema": {"w": torch.ones(2)}, "model": {"w": torch.zeros(2)}})
    encoder = {"one": {"w": torch.zeros(2), "b": torch.zeros(1)}, "two": {"w": torch.zeros(3), "b": torch.zeros(1)}}
    save("parts.pt", {"state": {"encoder": encoder, "decoder": {"w": torch.ones(2), "b": torch.ones(4)}}, "epoch": 3})


def layouts():
    base = torch.arange(24.0).reshape(4, 6)
    save_both(
        "views",
        {
            "transposed": base.t(),
            "columns": base[:, 1:4],
            "every_second": base[1, ::2],
            "whole": base,
            "expanded": torch.tensor([[2.0], [3.0]]).expand(2, 3),
        },
    )
    ten = torch.arange(10)
    save_both(
        "types",
        {
            "f64": ten.double() / 4,
            "f16": ten.half() / 4,
            "bf16": ten.bfloat16() / 4,
            "i64": ten - 3,
            "i32": ten.int() - 3,
            "i16": ten.short() - 3,
            "i8": ten.to(torch.int8) - 3,
            "u8": ten.byte(),
            "bool": ten % 3 == 0,
            "scalar": torch.tensor(2.5),
            "empty": torch.zeros(0, 3),
        },
    )
    save("unsupported.pt", {
        "complex": torch.ones(2, dtype=torch.complex64),
        "sparse": torch.eye(3).to_sparse(),
        "quantised": torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8),
        "dense": torch.arange(3.0),
    })
    for protocol in (2, 3, 4, 5):
        value = {"state_dict": standard(), "best": np.float32(0.5), "array": np.arange(6.0).reshape(2, 3)}
        save("protocol%d.pt" % protocol, value, pickle_protocol=protocol)
        save("protocol%d-legacy.pt" % protocol, value, pickle_protocol=protocol,
             _use_new_zipfile_serialization=False)
    save("tuple.pt", (torch.arange(6.0).reshape(2, 3), torch.arange(2), {"more": [np.arange(3)]}))
    shared = {"a": torch.arange(2.0)}
    shared["self"] = shared
    save("cyclic.pt", shared)
    repacked("big-endian.pt", "state.pt", swap=True)
    repacked("deflated.pt", "state.pt", swap=False)


def repacked(name, source, swap):
    """A zip checkpoint written again: compressed, or as a big-endian machine would."""
    with zipfile.ZipFile(place(source)) as old, zipfile.ZipFile(place(name), "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if swap and info.filename.endswith("/data/2"):
                data = np.frombuffer(data, "<i8").astype(">i8").tobytes()
            elif swap and "/data/" in info.filename:
                data = np.frombuffer(data, "<f4").astype(">f4").tobytes()
            kind = zipfile.ZIP_STORED if swap else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo("other" + info.filename[info.filename.index("/"):]), data, kind)
        if swap:
            new.writestr(zipfile.ZipInfo("other/byteorder"), "big")


def v3_state():
    """What newer PyTorch writes for untyped storages; assembled opcode by opcode."""

    def text(value):
        return b"X" + struct.pack("<I", len(value)) + value

    pickled = (
        b"\x80\x02}" + text(b"w") + b"ctorch._utils\n_rebuild_tensor_v3\n((" + text(b"storage")
        + b"ctorch.storage\nUntypedStorage\n" + text(b"0") + text(b"cpu") + b"K\x10tQK\x01K\x03\x85K\x01\x85\x89"
        + b"ccollections\nOrderedDict\n)Rctorch\nfloat32\ntRs."
    )
    with zipfile.ZipFile(place("v3.pt"), "w") as new:
        new.writestr(zipfile.ZipInfo("v3/data.pkl"), pickled)
        new.writestr(zipfile.ZipInfo("v3/data/0"), np.arange(4, dtype="<f4").tobytes())


def view_of_legacy_storage():
    """Storage views are no longer written; PyTorch still reads them (element offset and count)."""

    class View(pickle.Pickler):
        def persistent_id(self, value):
            return value.reference if isinstance(value, Reference) else None

    class Reference:
        reference = ("storage", torch.FloatStorage, "root", "cpu", 6, ("part", 2, 3))

    class Tensor:
        def __reduce__(self):
            return (torch._utils._rebuild_tensor_v2,
                    (Reference(), 0, (3,), (1,), False, collections.OrderedDict()))

    with open(place("storage-view-legacy.pt"), "wb") as file:
        for value in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
            pickle.dump(value, file, 2)
        View(file, 2).dump({"part": Tensor()})
        pickle.dump(["root"], file, 2)
        file.write(struct.pack("<q", 6) + np.arange(6, dtype="<f4").tobytes())


def hostile():
    marker = "pickle-was-executed"
    save_both("hostile", {"state_dict": standard(), "evil": Bomb(marker)})
    save_both("hostile-alone", Bomb(marker))
    with open(place("hostile-raw.pt"), "wb") as file:
        pickle.dump(Bomb(marker), file, 2)
    # Lists of lists that share their members: 2^60 paths in 200 bytes.
    pickled = b"\x80\x02]" + b"".join(b"q%c(h%ch%cl" % (i, i, i) for i in range(60)) + b"."
    with zipfile.ZipFile(place("billion-paths.pt"), "w") as new:
        new.writestr(zipfile.ZipInfo("x/data.pkl"), pickled)
    # A list that contains itself.
    with zipfile.ZipFile(place("self-list.pt"), "w") as new:
        new.writestr(zipfile.ZipInfo("x/data.pkl"), b"\x80\x02]q\x00h\x00a.")
    # One element expanded to 2^40.
    rebuilt = (
        b"\x80\x02}X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storage"
        b"ctorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x01tQK\x00%s%s\x89"
        b"ccollections\nOrderedDict\n)RtRs."
    )

    def tensor_file(name, sizes, strides):
        def numbers(values):
            return b"(" + b"".join(b"\x8a\x08" + struct.pack("<q", v) for v in values) + b"t"

        with zipfile.ZipFile(place(name), "w") as new:
            new.writestr(zipfile.ZipInfo("x/data.pkl"), rebuilt % (numbers(sizes), numbers(strides)))
            new.writestr(zipfile.ZipInfo("x/data/0"), b"\0\0\0\0")

    tensor_file("expansion-bomb.pt", (1 << 20, 1 << 20), (0, 0))
    tensor_file("expansion-large.pt", (1 << 15, 1 << 15), (0, 0))
    tensor_file("overflow.pt", (1 << 62, 4), (1 << 62, 1 << 62))
    tensor_file("negative-stride.pt", (2,), (-1,))
    tensor_file("outside.pt", (2,), (1,))
    # A tensor, and a list that names the same number many times: few values, but no bomb.
    shared = b"X\x01\x00\x00\x00n](K\x00q\x01" + b"h\x01" * 70000 + b"es."
    with zipfile.ZipFile(place("shared-members.pt"), "w") as new:
        tensor = rebuilt % (b"(K\x01t", b"(K\x01t")
        new.writestr(zipfile.ZipInfo("x/data.pkl"), tensor[:-1] + shared, zipfile.ZIP_DEFLATED)
        new.writestr(zipfile.ZipInfo("x/data/0"), struct.pack("<f", 2.5))
    # Zeros that deflate packs a thousand times.
    with zipfile.ZipFile(place("deflate-bomb.pt"), "w") as new:
        new.writestr(zipfile.ZipInfo("x/data.pkl"), b"\0" * (100 << 20), zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(place("no-pickle.pt"), "w") as new:
        new.writestr(zipfile.ZipInfo("x/readme"), b"nothing")
    with open(place("not-a-checkpoint.pt"), "wb") as file:
        file.write(b"just some text, long enough to look at")
    open(place("empty.pt"), "wb").close()


def safetensors(name, header, data):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(place(name), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def safetensors_files():
    ten = torch.arange(10)
    types = {
        "F64": ten.double() / 4, "F32": ten.float() / 4, "F16": ten.half() / 4,
        "BF16": ten.bfloat16() / 4, "I64": ten - 3, "I32": ten.int() - 3, "I16": ten.short() - 3,
        "I8": ten.to(torch.int8) - 3, "U8": ten.byte(), "BOOL": ten % 3 == 0,
    }
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for kind, tensor in types.items():
        if kind == "BF16":
            raw = tensor.view(torch.int16).numpy().tobytes()
        else:
            raw = tensor.numpy().tobytes()
        header["module." + kind] = {"dtype": kind, "shape": [2, 5], "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    header["eight"] = {"dtype": "F8_E4M3", "shape": [1], "data_offsets": [len(data), len(data) + 1]}
    header["none"] = {"dtype": "F32", "shape": [0, 2], "data_offsets": [len(data), len(data)]}
    safetensors("types.safetensors", header, data + b"\0")
    four = np.arange(2, dtype="<f4").tobytes()

    def one(shape, offsets):
        return {"dtype": "F32", "shape": shape, "data_offsets": offsets}

    safetensors("overlap.safetensors", {"a": one([1], [0, 4]), "b": one([1], [2, 6])}, four)
    safetensors("beyond.safetensors", {"a": one([4], [0, 16])}, four)
    safetensors("wrong-shape.safetensors", {"a": one([3], [0, 8])}, four)
    safetensors("huge-shape.safetensors", {"a": one([1 << 62, 16], [0, 8])}, four)
    safetensors("negative.safetensors", {"a": one([-2], [0, 8])}, four)
    safetensors("no-json.safetensors", b'{"a": [[[', four)
    safetensors("deep.safetensors", b'{"a":' + b"[" * 20000, four)


def tensor_lists():
    """Tensors without names. What is no network has 100, 101, ... numbers."""
    values = list(standard().values())
    save_both("list", values)
    save("parameter-tuple.pt", tuple(torch.nn.Parameter(value) for value in values[:2]))
    save("list-in-dict.pt", {"loss": torch.tensor(0.5), "params": values, "epoch": 3})
    moments = [torch.zeros(100), torch.zeros(101), torch.zeros(102), torch.zeros(103)]
    optimizer = {"state": {0: {"exp_avg": torch.zeros(104)}}, "param_groups": [{"params": moments}]}
    save("lists.pt", {"mine": values, "exp_avg": moments, "momentum_buffers": moments, "optimizer_m": moments,
                      "grads": moments, "adam": optimizer})
    save("optimizer-lists.pt", {"exp_avg": moments, "square_avg": moments, "rng_state": moments[:1]})


class Old:
    """Stands for a tensor or storage, which the oldest files name by a number."""

    def __init__(self, number):
        self.number = number


def old_pickle(value):
    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            return str(value.number) if isinstance(value, Old) else None

    buffer = io.BytesIO()
    Pickler(buffer, 2).dump(value)
    return buffer.getvalue()


def tar_file():
    """What PyTorch wrote in 2016: torch.load of 1.13 still reads it, and says what is in it."""

    def storage(number, kind, values):
        return old_pickle((number, "cpu", kind)) + struct.pack("<q", len(values)) + values.tobytes()

    def tensor(number, storage_number, kind, shape, strides, offset):
        numbers = struct.pack("<%dq" % (2 * len(shape) + 1), *shape, *strides, offset)
        return old_pickle((number, storage_number, kind)) + struct.pack("<ii", len(shape), 0) + numbers

    members = {
        "sys_info": old_pickle({"protocol_version": 1000, "little_endian": True}),
        "pickle": old_pickle({"epoch": 4, "state_dict": collections.OrderedDict(
            [("conv.weight", Old(1)), ("conv.bias", Old(2)), ("again", Old(1)), ("count", Old(3))])}),
        "tensors": pickle.dumps(3, 0) + tensor(1, 11, torch.FloatTensor, (2, 3), (1, 2), 1)
        + tensor(2, 13, torch.FloatTensor, (2,), (1,), 0) + tensor(3, 12, torch.LongTensor, (3,), (1,), 0),
        "storages": pickle.dumps(2, 0) + storage(11, torch.FloatStorage, np.arange(8, dtype="<f4") / 4)
        + storage(12, torch.LongStorage, np.arange(3, dtype="<i8") - 1) + old_pickle([(13, 11, 5, 2)]),
    }
    with tarfile.open(place("tar.pt"), "w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1475000000.25
            archive.addfile(info, io.BytesIO(data))
    describe("tar.pt", torch.load(place("tar.pt"))["state_dict"])


def describe(name, state):
    """Writes beside a file what is in it: a line with name, type, axes, lengths and values of each tensor."""
    with open(place(name + ".txt"), "w") as file:
        for key, tensor in state.items():
            words = [key, str(tensor.dtype)[6:], tensor.dim(), *tensor.shape, *tensor.reshape(-1).tolist()]
            print(*words, file=file)


class Scripted(torch.nn.Module):
    """Parameters under two names, buffers in the state dict and not, a tensor that is neither."""

    def __init__(self):
        super().__init__()
        self.norm = torch.nn.BatchNorm1d(2)
        self.one = torch.nn.Linear(2, 2)
        self.same = self.one
        self.layers = torch.nn.Sequential(torch.nn.Linear(2, 2, bias=False), torch.nn.BatchNorm1d(2, affine=False))
        self.tied = self.one.weight
        self.attribute = torch.ones(3)
        self.register_buffer("mask", torch.ones(2))

    def forward(self, x):
        return self.layers(self.same(self.one(self.norm(x)))) + self.attribute.sum() * self.mask


def save_scripted(name, network):
    """Without the debug entries, which name the folder of this script."""
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(network), buffer)
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(place(name), "w") as new:
        for info in old.infolist():
            if not info.filename.endswith(".debug_pkl"):
                new.writestr(zipfile.ZipInfo(info.filename), old.read(info))


def script_files():
    save_scripted("scripted.pt", Net())
    network = Scripted()
    for number, tensor in enumerate(network.state_dict().values()):
        tensor.fill_(number)
    save_scripted("scripted-parts.pt", network)
    describe("scripted-parts.pt", torch.jit.load(place("scripted-parts.pt")).state_dict())


def shard_index():
    """The seed of FuzzShards: an index, a zero, and the file that it names."""
    index = {"metadata": {}, "weight_map": {"a": "shard", "b": "shard"}}
    safetensors("shards.bin", {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
                               "b": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}},
                np.arange(3, dtype="<f4").tobytes())
    with open(place("shards.bin"), "rb") as file:
        shard = file.read()
    with open(place("shards.bin"), "wb") as file:
        file.write(json.dumps(index).encode() + b"\0" + shard)


def numpy_files():
    arrays = {
        "c": np.arange(6.0).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)),
        "big": np.arange(5, dtype=">i4"),
        "half": np.arange(4, dtype="<f2") / 2,
        "small": np.arange(4, dtype="<i2") - 1,
        "bytes": np.arange(4, dtype="u1"),
        "u2": np.array([0, 65535], dtype="<u2"),
        "u4": np.array([1, 4294967295], dtype=">u4"),
        "u8": np.array([1, 2], dtype="<u8"),
        "flag": np.array([True, False]),
        "scalar": np.array(3.5),
        "empty": np.zeros((0, 4)),
    }
    np.savez(place("stored.npz"), **arrays)
    np.savez_compressed(place("compressed.npz"), **arrays)
    np.savez(place("object.npz"), good=np.arange(2), bad=np.array([{"a": 1}, None], dtype=object))
    np.savez(place("text.npz"), words=np.array(["a", "b"]))
    np.savez(place("record.npz"), record=np.zeros(2, dtype=[("x", "f4"), ("y", "i4")]))
    np.savez(place("too-large-u8.npz"), u8=np.array([1 << 63], dtype="u8"))


def idx_files():
    for name, code, dtype, shape in (
        ("images.idx", 8, ">u1", (2, 3, 4)), ("shorts.idx", 11, ">i2", (5,)),
        ("ints.idx", 12, ">i4", (2, 2)), ("floats.idx", 13, ">f4", (3,)),
        ("doubles.idx", 14, ">f8", (3,)), ("chars.idx", 9, ">i1", (3,)),
    ):
        values = np.arange(int(np.prod(shape))).astype(dtype)
        data = struct.pack(">HBB", 0, code, len(shape)) + struct.pack(">%dI" % len(shape), *shape)
        with open(place(name), "wb") as file:
            file.write(data + values.tobytes())
        with open(place(name + ".gz"), "wb") as file:
            file.write(gzip.compress(data + values.tobytes(), mtime=0))
    with open(place("members.gz"), "wb") as file:
        file.write(gzip.compress(b"first ", mtime=0) + gzip.compress(b"second", mtime=0))
    with open(place("large.gz"), "wb") as file:
        file.write(gzip.compress(b"\0" * 1000000, mtime=0))


def picture(channels):
    rows, columns = np.mgrid[0:5, 0:7]
    planes = [(rows * 40 + columns * 5 + c * 17) % 256 for c in range(channels)]
    return np.stack(planes, -1).astype(np.uint8)


def smooth(channels):
    rows, columns = np.mgrid[0:24, 0:20]
    planes = [rows * 6 + columns * 3 + c * 20 for c in range(channels)]
    return np.stack(planes, -1).astype(np.uint8)


def images():
    Image.fromarray(picture(1)[..., 0], "L").save(place("grey.png"))
    Image.fromarray(picture(3), "RGB").save(place("rgb.png"))
    rgba = picture(4)
    Image.fromarray(rgba, "RGBA").save(place("rgba.png"))
    Image.fromarray(rgba[..., :2].copy(), "LA").save(place("grey-alpha.png"))
    palette = Image.fromarray((np.arange(35).reshape(5, 7) % 4).astype(np.uint8), "P")
    palette.putpalette([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120])
    palette.save(place("palette.png"))
    Image.fromarray((picture(1)[..., 0].astype(np.uint16) * 257), "I;16").save(place("grey16.png"))
    Image.fromarray((np.arange(35).reshape(5, 7) % 3 == 0)).save(place("bilevel.png"))
    for name, channels in (("grey.jpg", 1), ("rgb.jpg", 3), ("progressive.jpg", 3)):
        pixels = smooth(channels)
        image = Image.fromarray(pixels[..., 0] if channels == 1 else pixels)
        image.save(place(name), quality=92, progressive=name.startswith("progressive"))
        decoded = np.asarray(Image.open(place(name))).reshape(24, 20, channels)
        np.savetxt(place(name + ".txt"), decoded.reshape(-1, channels), fmt="%d")
    buffer = io.BytesIO()
    Image.new("CMYK", (8, 8), (10, 20, 30, 40)).save(buffer, "JPEG")
    with open(place("cmyk.jpg"), "wb") as file:
        file.write(buffer.getvalue())


def exported_networks():
    """The smallest networks of Testing/Data/exported without what is written for people alone."""

    def without_notes(value):
        if isinstance(value, dict):
            return {key: without_notes(part) for key, part in value.items()
                    if key not in ("metadata", "module_call_graph", "guards_code")}
        return [without_notes(part) for part in value] if isinstance(value, list) else value

    for version in ("2.6", "2.14"):
        archive = zipfile.ZipFile(os.path.join(FOLDER, "..", "exported", f"torch-{version}.zip"))
        network = zipfile.ZipFile(io.BytesIO(archive.read("rmsnorm-float/network.pt2")))
        with zipfile.ZipFile(place(f"exported-{version}.pt2"), "w") as written:
            for entry in network.infolist():
                data = network.read(entry)
                if "sample_inputs" in entry.filename or "example_inputs" in entry.filename:
                    continue
                if entry.filename.endswith(".json"):
                    data = json.dumps(without_notes(json.loads(data)), separators=(",", ":")).encode()
                written.writestr(zipfile.ZipInfo(entry.filename), data)
        state = torch.load(io.BytesIO(archive.read("rmsnorm-float/state_dict.pt")))
        describe(f"exported-{version}.pt2", state)


if __name__ == "__main__":
    # The legacy format stores source text and folder of every class; keep the folder out.
    torch.serialization.get_source_lines_and_file = lambda kind: (["class Net: pass"], 1, "net.py")
    torch.manual_seed(0)
    os.makedirs(FOLDER, exist_ok=True)
    checkpoints()
    layouts()
    v3_state()
    view_of_legacy_storage()
    hostile()
    safetensors_files()
    tar_file()
    script_files()
    shard_index()
    numpy_files()
    idx_files()
    images()
    exported_networks()
