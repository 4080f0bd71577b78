#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Hands a network from PyTorch to ParaView's Loss Landscape: one file, which needs torch alone (1.13 to 2.15).

In a script or notebook of your own, after training:

    from losslandscape_export import export
    export(model, loader, "my_landscape", loss=nn.CrossEntropyLoss())

or from the command line, where a function of yours returns the arguments of export (a tuple, or a dict):

    python3 losslandscape_export.py module:function my_landscape

`my_landscape` then holds

    network.pt2     the network (network.ts, in TorchScript, for PyTorch before 2.5)
    data.pt         the samples that the loss is computed on
    weights.pt      the weights alone, for other checkpoints of the same network to stand beside
    landscape.py    `pvpython landscape.py` computes the landscape and a picture; File > Load State opens it
                    in ParaView's window

and the network in the files was run and compared with the model.
"""
import argparse
import copy
import importlib
import inspect
import os
import sys
import warnings

import torch
from torch import nn
from torch.nn import functional

LOSSES = {
    "Cross Entropy": functional.cross_entropy,
    "Negative Log Likelihood": functional.nll_loss,
    "Binary Cross Entropy": functional.binary_cross_entropy_with_logits,
    "Mean Squared Error": functional.mse_loss,
    "Mean Absolute Error": functional.l1_loss,
    "Huber": functional.huber_loss,
}
MODULES = {
    nn.CrossEntropyLoss: "Cross Entropy",
    nn.NLLLoss: "Negative Log Likelihood",
    nn.BCEWithLogitsLoss: "Binary Cross Entropy",
    nn.MSELoss: "Mean Squared Error",
    nn.L1Loss: "Mean Absolute Error",
    nn.HuberLoss: "Huber",
}
OWN = "Network Output"
TARGETS = ("targets", "target", "labels", "label", "y")
LABEL_LOSSES = ("Cross Entropy", "Negative Log Likelihood")


class ExportError(Exception):
    """What cannot be exported, and what to do about it."""


class Objective(nn.Module):
    """A model with the loss that it was trained with: the targets come after the inputs."""

    def __init__(self, model, loss, output):
        super().__init__()
        self.model = model
        self.loss = copy.deepcopy(loss).cpu().eval() if isinstance(loss, nn.Module) else loss
        self.output = output

    def forward(self, *tensors):
        outputs = self.model(*tensors[:-1])
        return self.loss(outputs if self.output is None else _first(outputs, self.output), tensors[-1])


class ByKeyword(nn.Module):
    """A model that is called with named tensors, as those of Hugging Face are."""

    def __init__(self, model, names):
        super().__init__()
        self.model = model
        self.names = names

    def forward(self, *tensors):
        outputs = self.model(**dict(zip(self.names, tensors)))
        return dict(outputs) if isinstance(outputs, dict) else outputs


def _unwrapped(model):
    """Without torch.compile, DataParallel and DistributedDataParallel around it."""
    while True:
        if hasattr(model, "_orig_mod"):
            model = model._orig_mod
        elif isinstance(model, (nn.DataParallel, nn.parallel.DistributedDataParallel)):
            model = model.module
        else:
            return model


def _batches(data, samples):
    if isinstance(data, dict) or (
        isinstance(data, (tuple, list)) and all(isinstance(part, torch.Tensor) for part in data)
    ):
        return [data]
    if isinstance(data, torch.Tensor):
        return [(data,)]
    if isinstance(data, torch.utils.data.Dataset) and hasattr(data, "__getitem__"):
        # Evenly spaced ones: folders of images are in the order of their classes.
        step = max(1, len(data) // max(1, samples))
        return torch.utils.data.DataLoader(torch.utils.data.Subset(data, range(0, len(data), step)), batch_size=64)
    return data


def _parts(batch):
    """The tensors of a batch by names: keys of a dict, or else places."""
    if isinstance(batch, torch.Tensor):
        return {0: batch}
    if isinstance(batch, dict) or hasattr(batch, "keys"):
        parts = {key: batch[key] for key in batch.keys()}
    else:
        flat = []
        for part in batch:
            flat.extend(part if isinstance(part, (tuple, list)) else [part])
        parts = dict(enumerate(flat))
    tensors = {key: torch.as_tensor(part) for key, part in parts.items() if part is not None}
    if not tensors:
        raise ExportError("a batch of the data holds no tensors: give (inputs, targets), or a dict of tensors")
    return tensors


def _collect(data, samples):
    """The first `samples` samples, on the processor."""
    pieces = []
    count = 0
    for batch in _batches(data, samples):
        parts = {key: part.detach().cpu() for key, part in _parts(batch).items()}
        pieces.append(parts)
        count += len(next(iter(parts.values())))
        if count >= samples:
            break
    if not pieces:
        raise ExportError("the data are empty")
    try:
        whole = {key: torch.cat([piece[key] for piece in pieces])[:samples] for key in pieces[0]}
    except RuntimeError as error:
        raise ExportError(
            f"batches of the data differ in shape ({error}): pad all samples to one length, with labels -100 where "
            "there is nothing to predict"
        ) from error
    lengths = {len(tensor) for tensor in whole.values()}
    if len(lengths) != 1:
        raise ExportError(f"tensors of the data have different numbers of samples: {sorted(lengths)}")
    if lengths == {1}:
        raise ExportError("a single sample is no data: give two or more")
    return whole


def _split(whole, takes_targets_itself, arguments):
    """Inputs in forward's order, and targets."""
    keys = list(whole)
    if all(isinstance(key, int) for key in keys):
        has_targets = len(keys) > 1
        target = keys[-1] if has_targets else None
    else:
        target = next((name for name in TARGETS if name in whole), None)
    inputs = [key for key in keys if key != target]
    if not isinstance(keys[0], int):
        inputs = [name for name in arguments if name in inputs]
        if not inputs:
            raise ExportError(
                f"none of the data's names ({', '.join(keys)}) is an argument of forward ({', '.join(arguments)})"
            )
    if target is None and not takes_targets_itself:
        raise ExportError("the data have no targets; they are the last tensor of a tuple, or called labels, target or y")
    return inputs, target


def _arguments(model):
    parameters = inspect.signature(model.forward).parameters.values()
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]


def _required(model):
    """How many tensors forward needs."""
    parameters = inspect.signature(model.forward).parameters.values()
    return sum(p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD for p in parameters)


def _may_take_targets(model, inputs):
    """Whether the argument after the inputs is the targets, by its name (forward(tokens, targets=None))."""
    arguments = _arguments(model)
    return len(arguments) > inputs and arguments[inputs] in TARGETS


def _settings_of(module):
    settings = {"Loss": MODULES[type(module)]}
    if module.reduction != "mean":
        raise ExportError(f"the loss has reduction {module.reduction!r}: a landscape shows the mean, give reduction='mean'")
    if settings["Loss"] in LABEL_LOSSES:
        if module.weight is not None:
            settings["ClassWeights"] = [float(weight) for weight in module.weight]
        settings["IgnoredLabel"] = module.ignore_index
        settings["LabelSmoothing"] = getattr(module, "label_smoothing", 0.0)
    usual = getattr(module, "weight", None) is None and getattr(module, "pos_weight", None) is None
    is_usual = settings["Loss"] in LABEL_LOSSES or (usual and getattr(module, "delta", 1.0) == 1.0)
    return settings if is_usual else None


def _loss_settings(loss):
    """The settings that say this loss to ParaView; None for one that has to be exported with the model."""
    if isinstance(loss, str):
        names = {name.lower(): name for name in [*LOSSES, OWN]}
        if loss.lower() not in names:
            raise ExportError(f"unknown loss {loss!r}: give one of {', '.join(names.values())}, or a function")
        return {"Loss": names[loss.lower()]}
    if type(loss) in MODULES:
        return _settings_of(loss)
    named = [name for name, function in LOSSES.items() if loss is function]
    return {"Loss": named[0]} if named else None


def _first(outputs, output):
    if isinstance(outputs, dict):
        return outputs[output] if output is not None else next(iter(outputs.values()))
    if isinstance(outputs, (tuple, list)):
        return outputs[int(output or 0)]
    return outputs


def _example(inputs, count):
    return tuple(tensor[:count].clone() for tensor in inputs)


def _export_program(model, inputs, path):
    """Writes a .pt2 for batches of any size if the model has it so, else for that of the example."""
    count = min(len(inputs[0]), 8)
    example = _example(inputs, count)
    batch = torch.export.Dim("batch", min=2, max=1 << 20)
    variadic = any(
        p.kind == p.VAR_POSITIONAL for p in inspect.signature(model.forward).parameters.values()
    )
    shapes = tuple({0: batch} for _ in example)
    try:
        program = torch.export.export(model, example, dynamic_shapes=(shapes,) if variadic else shapes)
        fixed = None
    except Exception as error:  # torch.export raises many kinds, for a size that is written into the model too.
        try:
            program = torch.export.export(model, example)
        except Exception:
            raise ExportError(f"torch.export cannot write the model down:\n{error}") from error
        fixed = count
    torch.export.save(program, path)
    return fixed


def _export_script(model, inputs, path):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            script = torch.jit.script(model)
    except Exception:  # TorchScript knows a part of Python alone; tracing takes what runs.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            script = torch.jit.trace(model, _example(inputs, min(len(inputs[0]), 8)), strict=False)
    script.save(path)


def _run_file(path):
    return torch.export.load(path).module() if path.endswith(".pt2") else torch.jit.load(path)


def _check(model, path, inputs, fixed, output):
    """Compares what the file computes with what the model does, on two sizes of batches."""
    network = _run_file(path)
    largest = 0.0
    for count in [fixed] if fixed else {min(len(inputs[0]), 8), min(len(inputs[0]), 5)}:
        example = _example(inputs, count)
        with torch.no_grad():
            expected, found = _first(model(*example), output), _first(network(*example), output)
        scale = max(float(expected.abs().max()), 1e-30)
        largest = max(largest, float((expected - found).abs().max()) / scale)
    if not largest < 1e-4:
        raise ExportError(f"the exported network computes other outputs than the model (relative difference {largest:.2g})")
    return largest


def _value(outputs, targets, settings):
    """The loss of named settings by torch.nn.functional, with the axis of classes where ParaView finds it."""
    name = settings["Loss"]
    if name not in LABEL_LOSSES or targets.is_floating_point():
        return LOSSES[name](outputs, targets.to(outputs.dtype).reshape(outputs.shape))
    if outputs.dim() > 2 and outputs.shape[:-1] == targets.shape:
        outputs = outputs.movedim(-1, 1)
    labels = targets.reshape(outputs.shape[:1] + outputs.shape[2:]).long()
    weights = settings.get("ClassWeights")
    options = {
        "weight": None if weights is None else torch.tensor(weights, dtype=outputs.dtype),
        "ignore_index": settings.get("IgnoredLabel", -100),
    }
    if name == "Cross Entropy":
        options["label_smoothing"] = settings.get("LabelSmoothing", 0.0)
    return LOSSES[name](outputs, labels, **options)


def _loss_at_centre(network, inputs, targets, settings, output):
    """The model's mean loss over all samples; None if the outputs of all would take too much memory."""
    most = 1 << 28
    with torch.no_grad():
        size = _first(network(*_example(inputs, 2)), output).numel() / 2
        if size * len(inputs[0]) > most:
            return None
        outputs = _first(network(*inputs), output)
        return float(outputs.mean() if settings["Loss"] == OWN else _value(outputs, targets[0], settings))


SCRIPT = '''\
"""Loss landscape of {model}.

    pvpython landscape.py       computes the landscape
    File > Load State           computes and shows it in ParaView's window

Either writes landscape.vti and landscape.png beside this file.

pvpython needs to know where the plugin is: LOSSLANDSCAPE_PLUGIN=/path/to/LossLandscape.so, unless ParaView
finds it by itself.
"""
import os

from paraview import simple

FOLDER = {folder!r}

if not hasattr(simple, "LossLandscape"):
    plugin = os.environ.get("LOSSLANDSCAPE_PLUGIN", "")
    if plugin:
        simple.LoadPlugin(plugin, remote=False, ns=vars(simple))
    else:
        simple.LoadDistributedPlugin("LossLandscape", remote=False, ns=vars(simple))

landscape = simple.LossLandscape(
    registrationName="Landscape",
{settings}
)
landscape.UpdatePipeline()

# Height and colours are the logarithm of the loss where it stays above 0.
bounds = landscape.GetDataInformation().GetBounds()
lowest, highest = landscape.PointData["loss"].GetRange()
height = simple.Calculator(registrationName="Height", Input=landscape, ResultArrayName="height")
height.Function = "log10(loss)" if lowest > 0 else "loss"
height.UpdatePipeline()
low, high = height.PointData["height"].GetRange()
surface = simple.WarpByScalar(registrationName="Surface", Input=height, Scalars=["POINTS", "height"])
surface.ScaleFactor = 0.5 * (bounds[1] - bounds[0]) / (high - low) if high > low else 1.0

view = simple.GetActiveViewOrCreate("RenderView")
shown = simple.Show(surface, view)
simple.ColorBy(shown, ("POINTS", "height"))
shown.SetScalarBarVisibility(view, True)
bar = simple.GetScalarBar(simple.GetColorTransferFunction("height"), view)
bar.Title = "log10 loss" if lowest > 0 else "loss"
bar.ComponentTitle = ""
bar.RangeLabelFormat = bar.LabelFormat
simple.ResetCamera(view)
camera = simple.GetActiveCamera()
camera.Elevation(-55)
camera.Azimuth(20)
simple.ResetCamera(view)
simple.Render(view)

simple.SaveData(os.path.join(FOLDER, "landscape.vti"), proxy=landscape)
simple.SaveScreenshot(os.path.join(FOLDER, "landscape.png"), view, ImageResolution=[1200, 900])
print("loss from", lowest, "to", highest)
'''


def _write_script(folder, model, settings):
    lines = ",\n".join(f"    {name}={value!r}" for name, value in settings.items()) + ","
    text = SCRIPT.format(model=type(model).__name__, folder=folder, settings=lines)
    with open(os.path.join(folder, "landscape.py"), "w", encoding="utf-8") as file:
        file.write(text)


def export(model, data, folder, loss="Cross Entropy", samples=1000, output=None, checkpoints=()):
    """Writes a network, its data and a script that shows its landscape into `folder`.

    model        the trained torch.nn.Module
    data         a DataLoader or any other iterable of batches, a Dataset, a tuple (inputs..., targets) or a dict of
                 tensors; the last tensor, or the one called labels, target or y, is the targets
    loss         a name ("Cross Entropy", "Mean Squared Error", "Network Output" if the model returns its loss, ...), a
                 loss of torch.nn or torch.nn.functional, or any function loss(outputs, targets)
    samples      how many samples are taken: evenly spaced ones of a Dataset, else from the first on
    output       which output counts of a model that returns several: a place, or a key of a dict
    checkpoints  files of state dicts along the training run, in order: they become a trajectory

    Returns the path of the script. Raises ExportError, which says what to do.
    """
    original = _unwrapped(model)
    network = copy.deepcopy(original).cpu().eval()
    if next(network.parameters()).dtype == torch.float16:
        network = network.float()
    settings = _loss_settings(loss)
    whole = _collect(data, samples)
    has_own_loss = settings is not None and settings["Loss"] == OWN
    arguments = _arguments(network)
    names, target = _split(whole, has_own_loss, arguments)
    kind = next(network.parameters()).dtype
    inputs = [whole[name] if not whole[name].is_floating_point() else whole[name].to(kind) for name in names]
    targets = [] if target is None else [whole[target]]
    given = list(inputs)
    if not isinstance(names[0], int):
        takes_targets = has_own_loss and target in arguments
        network = ByKeyword(network, names + ([target] if takes_targets else []))
        given += targets if takes_targets else []
    elif has_own_loss and (_required(original) > len(inputs) or _may_take_targets(original, len(inputs))):
        given += targets
    if settings is None:
        network = Objective(network, loss, output)
        given += targets
        settings = {"Loss": OWN}
        output = None

    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    has_export = tuple(int(part) for part in torch.__version__.split(".")[:2]) >= (2, 5)
    path = os.path.join(folder, "network.pt2" if has_export else "network.ts")
    fixed = _export_program(network, given, path) if has_export else _export_script(network, given, path)
    difference = _check(network, path, given, fixed, output)

    stored = {f"input_{place}": tensor.contiguous() for place, tensor in enumerate(inputs)}
    if targets:
        stored["targets"] = targets[0].contiguous()
    torch.save(stored, os.path.join(folder, "data.pt"))
    torch.save(network.state_dict(), os.path.join(folder, "weights.pt"))

    count = len(inputs[0])
    value = None if fixed else _loss_at_centre(network, given, targets, settings, output)
    properties = {
        "NetworkFile": path,
        "Dataset": "Tensor File",
        "DatasetPath": os.path.join(folder, "data.pt"),
        "NumberOfSamples": count - count % fixed if fixed else 0,
        **settings,
    }
    if output is not None:
        properties["Output"] = str(output)
    if checkpoints:
        properties["Directions"] = "PCA"
        properties["CheckpointFiles"] = [os.path.abspath(file) for file in checkpoints]
    _write_script(folder, original, properties)
    print(f"{folder}: {count} samples, outputs equal to the model's within {difference:.1g} of the largest")
    if value is not None:
        print(f"loss by PyTorch: {value:.7g}; the landscape has it at its centre")
    if fixed:
        print(f"The model runs batches of {fixed} samples alone: the landscape uses {properties['NumberOfSamples']} samples.")
    return os.path.join(folder, "landscape.py")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("function", help="module:function that returns (model, data) or the arguments of export as a dict")
    parser.add_argument("folder", help="where the files go")
    arguments = parser.parse_args()
    module, _, name = arguments.function.partition(":")
    sys.path.insert(0, os.getcwd())
    module = module[:-3] if module.endswith(".py") else module
    made = getattr(importlib.import_module(module), name)()
    try:
        if isinstance(made, dict):
            export(folder=arguments.folder, **made)
        else:
            model, data, *rest = made
            export(model, data, arguments.folder, *rest)
    except ExportError as error:
        sys.exit(f"losslandscape_export: {error}")


if __name__ == "__main__":
    main()
