# SPDX-License-Identifier: BSD-3-Clause
"""For every source: shown in the window, then with a mistake in its settings, then with the mistake mended and
other settings. The view must ask for the mended one, without help, and get what a new source computes."""
import os
import tempfile

from paraview import simple

FOLDER = tempfile.mkdtemp(dir=os.environ["HOME"])
DATA = os.path.join(os.environ["LOSSLANDSCAPE_SOURCE"], "Testing", "Data", "landscapes")
NOWHERE = os.path.join(FOLDER, "nowhere.pt")
FEW = {"NumberOfSamples": 4}
SMALL_MLP = {"Architecture": "mlp", "HiddenWidths": [4], "Dataset": "Spirals", "NumberOfSamples": 20}


def checkpoints():
    """Two networks to connect."""
    run = simple.TrainNetwork(OutputDirectory=FOLDER, Epochs=1, **SMALL_MLP)
    run.UpdatePipeline()
    simple.Delete(run)
    return [os.path.join(FOLDER, f"epoch_000{epoch}.pt") for epoch in (0, 1)]


def cases(ends):
    """Source, type of view, settings, wrong setting, mended setting, another setting."""
    wrong, mended = {"WeightsFile": NOWHERE}, {"WeightsFile": ""}
    yield ("LossLandscape", "RenderView", {"Resolution": [3, 3, 1], "Progressive": 0, **FEW}, wrong, mended, {"Seed": 1})
    yield ("LossLandscape", "RenderView", {"Resolution": [3, 3, 1], "Progressive": 0, **FEW},
           {"Bounds": [1, -1, 1, -1, 0, 0]}, {"Bounds": [-1, 1, -1, 1, 0, 0]}, {"Resolution": [4, 3, 1]})
    yield "DecisionBoundary", "RenderView", {"Resolution": [5, 5], **FEW}, wrong, mended, {"Resolution": [7, 5]}
    yield ("AnalyticLandscape", "RenderView", {"Resolution": [5, 5, 1], "DefaultBounds": 0},
           {"Bounds": [1, -1, 1, -1, 0, 0]}, {"Bounds": [-1, 1, -1, 1, 0, 0]}, {"Function": "Ackley"})
    yield ("HessianSpectrum", "SpreadSheetView",
           {"Probes": 1, "LanczosSteps": 2, "NumberOfEigenvalues": [1, 0], "MaximumProducts": 2, "Points": 5, **FEW},
           wrong, mended, {"Points": 7})
    yield ("NetworkSharpness", "SpreadSheetView", {"AscentSteps": 1, "NumberOfDirections": 2, **FEW},
           wrong, mended, {"Seed": 1})
    yield "TrainNetwork", "XYChartView", {"Epochs": 1, **SMALL_MLP}, wrong, mended, {"Epochs": 2}
    yield ("ModeConnectivity", "RenderView",
           {"WeightsFile": ends[0], "EndWeightsFile": ends[1], "Epochs": 1, "NumberOfCurvePoints": 3, **SMALL_MLP},
           {"EndWeightsFile": NOWHERE}, {"EndWeightsFile": ends[1]}, {"NumberOfCurvePoints": 4})
    yield ("CheckpointReader", "SpreadSheetView", {"FileNames": [ends[0]]},
           {"FileNames": [NOWHERE]}, {"FileNames": [ends[1]]}, {})
    landscape = os.path.join(DATA, "landscaper.npz")
    yield ("LandscapeReader", "RenderView", {"FileNames": [landscape]},
           {"FileNames": [NOWHERE]}, {"FileNames": [landscape]}, {"ArrayOrder": "X Fastest"})


def change(source, settings):
    for name, value in settings.items():
        setattr(source, name, value)


def content(source):
    """All numbers of the first output as they are, without asking the source for anything new."""
    data = source.SMProxy.GetClientSideObject().GetOutputDataObject(0)
    arrays = data.GetRowData() if data.IsA("vtkTable") else data.GetPointData()
    result = {}
    for index in range(arrays.GetNumberOfArrays()):
        array = arrays.GetArray(index)
        if array is not None:
            result[array.GetName()] = [
                array.GetTuple(row) for row in range(array.GetNumberOfTuples())]
    return result


def computed(name, settings):
    source = getattr(simple, name)(**settings)
    source.UpdatePipeline()
    result = content(source)
    simple.Delete(source)
    return result


def check(name, kind, settings, wrong, mended, other):
    view = simple.CreateView(kind)
    simple.AssignViewToLayout(view=view, layout=simple.CreateLayout(f"{name} {len(simple.GetLayouts())}"))
    source = getattr(simple, name)(**settings)
    simple.Show(source, view)
    simple.Render(view)
    first = content(source)
    assert any(first.values()), f"{name}: nothing at first"
    change(source, wrong)
    simple.Render(view)
    assert not any(content(source).values()), f"{name}: the old output under wrong settings"
    change(source, {**mended, **other})
    simple.Render(view)
    last, expected = content(source), computed(name, {**settings, **mended, **other})
    assert any(last.values()), f"{name}: nothing after the mistake was mended"
    # NaN is unlike itself, its text is not.
    assert str(last) == str(expected), f"{name}: {last} is not {expected}"
    assert str(last) != str(first), f"{name}: the first output again"
    simple.Delete(source)
    simple.Delete(view)
    print(f"ok  {name} {wrong}", flush=True)


def main():
    simple.LoadPlugin(os.environ["LOSSLANDSCAPE_PLUGIN"], remote=False, ns=vars(simple))
    for case in cases(checkpoints()):
        check(*case)


main()
print("window test passed", flush=True)
