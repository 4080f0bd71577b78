# SPDX-License-Identifier: BSD-3-Clause
"""Decision Boundary in pvpython: values against the reference, both outputs, errors, abort."""
import json
import os
import struct

import numpy
from landscapes import OUTPUT, REFERENCE, Messages, array, fetch, load_plugin, run_tests
from paraview import servermanager, simple
from paraview.vtk.vtkCommonCore import vtkInformation, vtkInformationVector
from paraview.vtk.vtkCommonExecutionModel import vtkStreamingDemandDrivenPipeline

load_plugin()
FOLDER = os.path.join(OUTPUT, "decision_boundary")
os.makedirs(FOLDER, exist_ok=True)
TRUTH = {name: numpy.load(f"{REFERENCE}/decisions/{name}/truth.npz") for name in ("points", "images")}


def points_boundary(**properties):
    """What the reference perceptron says of points of a plane."""
    truth = TRUTH["points"]
    settings = {
        "Architecture": "mlp",
        "HiddenWidths": [16, 8],
        "WeightsFile": f"{REFERENCE}/decisions/points/state_dict.pt",
        "Dataset": "Tensor File",
        "DatasetPath": f"{REFERENCE}/decisions/points/data.npz",
        "Mean": [9.5, -1.5],
        "StandardDeviation": [2.5, 0.75],
        "AutomaticBounds": 0,
        "Resolution": [len(truth["x"]), len(truth["y"])],
        "Bounds": [truth["x"][0], truth["x"][-1], truth["y"][0], truth["y"][-1]],
    }
    settings.update(properties)
    return simple.DecisionBoundary(**settings)


def images_boundary(**properties):
    """What the reference convolutions say of the plane through three images."""
    settings = {
        "NetworkFile": f"{REFERENCE}/decisions/images/scripted.pt",
        "Dataset": "Tensor File",
        "DatasetPath": f"{REFERENCE}/decisions/images/data.npz",
        "Images": [7, 2, 10],
        "Resolution": [8, 6],
        "BoundsMargin": 0.25,
    }
    settings.update(properties)
    return simple.DecisionBoundary(**settings)


def samples_of(source):
    source.UpdatePipeline()
    return servermanager.Fetch(source, idx=1)


def compare(image, truth):
    probability = truth["probability"].reshape(-1, truth["probability"].shape[-1])
    ordered = numpy.sort(probability, axis=1)
    assert numpy.abs(array(image, "probability") - probability).max() < 2e-6
    assert numpy.array_equal(array(image, "class"), probability.argmax(axis=1))
    assert numpy.abs(array(image, "confidence") - ordered[:, -1]).max() < 2e-6
    assert numpy.abs(array(image, "margin") - (ordered[:, -1] - ordered[:, -2])).max() < 4e-6


def recipe_of(data):
    return json.loads(data.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0))


def test_boundary_of_points_equals_the_reference():
    image = fetch(points_boundary())
    assert image.GetDimensions() == (9, 7, 1)
    assert image.GetPoint(62) == (15.0, 0.5, 0.0)
    compare(image, TRUTH["points"])
    kinds = {name: image.GetPointData().GetArray(name).GetDataTypeAsString() for name in ("probability", "class", "margin")}
    assert kinds == {"probability": "double", "class": "int", "margin": "double"}, kinds
    assert image.GetFieldData().GetArray("non_finite_outputs").GetValue(0) == 0
    assert recipe_of(image)["plane"]["kind"] == "All Inputs"


def test_samples_are_the_points_of_the_data():
    samples = samples_of(points_boundary())
    truth = TRUTH["points"]
    data = numpy.load(f"{REFERENCE}/decisions/points/data.npz")
    assert samples.GetNumberOfPoints() == samples.GetNumberOfVerts() == 40
    places = numpy.array([samples.GetPoint(i) for i in range(40)])
    assert numpy.abs(places[:, :2] - data["inputs"]).max() < 1e-5
    assert numpy.array_equal(array(samples, "sample"), numpy.arange(40))
    assert numpy.array_equal(array(samples, "label"), data["targets"])
    assert numpy.array_equal(array(samples, "predicted"), truth["sample_class"])
    assert numpy.array_equal(array(samples, "correct"), truth["sample_class"] == data["targets"])
    assert numpy.abs(array(samples, "probability") - truth["sample_probability"]).max() < 2e-6
    assert numpy.allclose(array(samples, "loss"), truth["sample_cross_entropy"], rtol=1e-5, atol=1e-7)
    fields = samples.GetFieldData()
    accuracy = 100.0 * (truth["sample_class"] == data["targets"]).mean()
    assert abs(fields.GetArray("accuracy").GetValue(0) - accuracy) < 1e-9
    assert abs(fields.GetArray("loss").GetValue(0) - truth["sample_cross_entropy"].mean()) < 1e-5
    assert recipe_of(samples)["source"] == "Decision Boundary"


def test_plane_through_three_images_equals_the_reference():
    source = images_boundary()
    image = fetch(source)
    truth = TRUTH["images"]
    bounds = [truth["x"][0], truth["x"][-1], truth["y"][0], truth["y"][-1], 0.0, 0.0]
    assert numpy.allclose(image.GetBounds(), bounds, atol=1e-9)
    compare(image, truth)
    samples = samples_of(source)
    places = numpy.array([samples.GetPoint(i)[:2] for i in range(3)])
    assert numpy.allclose(places, truth["positions"], atol=1e-9)
    assert array(samples, "sample").tolist() == [7, 2, 10]
    assert numpy.abs(array(samples, "probability") - truth["sample_probability"]).max() < 2e-6
    assert recipe_of(image)["plane"]["samples"] == [7, 2, 10]


def linear_weights(name):
    """A safetensors file: class 1 is larger where 3 x - y > 0.75."""
    tensors = {
        "layers.0.weight": numpy.array([[-1, 1], [2, 0]], "<f4"),
        "layers.0.bias": numpy.array([0.5, -0.25], "<f4"),
    }
    header, begin = {}, 0
    for key, values in tensors.items():
        header[key] = {"dtype": "F32", "shape": values.shape, "data_offsets": [begin, begin + values.nbytes]}
        begin += values.nbytes
    text = json.dumps(header).encode()
    path = os.path.join(FOLDER, name)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for values in tensors.values():
            file.write(values.tobytes())
    return path


def test_contour_of_the_margin_is_the_boundary():
    source = simple.DecisionBoundary(
        Architecture="mlp",
        HiddenWidths=[],
        WeightsFile=linear_weights("linear.safetensors"),
        Dataset="Swiss Roll",
        Resolution=[101, 101],
    )
    line = fetch(simple.Contour(Input=source, ContourBy=["POINTS", "margin"], Isosurfaces=[0.0]))
    places = numpy.array([line.GetPoint(i) for i in range(line.GetNumberOfPoints())])
    assert len(places) > 50
    assert numpy.abs(3.0 * places[:, 0] - places[:, 1] - 0.75).max() < 1e-3
    assert line.GetNumberOfPoints() > 0 and (array(fetch(source), "class") == 1).any()


def test_threads_and_sub_extents_do_not_change_a_bit():
    settings = {"Resolution": [70, 50]}
    names = ("probability", "class", "confidence", "margin")
    whole = fetch(points_boundary(Threads=1, **settings))
    three = fetch(points_boundary(Threads=3, **settings))
    algorithm = points_boundary(**settings).SMProxy.GetClientSideObject()
    algorithm.UpdateInformation()
    algorithm.UpdateExtent([31, 64, 5, 33, 0, 0])
    part = algorithm.GetOutputDataObject(0)
    assert part.GetExtent() == (31, 64, 5, 33, 0, 0), part.GetExtent()
    for name in names:
        values = array(whole, name)
        assert numpy.array_equal(values, array(three, name)), name
        rows = values.reshape(50, 70, -1)[5:34, 31:65]
        assert numpy.array_equal(rows.ravel(), array(part, name).ravel()), name


def piece_of_samples(piece):
    """The samples that belong to one of two pieces."""
    pipeline = vtkStreamingDemandDrivenPipeline
    request, requests = vtkInformation(), vtkInformationVector()
    request.Set(pipeline.UPDATE_PIECE_NUMBER(), piece)
    request.Set(pipeline.UPDATE_NUMBER_OF_PIECES(), 2)
    request.Set(pipeline.UPDATE_NUMBER_OF_GHOST_LEVELS(), 0)
    requests.SetNumberOfInformationObjects(2)
    requests.SetInformationObject(1, request)
    algorithm = points_boundary().SMProxy.GetClientSideObject()
    algorithm.Update(1, requests)
    return algorithm.GetOutputDataObject(1)


def test_samples_are_in_the_first_piece():
    first, second = piece_of_samples(0), piece_of_samples(1)
    assert first.GetNumberOfPoints() == 40 and second.GetNumberOfPoints() == 0
    names = [data.GetPointData().GetArrayName(i) for data in (first, second) for i in range(6)]
    assert names[:6] == names[6:] == ["sample", "label", "predicted", "correct", "probability", "loss"], names


def test_defaults_show_three_digits():
    source = simple.DecisionBoundary()
    image = fetch(source)
    samples = samples_of(source)
    assert image.GetDimensions() == (201, 201, 1)
    labels = array(samples, "label").tolist()
    assert len(set(labels)) == 3, labels
    assert array(samples, "correct").tolist() == [1, 1, 1]
    assert array(image, "probability").shape[1] == 10
    classes = array(image, "class").reshape(201, 201)
    spacing, origin = image.GetSpacing(), image.GetOrigin()
    for i, label in enumerate(labels):
        x, y, _ = samples.GetPoint(i)
        column, row = round((x - origin[0]) / spacing[0]), round((y - origin[1]) / spacing[1])
        assert classes[row, column] == label, (i, label)


def expect_message(source, *parts):
    """Updating fails with one message that holds all parts, and leaves empty outputs."""
    errors = Messages(source)
    source.UpdatePipeline()
    for part in parts:
        assert part in str(errors), f"'{part}' is not in: {errors}"
    algorithm = source.SMProxy.GetClientSideObject()
    for port in (0, 1):
        assert algorithm.GetOutputDataObject(port).GetPointData().GetNumberOfArrays() == 0


def tensor_file(name, inputs, targets):
    path = os.path.join(FOLDER, name)
    numpy.savez(path, inputs=numpy.asarray(inputs, "f4"), targets=targets)
    return path


def test_bad_input_is_one_message():
    expect_message(images_boundary(Images=[0, 1, 12]), "no such sample", "0 to 11", "found 12")
    expect_message(images_boundary(Images=[4, 4, 4]), "samples 4 4 4", "equal")
    expect_message(images_boundary(Plane="All Inputs"), "Three Samples")
    expect_message(images_boundary(Loss="Network Output"), "Cross Entropy")
    expect_message(points_boundary(Bounds=[1, 0, 0, 1]), "x axis")
    expect_message(points_boundary(AutomaticBounds=1, BoundsMargin=-1), "BoundsMargin")
    images = numpy.random.default_rng(1).normal(size=(1, 2, 6, 6)) * numpy.arange(4).reshape(-1, 1, 1, 1)
    line = tensor_file("line.npz", images, numpy.arange(4))
    expect_message(images_boundary(DatasetPath=line, Images=[0, 2, 3]), "on a line")
    regression = tensor_file("regression.npz", images, numpy.zeros((4, 4), "f4"))
    expect_message(images_boundary(DatasetPath=regression), "needs classes")


def test_mended_settings_work_again():
    source = images_boundary(Images=[4, 4, 4])
    expect_message(source, "equal")
    source.Images = [7, 2, 10]
    compare(fetch(source), TRUTH["images"])


def test_non_finite_outputs_are_counted():
    source = points_boundary(Bounds=[-1e38, 1e38, -1e38, 1e38], Resolution=[3, 3])
    warnings = Messages(source, "WarningEvent")
    image = fetch(source)
    missing = int((array(image, "class") == -1).sum())
    assert missing > 0 and image.GetFieldData().GetArray("non_finite_outputs").GetValue(0) == missing
    assert numpy.isnan(array(image, "margin")).sum() == missing
    assert f"{missing} of 9" in str(warnings), str(warnings)


def test_abort_stops_and_the_next_update_starts_anew():
    source = images_boundary(Resolution=[2000, 2000])
    algorithm = source.SMProxy.GetClientSideObject()
    stop = algorithm.AddObserver("ProgressEvent", lambda *_: algorithm.SetAbortExecute(algorithm.GetProgress() > 0.2))
    errors = Messages(source)
    source.UpdatePipeline()
    assert str(errors) == "", str(errors)
    assert algorithm.GetOutputDataObject(0).GetPointData().GetNumberOfArrays() == 0
    algorithm.RemoveObserver(stop)
    source.Resolution = [8, 6]
    compare(fetch(source), TRUTH["images"])


run_tests(globals())
