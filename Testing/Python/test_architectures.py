# SPDX-License-Identifier: BSD-3-Clause
"""Every built-in network that the list offers: trained, saved and shown as a landscape."""
import os

import numpy
from landscapes import OUTPUT, Messages, array, fetch, load_plugin, run_tests
from paraview import simple

load_plugin()
# Networks that take seconds for a handful of digits: the core's tests make each of them.
LARGE = ("wrn28-10", "wrn28-10-noskip", "resnet34", "resnet50", "vgg19", "vgg19-bn", "vit-small")
# One thread: many small operations.
SETTINGS = {
    "Dataset": "Digits", "NumberOfSamples": 20, "HiddenWidths": [8], "TransformerDepth": 2, "Threads": 1,
}


def architectures():
    return simple.LossLandscape().GetProperty("Architecture").GetAvailable()


def trained(name):
    """A checkpoint of the network, hardly trained."""
    folder = os.path.join(OUTPUT, "architectures", name)
    training = simple.TrainNetwork(
        Architecture=name, Epochs=1, BatchSize=20, OutputDirectory=folder, **SETTINGS
    )
    errors = Messages(training)
    training.UpdatePipeline()
    assert str(errors) == "", f"{name}: {errors}"
    return os.path.join(folder, "epoch_0001.pt")


def line(name, **properties):
    return simple.LossLandscape(Architecture=name, Dimension=1, Resolution=[3, 1, 1], **SETTINGS, **properties)


def size_text(source):
    """What the panel shows."""
    source.UpdatePropertyInformation()
    return source.NetworkSize


def test_the_size_of_the_network_is_told():
    source = line("resnet20")
    field = fetch(source).GetFieldData()
    sizes = [field.GetArray(f"network_{what}").GetValue(0) for what in ("layers", "parameters", "multiply_adds")]
    # 8 x 8 pixels, one channel. Multiply-adds: stem, three stages of 6 convolutions (the first of
    # stages two and three with half the channels), linear layer.
    stem = 64 * 16 * 9
    stages = 6 * 64 * 16 * 16 * 9 + 5.5 * 16 * 32 * 32 * 9 + 5.5 * 4 * 64 * 64 * 9
    assert sizes == [20, 269722 - 2 * 16 * 9, stem + stages + 64 * 10], sizes
    expected = f"20 layers, {sizes[1] / 1000:.0f} k weights"
    boundary = simple.DecisionBoundary(Architecture="resnet20", Dataset="Digits", NumberOfSamples=20, Resolution=[2, 2])
    boundary.UpdatePipeline()
    spectrum = simple.HessianSpectrum(Architecture="resnet20", NumberOfEigenvalues=[1, 1], Probes=1, LanczosSteps=2, **SETTINGS)
    spectrum.UpdatePipeline()
    for each in (source, boundary, spectrum):
        assert size_text(each) == expected, size_text(each)


def test_the_size_is_that_of_the_settings():
    """Where ParaView reads it: before the new network is evaluated."""
    source = line("resnet20")
    source.UpdatePipeline()
    # He et al. 2016: 853,018 for colour images.
    for name, text in (("resnet56", "56 layers, 853 k weights"), ("resnet20", "20 layers, 269 k weights")):
        source.Architecture = name
        source.UpdatePipelineInformation()
        assert size_text(source) == text, size_text(source)


def test_a_source_that_failed_has_no_size():
    sources = (
        line("resnet20"),
        simple.DecisionBoundary(NumberOfSamples=20, Resolution=[2, 2]),
        simple.NetworkSharpness(AscentSteps=1, NumberOfDirections=1, **SETTINGS),
        simple.HessianSpectrum(NumberOfEigenvalues=[1, 1], Probes=1, LanczosSteps=2, **SETTINGS),
    )
    for source in sources:
        source.UpdatePipeline()
        assert size_text(source) == "20 layers, 269 k weights", size_text(source)
        assert len(size_text(source)) <= 30
        errors = Messages(source)
        source.WeightsFile = "/no/such/weights.pt"
        source.UpdatePipeline()
        assert "/no/such/weights.pt" in str(errors) and len(errors.texts) == 1, errors.texts
        assert size_text(source) == "", size_text(source)


def test_missing_weights_are_asked_for():
    source = line("vgg11")
    errors = Messages(source)
    source.UpdatePipeline()
    for part in ("vgg11 on Digits", "WeightsFile", "Train Network", "resnet20"):
        assert part in str(errors), str(errors)


def test_unknown_names_are_answered_with_the_known_ones():
    source = line("resnet19")
    errors = Messages(source)
    source.UpdatePipeline()
    for part in ("resnet19", "densenet121", "vit-tiny", "wrnDEPTH-WIDTH"):
        assert part in str(errors), str(errors)


def test_every_listed_network_can_be_trained_and_evaluated():
    names = [name for name in architectures() if name not in LARGE]
    assert len(names) == 29, names
    for name in names:
        image = fetch(line(name, WeightsFile=trained(name)))
        losses = array(image, "loss")
        assert losses.shape == (3,) and numpy.isfinite(losses).all(), f"{name}: {losses}"
        assert len(set(losses)) == 3, f"{name}: {losses}"


run_tests(globals())
