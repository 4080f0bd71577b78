# SPDX-License-Identifier: BSD-3-Clause
"""make_direction_files.py OUT: directions as loss-landscape stores them, and the same ones by name.

Writes OUT/direction_files, for each network NAME (TorchScript NAME.pt, state dict NAME_state.pt):
NAME_weights.h5 and NAME_states.h5 (groups xdirection, ydirection, with a dataset for each of
model.parameters() or for each entry of model.state_dict()), NAME_old_states.h5 (without the counters
of batch norm) and NAME_x.pt, NAME_y.pt (the same directions as parameter name -> tensor).
"""
import pathlib
import sys

import h5py
import torch
from torch import nn

import networks


class Unusual(nn.Module):
    """Modules out of their order of use, statistics without parameters, and a module's own tensors
    beside its submodules'."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(5, 10)
        self.shift = nn.Parameter(torch.zeros(5))
        self.register_buffer("factor", torch.ones(5))
        self.body = nn.Sequential(nn.Conv2d(1, 5, 3), nn.BatchNorm2d(5, affine=False), nn.ReLU(),
                                  nn.Conv2d(5, 5, 3, bias=False), nn.BatchNorm2d(5))
        self.stem = nn.Conv2d(1, 1, 1)

    def forward(self, x):
        x = self.body(self.stem(x)).mean(dim=(2, 3))
        return self.head(x * self.factor + self.shift)


def write_list(file, name, tensors):
    group = file.create_group(name)
    for number, tensor in enumerate(tensors):
        group.create_dataset(str(number), data=tensor.numpy())


def write_lists(path, axes):
    with h5py.File(path, "w") as file:
        for name, tensors in zip(("xdirection", "ydirection"), axes):
            write_list(file, name, tensors)


def write(name, network, folder):
    state = network.state_dict()
    axes = [{key: torch.randn(value.shape) for key, value in state.items()} for _ in "xy"]
    parameters = [key for key, _ in network.named_parameters()]
    old = [key for key in state if not key.endswith("num_batches_tracked")]
    for suffix, keys in (("weights", parameters), ("states", list(state)), ("old_states", old)):
        write_lists(folder / f"{name}_{suffix}.h5", [[axis[key] for key in keys] for axis in axes])
    with h5py.File(folder / f"{name}_x.h5", "w") as file:
        write_list(file, "xdirection", [axes[0][key] for key in parameters])
    for letter, axis in zip("xy", axes):
        torch.save({key: axis[key] for key in parameters}, folder / f"{name}_{letter}.pt")
    torch.save(state, folder / f"{name}_state.pt")
    torch.jit.script(network).save(str(folder / f"{name}.pt"))
    print(f"{name}: {len(parameters)} parameters, {len(state)} entries of the state dict")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.manual_seed(5)
    folder = pathlib.Path(sys.argv[1]) / "direction_files"
    folder.mkdir(parents=True, exist_ok=True)
    write("resnet8", networks.create("resnet8", channels=1).eval(), folder)
    write("unusual", Unusual().eval(), folder)


if __name__ == "__main__":
    main()
