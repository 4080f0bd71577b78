# SPDX-License-Identifier: BSD-3-Clause
"""Loss Landscape in the background: only for windows, scripts get the complete landscape. (What windows get: TestLiveLandscape.)"""
from landscapes import array, fetch, load_plugin, run_tests
from paraview import servermanager, simple

load_plugin()
NAMES = ("loss", "accuracy", "loss_standard_error")


def landscape(points, **properties):
    """A shipped network on a handful of images."""
    return simple.LossLandscape(NumberOfSamples=10, Resolution=[points, points, 1], **properties)


def assert_complete(image):
    assert image.GetPointData().GetArray("evaluated") is None
    assert image.GetFieldData().GetArray("non_finite_losses").GetValue(0) == 0


def test_windows_are_told_to_watch():
    hint = landscape(3).SMProxy.GetHints().FindNestedElementByName("LiveSource")
    assert 0 < int(hint.GetAttribute("interval")) <= 500


def test_scripts_get_the_complete_landscape():
    source = landscape(40)
    assert source.Progressive == 1
    complete = fetch(source)
    assert_complete(complete)
    switched_off = fetch(landscape(40, Progressive=0))
    for name in NAMES:
        assert array(complete, name).tobytes() == array(switched_off, name).tobytes(), name


def test_so_they_do_after_a_change():
    source = landscape(20)
    fetch(source)
    source.Seed = 1
    assert_complete(fetch(source))


def test_filters_get_it_too():
    warp = simple.WarpByScalar(landscape(30), Scalars=["POINTS", "loss"])
    warp.UpdatePipeline()
    output = servermanager.Fetch(warp)
    assert output.GetPointData().GetArray("evaluated") is None
    assert len(array(output, "loss")) == 900


run_tests(globals())
