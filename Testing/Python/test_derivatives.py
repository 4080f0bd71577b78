# SPDX-License-Identifier: BSD-3-Clause
"""Loss Landscape with Gradient, Hessian and ExtremeEigenvalues in pvpython, on networks whose derivatives
Testing/Python/reference/make_derivatives.py computed."""
import json
import os

import numpy
from landscapes import OUTPUT, REFERENCE, array, fetch, load_plugin, reference_landscape, run_tests
from paraview import simple

load_plugin()
ALL = {"Gradient": 1, "Hessian": 1, "ExtremeEigenvalues": 1, "EigenvalueTolerance": 1e-6}
GRADIENT = ("gradient", "network_gradient_norm")
EIGENVALUES = (
    "hessian_min_eigenvalue",
    "hessian_max_eigenvalue",
    "hessian_eigenvalue_ratio",
    "hessian_min_residual",
    "hessian_max_residual",
)
NAMES = GRADIENT + ("hessian",) + EIGENVALUES


def landscape(network="gelu", **properties):
    folder = f"{REFERENCE}/derivatives_{network}"
    settings = {
        "NetworkFile": f"{folder}/scripted.pt",
        "Dataset": "Tensor File",
        "DatasetPath": f"{folder}/data.npz",
        "NumberOfSamples": 0,
        "Directions": "File",
        "DirectionFiles": [f"{folder}/direction1.pt", f"{folder}/direction2.pt"],
        "Resolution": [5, 4, 1],
    }
    settings.update(properties)
    return simple.LossLandscape(**settings)


def at_points(network, name, **properties):
    """An array at the stored points, each the only point of a landscape."""
    stored = numpy.load(f"{REFERENCE}/derivatives_{network}/derivatives.npz")
    values = []
    for x, y in stored["points"]:
        image = fetch(landscape(network, Resolution=[1, 1, 1], Bounds=[x, x, y, y, 0, 0], **ALL, **properties))
        values.append(array(image, name)[0].copy())
    return numpy.array(values), stored


def arrays_of(image):
    data = image.GetPointData()
    return {data.GetArrayName(i) for i in range(data.GetNumberOfArrays())}


def test_only_what_is_asked_for():
    assert not arrays_of(fetch(landscape())) & set(NAMES)
    assert arrays_of(fetch(landscape(Gradient=1))) & set(NAMES) == set(GRADIENT)
    assert arrays_of(fetch(landscape(Hessian=1))) & set(NAMES) == {"hessian"}
    assert arrays_of(fetch(landscape(ExtremeEigenvalues=1))) & set(NAMES) == set(EIGENVALUES)


def test_values_of_an_independent_computation():
    for network in ("gelu", "relu"):
        gradient, stored = at_points(network, "gradient")
        assert numpy.allclose(gradient[:, :2], stored["gradient"], rtol=1e-8, atol=1e-9)
        assert (gradient[:, 2] == 0.0).all()
        hessian = at_points(network, "hessian")[0].reshape(-1, 3, 3)
        assert numpy.allclose(hessian[:, :2, :2], stored["hessian"], rtol=1e-7, atol=1e-8)
        smallest, largest = (at_points(network, name)[0] for name in EIGENVALUES[:2])
        assert numpy.allclose(smallest, stored["smallest"], rtol=1e-6)
        assert numpy.allclose(largest, stored["largest"], rtol=1e-6)
        ratio = at_points(network, "hessian_eigenvalue_ratio")[0]
        assert numpy.allclose(ratio, abs(stored["smallest"] / stored["largest"]), rtol=1e-6)


def test_derivatives_follow_recalibrated_statistics():
    mode = {"BatchNorm": "Recalibrated", "RecalibrationSamples": 0, "BatchSize": 7}
    losses, stored = at_points("recalibrated", "loss", **mode)
    assert numpy.allclose(losses, stored["loss"], rtol=1e-10)
    gradient = at_points("recalibrated", "gradient", **mode)[0]
    assert numpy.allclose(gradient[:, :2], stored["gradient"], rtol=1e-8, atol=1e-9)
    hessian = at_points("recalibrated", "hessian", **mode)[0].reshape(-1, 3, 3)
    assert numpy.allclose(hessian[:, :2, :2], stored["hessian"], rtol=1e-7, atol=1e-8)
    largest = at_points("recalibrated", "hessian_max_eigenvalue", **mode)[0]
    assert numpy.allclose(largest, stored["largest"], rtol=1e-6)
    # With statistics of the weights file they are others.
    assert not numpy.allclose(at_points("recalibrated", "gradient")[0][:, :2], stored["gradient"], rtol=1e-2)


def test_gradient_is_the_slope_of_the_surface():
    image = fetch(landscape(Gradient=1, Resolution=[41, 41, 1], Bounds=[-0.2, 0.2, -0.2, 0.2, 0, 0]))
    loss = array(image, "loss").reshape(41, 41)
    gradient = array(image, "gradient").reshape(41, 41, 3)
    along_y, along_x = numpy.gradient(loss, 0.01)
    inner = (slice(1, -1), slice(1, -1))
    scale = abs(gradient).max()
    assert abs(along_x - gradient[..., 0])[inner].max() < 1e-3 * scale
    assert abs(along_y - gradient[..., 1])[inner].max() < 1e-3 * scale


def test_lines_and_volumes():
    line = fetch(landscape(Dimension=1, **ALL))
    assert (array(line, "gradient")[:, 1:] == 0.0).all()
    assert (array(line, "hessian")[:, 1:] == 0.0).all()
    bounds = [-1.0, 0.5, 0.0, 1.0, -0.5, 0.5]
    volume = fetch(reference_landscape(Dimension=3, Resolution=[2, 2, 2], Bounds=bounds, Hessian=1))
    hessian = array(volume, "hessian").reshape(-1, 3, 3)
    assert (hessian == hessian.transpose(0, 2, 1)).all()
    assert (hessian[:, 2, 2] != 0.0).all()


def test_sub_extents_and_threads_do_not_change_a_bit():
    whole = fetch(landscape(Threads=1, **ALL))
    algorithm = landscape(Threads=3, **ALL).SMProxy.GetClientSideObject()
    algorithm.UpdateInformation()
    algorithm.UpdateExtent([1, 3, 2, 3, 0, 0])
    part = algorithm.GetOutputDataObject(0)
    for name in NAMES:
        values = array(whole, name).reshape(4, 5, -1)[2:4, 1:4]
        assert numpy.array_equal(array(part, name).reshape(2, 3, -1), values), name


def test_adaptive_sampling_has_derivatives_everywhere():
    adaptive = fetch(landscape(Sampling="Adaptive", Resolution=[33, 33, 1], Gradient=1))
    full = fetch(landscape(Resolution=[33, 33, 1], Gradient=1))
    assert array(adaptive, "evaluated").min() == 0
    assert numpy.array_equal(array(adaptive, "gradient"), array(full, "gradient"))


def test_stream_lines_climb():
    source = landscape(Gradient=1, Resolution=[21, 21, 1])
    source.UpdatePipeline()
    tracer = simple.StreamTracer(Input=source, SeedType="Line", IntegrationDirection="FORWARD")
    tracer.Vectors = ["POINTS", "gradient"]
    tracer.SeedType.Point1 = [-0.5, -0.5, 0.0]
    tracer.SeedType.Point2 = [0.5, 0.5, 0.0]
    tracer.SeedType.Resolution = 5
    lines = fetch(tracer)
    loss = array(lines, "loss")
    assert lines.GetNumberOfCells() == 6
    for cell in range(lines.GetNumberOfCells()):
        points = lines.GetCell(cell).GetPointIds()
        along = numpy.array([loss[points.GetId(i)] for i in range(points.GetNumberOfIds())])
        assert along[-1] > along[0]
        assert (numpy.diff(along) > -1e-3 * (along[-1] - along[0])).all()


def counts(image, what):
    fields = image.GetFieldData()
    return [fields.GetArray(f"{what}_{part}").GetValue(0) for part in ("from_cache", "evaluated")]


def test_derivatives_are_kept_in_the_cache_file():
    cache = os.path.join(OUTPUT, "derivatives.sqlite")
    if os.path.exists(cache):
        os.remove(cache)
    without = fetch(landscape(**ALL))
    assert without.GetFieldData().GetArray("derivatives_evaluated") is None
    assert counts(fetch(landscape(CacheFile=cache, Gradient=1)), "derivatives") == [0, 20]
    for losses, derivatives in (([20, 0], [20, 40]), ([20, 0], [60, 0])):
        image = fetch(landscape(CacheFile=cache, **ALL))
        assert counts(image, "points") == losses
        assert counts(image, "derivatives") == derivatives
        for name in NAMES:
            assert array(image, name).tobytes() == array(without, name).tobytes(), name
    # Another tolerance concerns eigenvalues alone; a grid of 9 x 7 has the 20 points of 5 x 4.
    assert counts(fetch(landscape(CacheFile=cache, **{**ALL, "EigenvalueTolerance": 1e-2})), "derivatives") == [40, 20]
    finer = fetch(landscape(CacheFile=cache, Hessian=1, Resolution=[9, 7, 1]))
    assert counts(finer, "derivatives") == [20, 43]
    assert array(finer, "hessian").tobytes() == array(fetch(landscape(Hessian=1, Resolution=[9, 7, 1])), "hessian").tobytes()


def test_an_abort_keeps_the_derivatives_that_are_done():
    cache = os.path.join(OUTPUT, "aborted_derivatives.sqlite")
    if os.path.exists(cache):
        os.remove(cache)
    settings = {"CacheFile": cache, "Resolution": [12, 12, 1], **ALL}
    source = landscape(**settings)
    algorithm = source.SMProxy.GetClientSideObject()

    def stop_after_a_while(*_):
        if algorithm.GetProgress() > 0.2:
            algorithm.SetAbortExecute(1)

    observer = algorithm.AddObserver("ProgressEvent", stop_after_a_while)
    source.UpdatePipeline()
    algorithm.RemoveObserver(observer)
    image = fetch(landscape(**settings))
    kept, evaluated = counts(image, "derivatives")
    assert kept > 0 and evaluated > 0 and kept + evaluated == 3 * 144, (kept, evaluated)
    assert counts(image, "points") == [144, 0]
    without = fetch(landscape(**{**settings, "CacheFile": ""}))
    for name in NAMES:
        assert array(image, name).tobytes() == array(without, name).tobytes(), name


def test_recipe_names_the_derivatives():
    def recipe(**properties):
        fields = fetch(landscape(**properties)).GetFieldData()
        return json.loads(fields.GetAbstractArray("LossLandscapeRecipe").GetValue(0))

    assert "derivatives" not in recipe()
    derivatives = recipe(ExtremeEigenvalues=1)["derivatives"]
    assert derivatives["extreme_eigenvalues"] and not derivatives["gradient"]
    assert derivatives["eigenvalue_tolerance"] == 0.001


run_tests(globals())
