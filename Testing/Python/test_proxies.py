# SPDX-License-Identifier: BSD-3-Clause
"""Every proxy of the plugin: documented, in the menu, with defaults equal to those of its class."""
import os

from landscapes import load_plugin, run_tests
from paraview import servermanager, simple
from topology import FILTERS

load_plugin()
SOURCES = (
    "AnalyticLandscape",
    "DecisionBoundary",
    "HessianSpectrum",
    "LossLandscape",
    "ModeConnectivity",
    "NetworkSharpness",
    "TrainNetwork",
)
READERS = ("CheckpointReader", "LandscapeReader", "LandscapeTrajectoryReader")
WRITERS = ("LandscapeHDF5Writer", "LandscapePLYWriter")


def proxies():
    yield from menu_proxies()
    for name in READERS:
        yield name, getattr(simple, name)()
    for name in WRITERS:
        yield name, getattr(servermanager.writers, name)()


def menu_proxies():
    for name in SOURCES:
        yield name, getattr(simple, name)()
    landscape = simple.AnalyticLandscape(Resolution=[3, 3, 1])
    for name in FILTERS:
        yield name, getattr(simple, name)(landscape)
    yield "TrajectoryOnLandscape", simple.TrajectoryOnLandscape(
        Trajectory=simple.PolyLineSource(), Landscape=landscape
    )


def properties(proxy):
    iterator = proxy.SMProxy.NewPropertyIterator()
    iterator.Begin()
    while not iterator.IsAtEnd():
        yield iterator.GetKey(), iterator.GetProperty()
        iterator.Next()


def text_of(documentation):
    return (documentation.GetDescription() or "").strip() if documentation else ""


def test_every_property_is_documented():
    for name, proxy in proxies():
        definition = proxy.SMProxy.GetDocumentation()
        assert len(text_of(definition)) > 100, name
        assert definition.GetShortHelp() and definition.GetLongHelp(), name
        assert definition.GetShortHelp() != definition.GetLongHelp(), name
        for key, entry in properties(proxy):
            assert len(text_of(entry.GetDocumentation())) > 20, f"{name}.{key}"


def test_help_pages_have_every_property():
    folder = os.environ["LOSSLANDSCAPE_HELP"]
    if not folder:
        print("not run: this ParaView makes no help pages for plugins")
        return
    for name, proxy in proxies():
        with open(f"{folder}/{proxy.SMProxy.GetXMLGroup()}.{name}.html", encoding="utf-8") as file:
            page = file.read()
        for key, entry in properties(proxy):
            assert f"<th>{entry.GetXMLLabel()}</th>" in page, f"{name}: {key} is not on the help page"
    assert not [page for page in os.listdir(folder) if page.startswith("internal")]


def printed_settings(algorithm):
    """What the class prints of itself: the plugin's classes are not wrapped for Python."""
    lines = [line.strip().split(":", 1) for line in str(algorithm).splitlines() if ":" in line]
    return {name: value.split() for name, value in (line for line in lines if len(line) == 2)}


def is_setting(entry):
    """Inputs, and arrays that are chosen from those of the input, have no default of their own."""
    command = entry.GetCommand() or ""
    return command.startswith(("Set", "Add")) and command not in ("SetInputConnection", "SetInputArrayToProcess")


def same(printed, default):
    try:
        return float(printed) == float(default)
    except ValueError:
        return printed == default


def test_defaults_are_those_of_the_class():
    for name, proxy in proxies():
        settings = printed_settings(proxy.SMProxy.GetClientSideObject().NewInstance())
        for key, entry in properties(proxy):
            if not is_setting(entry):
                continue
            assert key in settings, f"{name}: the class prints no {key}"
            defaults = [str(entry.GetElement(i)) for i in range(entry.GetNumberOfElements())]
            values = settings[key] or [""] * len(defaults)
            assert len(values) == len(defaults) and all(
                same(*pair) for pair in zip(values, defaults)
            ), f"{name}.{key}: {values} in the class, {defaults} in the XML"


def test_filters_print_the_array_they_were_given():
    landscape = simple.AnalyticLandscape(Resolution=[3, 3, 1])
    for name in FILTERS:
        algorithm = getattr(simple, name)(landscape, Scalars=["POINTS", "height"])
        algorithm.SMProxy.UpdateVTKObjects()
        assert printed_settings(algorithm.SMProxy.GetClientSideObject())["Scalars"] == ["height"], name


def test_filters_take_images_only():
    source = simple.AnalyticLandscape(Resolution=[3, 3, 1])
    source.UpdatePipeline()
    for name in FILTERS:
        prototype = servermanager.ProxyManager().GetPrototypeProxy("filters", name)
        domain = prototype.GetProperty("Input").GetDomain("input_type")
        # Port 0 of the source is an image, port 1 has points.
        assert [domain.IsInDomain(source.SMProxy, port) for port in (0, 1)] == [1, 0], name


def hints_of(proxy, kind):
    hints = proxy.SMProxy.GetHints()
    elements = [hints.GetNestedElement(i) for i in range(hints.GetNumberOfNestedElements())]
    return [element for element in elements if element.GetName() == kind]


def test_readers_and_writers_are_offered_for_their_files():
    expected = {
        "CheckpointReader": "pt pth th tar ckpt bin t7 model pkl pt2 zip safetensors",
        "LandscapeReader": "h5 hdf5 npz npy ply",
        "LandscapeTrajectoryReader": "h5 hdf5 csv txt",
        "LandscapeHDF5Writer": "h5",
        "LandscapePLYWriter": "ply",
    }
    for name, proxy in proxies():
        offers = hints_of(proxy, "ReaderFactory") + hints_of(proxy, "WriterFactory")
        found = [offer.GetAttribute("extensions") for offer in offers]
        assert found == ([expected[name]] if name in expected else []), name
        assert all(offer.GetAttribute("file_description") for offer in offers), name


def test_proxies_are_in_the_menu():
    for name, proxy in menu_proxies():
        entries = hints_of(proxy, "ShowInMenu")
        assert [entry.GetAttribute("category") for entry in entries] == ["Loss Landscape"], name


def test_labels_are_the_names_that_scripts_use():
    for name, proxy in proxies():
        assert proxy.SMProxy.GetXMLLabel().replace(" ", "") == name


def test_output_ports_are_named():
    landscape = simple.LossLandscape().SMProxy
    assert [landscape.GetOutputPortName(port) for port in (0, 1)] == ["Landscape", "Trajectory"]
    assert simple.TrainNetwork().SMProxy.GetOutputPortName(0) == "Training"
    spectrum = simple.HessianSpectrum().SMProxy
    assert [spectrum.GetOutputPortName(port) for port in (0, 1, 2)] == ["Density", "Eigenvalues", "Layers"]
    assert simple.NetworkSharpness().SMProxy.GetOutputPortName(0) == "Sharpness"
    connectivity = simple.ModeConnectivity().SMProxy
    assert [connectivity.GetOutputPortName(port) for port in (0, 1)] == ["Curve", "Training"]
    analytic = simple.AnalyticLandscape().SMProxy
    assert [analytic.GetOutputPortName(port) for port in (0, 1)] == ["Landscape", "Critical Points"]
    boundary = simple.DecisionBoundary().SMProxy
    assert [boundary.GetOutputPortName(port) for port in (0, 1)] == ["Boundary", "Samples"]
    # Those of the filters: test_topology_filters.py.


def test_enumerations_take_their_texts():
    source = simple.LossLandscape(
        Dataset="CIFAR-10", DatasetSplit="Test", Loss="Mean Squared Error", Directions="File", Normalization="Layer"
    )
    values = [getattr(source, name).GetData() for name in ("Dataset", "DatasetSplit", "Loss", "Directions", "Normalization")]
    assert values == ["CIFAR-10", "Test", "Mean Squared Error", "File", "Layer"], values
    assert simple.LossLandscape(Sampling="Adaptive").Sampling == "Adaptive"
    for name in ("Stored", "Recalibrated", "Batch"):
        assert simple.LossLandscape(BatchNorm=name).BatchNorm == name
    for name in ("Automatic", "All Inputs", "Three Samples"):
        assert simple.DecisionBoundary(Plane=name).Plane == name
    for name in ("Random", "PCA", "Between Checkpoints", "Hessian Eigenvectors"):
        assert simple.LossLandscape(Directions=name).Directions == name
    for name in ("Largest", "Largest And Smallest"):
        assert simple.LossLandscape(HessianEigenvectors=name).HessianEigenvectors == name
    for name in ("Relative To Range", "Absolute"):
        assert simple.HessianSpectrum(SmoothingMode=name).SmoothingMode == name
    training = simple.TrainNetwork(Optimizer="Adam", LearningRateSchedule="Steps", Augmentation="Flip And Crop")
    assert training.Optimizer == "Adam" and training.Augmentation == "Flip And Crop"
    landscape = simple.AnalyticLandscape(Resolution=[3, 3, 1])
    for pairing in ("Superlevel Components", "Sublevel Cycles"):
        assert simple.LandscapeCriticalPoints(landscape, MaximumPairing=pairing).MaximumPairing == pairing
        assert simple.LandscapePersistence(landscape, MaximumPairing=pairing).MaximumPairing == pairing
    for mode in ("Absolute", "Relative To Range", "Until Saddle"):
        assert simple.LandscapeFlatRegions(landscape, ToleranceMode=mode).ToleranceMode == mode
    assert simple.LandscapeDerivatives(landscape, Order="2").Order == "2"


def test_architectures_listed_are_those_that_exist():
    source = simple.LossLandscape(Resolution=[1, 1, 1])
    listed = source.GetProperty("Architecture").GetAvailable()
    assert "resnet20" in listed and "mlp" in listed and len(listed) == 36, listed
    assert servermanager.vtkSMProxyManager is not None


run_tests(globals())
