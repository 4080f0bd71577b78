# SPDX-License-Identifier: BSD-3-Clause
"""Good settings, bad ones, good ones again, with a visible representation and nothing but Render() in between, as in
the window: the error is told once, the old picture goes away, and mended settings are computed and shown."""
import os

from landscapes import OUTPUT, Messages, load_plugin, run_files, run_landscape, run_tests
from paraview import simple

load_plugin()
SOURCE = os.environ["LOSSLANDSCAPE_SOURCE"]
FOLDER = os.path.join(OUTPUT, "recovery")
os.makedirs(FOLDER, exist_ok=True)
NOWHERE = "/no/such/file.pt"
SMALL = {"Architecture": "resnet20", "NumberOfSamples": 10, "Threads": 1}


def size_of(source, port):
    """Points or rows of what was delivered to whoever shows it."""
    information = simple.OutputPort(source, port).GetDataInformation().DataInformation
    return max(information.GetNumberOfPoints(), information.GetNumberOfRows())


def shown(source, port=0):
    view = simple.CreateView("RenderView")
    view.ViewSize = [64, 64]
    representation = simple.Show(simple.OutputPort(source, port), view)
    representation.Visibility = 1
    return view


def recover(source, bad, mended, size, port=0, text=""):
    """`size`: points of the mended output."""
    view = shown(source, port)
    errors = Messages(source)
    simple.Render(view)
    assert str(errors) == "", str(errors)
    assert size_of(source, port) > 0
    for turn in range(2):
        for name, value in bad.items():
            setattr(source, name, value)
        simple.Render(view)
        simple.Render(view)
        assert len(errors.texts) == turn + 1, errors.texts
        assert text in errors.texts[-1], errors.texts[-1]
        assert size_of(source, port) == 0, size_of(source, port)
        for name, value in mended.items():
            setattr(source, name, value)
        simple.Render(view)
        assert len(errors.texts) == turn + 1, errors.texts
        assert size_of(source, port) == size, size_of(source, port)
    simple.Delete(view)
    simple.Delete(source)


def landscape(**properties):
    return simple.LossLandscape(**{**SMALL, "Resolution": [3, 3, 1], **properties})


def test_loss_landscape():
    recover(landscape(), {"WeightsFile": NOWHERE}, {"WeightsFile": "", "Resolution": [5, 3, 1]}, 15, text=NOWHERE)
    cache = os.path.join(FOLDER, "none", "points.sqlite")
    recover(landscape(), {"CacheFile": cache}, {"CacheFile": "", "Resolution": [5, 3, 1]}, 15, text=cache)


def test_information_of_a_loss_landscape():
    bounds = [-1.0, 1.0, -1.0, 1.0, -1.0, 1.0]
    mended = {"Bounds": bounds, "Resolution": [5, 3, 1]}
    recover(landscape(), {"Bounds": [1.0, -1.0, *bounds[2:]]}, mended, 15, text="x axis")
    recover(landscape(), {"Dimension": 7}, {"Dimension": 2, "Resolution": [5, 3, 1]}, 15, text="Dimension")
    files = run_files()
    missing = {"CheckpointFiles": [*files[:2], NOWHERE]}
    recover(run_landscape(), missing, {"CheckpointFiles": files, "Resolution": [5, 3, 1]}, 15, text=NOWHERE)


def test_trajectory_fails_without_the_landscape():
    source = run_landscape(Directions="Random", AutomaticBounds=0, WeightsFile=run_files()[0])
    landscape_view, trajectory_view = shown(source, 0), shown(source, 1)
    errors = Messages(source)
    source.CheckpointFiles = [NOWHERE]
    for view in (trajectory_view, landscape_view):
        simple.Render(view)
    assert len(errors.texts) == 1 and NOWHERE in str(errors), errors.texts
    assert size_of(source, 0) == 12 and size_of(source, 1) == 0
    source.CheckpointFiles = run_files()
    simple.Render(trajectory_view)
    assert size_of(source, 1) == 6
    simple.Delete(landscape_view)
    simple.Delete(trajectory_view)


def test_analytic_landscape():
    source = simple.AnalyticLandscape(Resolution=[9, 9, 1])
    recover(source, {"Dimension": 3}, {"Dimension": 2, "Resolution": [5, 5, 1]}, 25, text="Himmelblau")


def test_decision_boundary():
    settings = {"NumberOfSamples": 20, "Resolution": [4, 4], "Threads": 1}
    mended = {"WeightsFile": "", "Resolution": [5, 3]}
    recover(simple.DecisionBoundary(**settings), {"WeightsFile": NOWHERE}, mended, 15, text=NOWHERE)
    bounds = {"AutomaticBounds": 0, "Bounds": [1.0, -1.0, 0.0, 1.0]}
    mended = {"AutomaticBounds": 1, "Resolution": [5, 3]}
    recover(simple.DecisionBoundary(**settings), bounds, mended, 15, text="x axis")
    recover(simple.DecisionBoundary(**settings), {"WeightsFile": NOWHERE}, {"WeightsFile": ""}, 3, port=1, text=NOWHERE)


def test_reader():
    good = os.path.join(SOURCE, "Testing", "Data", "landscapes", "original.h5")
    volume = os.path.join(SOURCE, "Testing", "Data", "landscapes", "volume.h5")
    recover(simple.LandscapeReader(FileNames=[good]), {"FileNames": [NOWHERE]}, {"FileNames": [volume]}, 24, text=NOWHERE)


def test_filters():
    source = simple.AnalyticLandscape(Resolution=[33, 33, 1])
    points = simple.LandscapeCriticalPoints(Input=source, PersistenceThreshold=0.0, IncludeBoundary=0)
    view = shown(points)
    simple.Render(view)
    found = size_of(points, 0)
    assert found > 0
    errors = Messages(points)
    points.Scalars = ["POINTS", "nothing"]
    simple.Render(view)
    simple.Render(view)
    assert len(errors.texts) == 1 and "nothing" in str(errors), errors.texts
    assert size_of(points, 0) == 0
    points.Scalars = ["POINTS", "loss"]
    simple.Render(view)
    assert size_of(points, 0) == found
    # What is upstream fails and is mended.
    source.Dimension = 3
    simple.Render(view)
    assert size_of(points, 0) == 0
    source.Dimension = 2
    simple.Render(view)
    assert size_of(points, 0) == found
    simple.Delete(view)


def table_recovers(source, bad, mended, rows, port=0, text=""):
    """Tables are shown by views that these tests need not open: consumers are updated."""
    errors = Messages(source)
    algorithm = source.SMProxy.GetClientSideObject()
    ports = algorithm.GetNumberOfOutputPorts()
    source.UpdatePipeline()
    assert str(errors) == "", str(errors)
    for name, value in bad.items():
        setattr(source, name, value)
    for _ in range(2):
        source.UpdatePipeline()
        for other in range(ports):
            algorithm.Update(other)
    assert len(errors.texts) == 1 and text in str(errors), errors.texts
    assert all(algorithm.GetOutputDataObject(other).GetNumberOfElements(6) == 0 for other in range(ports))
    for name, value in mended.items():
        setattr(source, name, value)
    source.UpdatePipeline()
    assert algorithm.GetOutputDataObject(port).GetNumberOfRows() == rows
    assert len(errors.texts) == 1, errors.texts
    simple.Delete(source)


def test_tables():
    train = simple.TrainNetwork(Architecture="mlp", Dataset="Spirals", Epochs=1, NumberOfSamples=20)
    table_recovers(train, {"LearningRate": -1.0}, {"LearningRate": 0.1, "Epochs": 2}, 3, text="LearningRate")
    spectrum = simple.HessianSpectrum(NumberOfEigenvalues=[1, 0], Probes=1, LanczosSteps=2, **SMALL)
    table_recovers(spectrum, {"WeightsFile": NOWHERE}, {"WeightsFile": "", "Points": 7}, 7, text=NOWHERE)
    spectrum = simple.HessianSpectrum(NumberOfEigenvalues=[1, 0], Probes=1, LanczosSteps=2, **SMALL)
    table_recovers(spectrum, {"Probes": 0}, {"Probes": 1, "Points": 7}, 7, text="Probes")
    sharpness = simple.NetworkSharpness(AscentSteps=1, NumberOfDirections=1, **SMALL)
    table_recovers(sharpness, {"WeightsFile": NOWHERE}, {"WeightsFile": ""}, 6, text=NOWHERE)


def progress_of(source, seen):
    algorithm = source.SMProxy.GetClientSideObject()
    algorithm.AddObserver("ProgressEvent", lambda *_: seen.append(algorithm.GetProgress()))
    return algorithm


def stopped_early(seen):
    """What comes with an answer at once: 0 and 1."""
    return all(fraction in (0.0, 1.0) for fraction in seen)


def test_one_abort_stops_what_two_consumers_asked_for():
    train = simple.TrainNetwork(Architecture="mlp", Dataset="Spirals", Epochs=2000, NumberOfSamples=100)
    view = simple.CreateView("RenderView")
    for source in (landscape(Resolution=[60, 60, 1]), train):
        seen = []
        algorithm = progress_of(source, seen)
        pressed = []

        def press(*_):
            if algorithm.GetProgress() > 0.01 and not pressed:
                pressed.append(algorithm.GetProgress())
                algorithm.SetAbortExecute(1)

        algorithm.AddObserver("ProgressEvent", press)
        if source is train:
            first, second = (simple.TableToPoints(Input=source, XColumn="epoch", YColumn="epoch", ZColumn="epoch") for _ in "ab")
        else:
            first, second = simple.ExtractSubset(Input=source), simple.Calculator(Input=source, Function="1")
        first.UpdatePipeline()
        assert pressed
        assert max(fraction for fraction in seen if fraction < 1.0) < 0.5, seen
        seen.clear()
        second.UpdatePipeline()
        assert stopped_early(seen), seen
    simple.Delete(view)


def test_one_render_of_two_consumers_stops_with_one_abort():
    source = landscape(Resolution=[60, 60, 1])
    view = simple.CreateView("RenderView")
    for function in ("loss", "2*loss"):
        simple.Show(simple.Calculator(Input=source, Function=function), view)
    seen = []
    algorithm = progress_of(source, seen)
    pressed = []

    def press(*_):
        if algorithm.GetProgress() > 0.01 and not pressed:
            pressed.append(len(seen))
            algorithm.SetAbortExecute(1)

    algorithm.AddObserver("ProgressEvent", press)
    source.Resolution = [61, 61, 1]
    simple.Render(view)
    assert pressed
    assert max(fraction for fraction in seen if fraction < 1.0) < 0.5, seen
    assert stopped_early(seen[pressed[0] + 1 :]), seen
    source.Resolution = [3, 3, 1]
    simple.Render(view)
    assert size_of(source, 0) == 9
    simple.Delete(view)


run_tests(globals())
