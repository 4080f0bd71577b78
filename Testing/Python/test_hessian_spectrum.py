# SPDX-License-Identifier: BSD-3-Clause
"""Hessian Spectrum in pvpython, against a quadratic loss with known eigenvalues: -2, 0 and 18 from 0.5 to 40."""
import json

import numpy
from landscapes import REFERENCE, Messages, array, derivatives_problem, load_plugin, reference_landscape, run_tests
from paraview import servermanager, simple
from paraview.vtk.util.numpy_support import vtk_to_numpy

load_plugin()
EIGENVALUES = numpy.concatenate([[-2.0, 0.0], numpy.geomspace(0.5, 40.0, 18)])
DENSITY, SPECTRUM, LAYERS = 0, 1, 2


def quadratic(name="quadratic", **properties):
    return simple.HessianSpectrum(**{**derivatives_problem(name), **properties})


def table_of(source, port):
    source.UpdatePipeline()
    return servermanager.Fetch(source, idx=port)


def column(table, name):
    values = table.GetColumnByName(name)
    return [values.GetValue(row) for row in range(values.GetNumberOfValues())]


def names_of(table):
    return [table.GetColumnName(i) for i in range(table.GetNumberOfColumns())]


def field(table, name):
    return vtk_to_numpy(table.GetFieldData().GetArray(name))


def test_eigenvalues():
    table = table_of(quadratic(NumberOfEigenvalues=[3, 2], EigenvalueTolerance=1e-8), SPECTRUM)
    assert names_of(table) == ["rank", "eigenvalue", "residual", "side"]
    assert column(table, "rank") == [1, 2, 3, 1, 2]
    assert column(table, "side") == ["largest"] * 3 + ["smallest"] * 2
    expected = [*EIGENVALUES[:-4:-1], *EIGENVALUES[:2]]
    assert numpy.allclose(column(table, "eigenvalue"), expected, atol=1e-4)
    assert max(column(table, "residual")) < 1e-6


def test_density():
    source = quadratic(LanczosSteps=20, Probes=50, Points=2001, Smoothing=0.02)
    table = table_of(source, DENSITY)
    assert names_of(table) == ["eigenvalue", "density", "density_standard_error", "cumulative"]
    values = {name: numpy.array(column(table, name)) for name in names_of(table)}
    width = field(table, "smoothing")[0]
    assert abs(width - 0.02 * 42.0) < 1e-6
    eigenvalues = values["eigenvalue"]
    exact = numpy.exp(-0.5 * ((eigenvalues[:, None] - EIGENVALUES) / width) ** 2).mean(1) / (
        width * numpy.sqrt(2 * numpy.pi)
    )
    deviation = numpy.abs(values["density"] - exact)
    assert (deviation < 5 * values["density_standard_error"] + 1e-9).all()
    step = eigenvalues[1] - eigenvalues[0]
    assert abs(values["density"].sum() * step - 1.0) < 1e-3
    assert abs(values["cumulative"][-1] - 1.0) < 1e-3 and (numpy.diff(values["cumulative"]) >= 0).all()


def test_another_smoothing_computes_nothing_anew():
    source = quadratic()
    progress = []
    algorithm = source.SMProxy.GetClientSideObject()
    before = table_of(source, DENSITY)
    algorithm.AddObserver("ProgressEvent", lambda *_: progress.append(algorithm.GetProgress()))
    source.SmoothingMode = "Absolute"
    source.Smoothing = 3.0
    after = table_of(source, DENSITY)
    assert field(after, "smoothing")[0] == 3.0 and field(before, "smoothing")[0] != 3.0
    assert field(after, "trace")[0] == field(before, "trace")[0]
    assert not [value for value in progress if 0.0 < value < 1.0], progress


def test_field_data():
    for port in (DENSITY, SPECTRUM, LAYERS):
        table = table_of(quadratic(Probes=100, LanczosSteps=2), port)
        error = field(table, "trace_standard_error")[0]
        assert abs(field(table, "trace")[0] - EIGENVALUES.sum()) < 4 * error < 40.0
        moments = field(table, "spectral_moments")
        errors = field(table, "spectral_moments_standard_error")
        for k, (moment, its_error) in enumerate(zip(moments, errors), 1):
            if k < 4:  # exact for each probe up to 2 x steps - 1
                assert abs(moment - (EIGENVALUES**k).mean()) < 4 * its_error
        assert field(table, "number_of_weights")[0] == 20
        assert field(table, "hessian_products")[0] >= 200
        assert field(table, "gradient_norm")[0] > 0.0
        recipe = json.loads(table.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0))
        assert recipe["source"] == "Hessian Spectrum" and recipe["density"]["probes"] == 100


def test_layers():
    table = table_of(quadratic("gelu"), LAYERS)
    assert names_of(table) == ["name", "weights", "trace", "trace_standard_error"]
    assert column(table, "name")[0] == "conv1.weight" and column(table, "weights")[0] == 36
    source = quadratic("gelu", PerLayer=1)
    table = table_of(source, LAYERS)
    assert names_of(table)[4:] == ["largest_eigenvalue", "largest_eigenvalue_residual"]
    hessian = numpy.load(f"{REFERENCE}/derivatives_gelu/derivatives.npz")["full_hessian"]
    first = 0
    for row, weights in enumerate(column(table, "weights")):
        block = hessian[first : first + weights, first : first + weights]
        largest = numpy.linalg.eigvalsh(block)[-1]
        found = column(table, "largest_eigenvalue")[row]
        assert abs(found - largest) <= 1e-3 * abs(largest) + 1e-12, (row, found, largest)
        first += weights
    density = table_of(source, DENSITY)
    assert f"density_{column(table, 'name')[0]}" in names_of(density)
    assert density.GetNumberOfColumns() == 4 + table.GetNumberOfRows()


def test_errors_and_recovery():
    source = quadratic(Probes=0)
    errors = Messages(source)
    source.UpdatePipeline()
    assert "Probes" in str(errors), str(errors)
    assert source.SMProxy.GetClientSideObject().GetOutputDataObject(0).GetNumberOfRows() == 0
    source.Probes = 2
    source.Smoothing = 0.0
    source.UpdatePipeline()
    assert "Smoothing" in str(errors), str(errors)
    source.Smoothing = 0.01
    assert table_of(source, DENSITY).GetNumberOfRows() == 500
    cusp = quadratic(NetworkFile=f"{REFERENCE}/derivatives_cusp.pt")
    errors = Messages(cusp)
    cusp.UpdatePipeline()
    assert "the Hessian of the loss is not finite" in str(errors), str(errors)


def test_inaccurate_eigenvalues_are_a_warning():
    source = quadratic(MaximumProducts=9)
    warnings = Messages(source, "WarningEvent")
    source.UpdatePipeline()
    assert "residual" in str(warnings), str(warnings)


def test_abort():
    source = simple.HessianSpectrum(NumberOfSamples=50)
    errors = Messages(source)
    algorithm = source.SMProxy.GetClientSideObject()
    tag = algorithm.AddObserver("ProgressEvent", lambda *_: algorithm.SetAbortExecute(1))
    source.UpdatePipeline()
    assert str(errors) == "", str(errors)
    assert algorithm.GetOutputDataObject(0).GetNumberOfRows() == 0
    algorithm.RemoveObserver(tag)
    source.Probes = 1
    source.LanczosSteps = 2
    source.NumberOfEigenvalues = [1, 0]
    assert table_of(source, DENSITY).GetNumberOfRows() == 500


def test_one_abort_is_enough_for_all_outputs():
    source = simple.HessianSpectrum(NumberOfSamples=50)
    algorithm = source.SMProxy.GetClientSideObject()
    presses = []

    def press_once(*_):
        if not presses and algorithm.GetProgress() > 0.02:
            presses.append(algorithm.GetProgress())
            algorithm.SetAbortExecute(1)

    fractions = []
    algorithm.AddObserver("ProgressEvent", lambda *_: fractions.append(algorithm.GetProgress()))
    algorithm.AddObserver("ProgressEvent", press_once)
    source.UpdatePipeline()
    assert presses and max(fraction for fraction in fractions if fraction < 1.0) < 0.2, fractions
    assert [algorithm.GetOutputDataObject(port).GetNumberOfRows() for port in range(3)] == [0, 0, 0]
    # ParaView's proxy asks again only once a property has changed.
    for port in range(3):
        algorithm.Update(port)
        assert algorithm.GetOutputDataObject(port).GetNumberOfRows() > 0, "the next update starts anew"


def test_peaks_between_the_rows_are_a_warning():
    source = quadratic()
    warnings = Messages(source, "WarningEvent")
    source.UpdatePipeline()
    assert str(warnings) == "", str(warnings)
    source.Smoothing = 1e-4
    source.UpdatePipeline()
    assert "Raise Points" in str(warnings), str(warnings)
    del warnings.texts[:]
    source.Points = 6000
    density = table_of(source, DENSITY)
    assert str(warnings) == "", str(warnings)
    eigenvalue, values = (vtk_to_numpy(density.GetColumnByName(name)) for name in ("eigenvalue", "density"))
    # The trapezoidal rule, whose name NumPy 2 changed.
    area = (0.5 * (values[1:] + values[:-1]) * numpy.diff(eigenvalue)).sum()
    assert abs(area - 1.0) < 0.015


def test_eigenvectors_as_directions():
    landscape = simple.LossLandscape(
        NetworkFile=f"{REFERENCE}/derivatives_quadratic/scripted.pt",
        Dataset="Tensor File",
        DatasetPath=f"{REFERENCE}/derivatives_quadratic/data.npz",
        NumberOfSamples=0,
        Loss="Network Output",
        Directions="Hessian Eigenvectors",
        HessianEigenvectors="Largest And Smallest",
        IgnoreBiasAndNorm=0,
        Resolution=[3, 3, 1],
    )
    landscape.UpdatePipeline()
    image = servermanager.Fetch(landscape)
    assert numpy.allclose(field(image, "direction_eigenvalues"), [40.0, -2.0], atol=1e-3)
    assert (field(image, "direction_eigenvalue_residuals") < 1e-4 * 40).all()
    loss = array(image, "loss").reshape(3, 3)
    assert abs(loss[1, 0] - 2 * loss[1, 1] + loss[1, 2] - 40.0) < 1e-2
    assert abs(loss[0, 1] - 2 * loss[1, 1] + loss[2, 1] + 2.0) < 1e-2
    assert reference_landscape().HessianEigenvectors == "Largest"


run_tests(globals())
