# SPDX-License-Identifier: BSD-3-Clause
"""Loss Landscape in the background: complete at once in scripts, coarse to fine for whoever watches."""
import time

from landscapes import array, fetch, load_plugin, run_tests
from paraview import servermanager, simple

load_plugin()
NAMES = ("loss", "accuracy", "loss_standard_error")


def landscape(points, **properties):
    """A shipped network on a handful of images."""
    return simple.LossLandscape(NumberOfSamples=10, Resolution=[points, points, 1], **properties)


def flags(image):
    return image.GetPointData().GetArray("evaluated")


def look(source):
    """What ParaView's window does every now and then."""
    needs_update = source.SMProxy.GetClientSideObject().GetNeedsUpdate()
    if needs_update:
        source.SMProxy.MarkModified(source.SMProxy)
    return needs_update


def test_the_window_is_told_to_watch():
    hint = landscape(3).SMProxy.GetHints().FindNestedElementByName("LiveSource")
    assert 0 < int(hint.GetAttribute("interval")) <= 500


def test_scripts_get_the_complete_landscape():
    image = fetch(landscape(60))
    assert flags(image) is None
    assert image.GetFieldData().GetArray("non_finite_losses").GetValue(0) == 0


def test_a_watched_landscape_is_incomplete_first_and_the_same_in_the_end():
    source = landscape(60)
    assert not look(source)
    image = fetch(source)
    assert flags(image) is not None
    pictures = 1
    while flags(image) is not None:
        while not look(source):
            time.sleep(0.01)
        image = fetch(source)
        pictures += 1
    assert pictures > 2, pictures
    assert not look(source)
    truth = fetch(landscape(60))
    for name in NAMES:
        assert array(image, name).tobytes() == array(truth, name).tobytes(), name


def test_filters_see_what_has_come():
    source = landscape(100)
    look(source)
    warp = simple.WarpByScalar(source, Scalars=["POINTS", "loss"])
    counts = []
    while len(counts) < 3:
        warp.UpdatePipeline()
        counts.append(array(servermanager.Fetch(warp), "evaluated").sum())
        while not look(source):
            time.sleep(0.01)
    assert counts == sorted(set(counts)), counts
    simple.Delete(warp)
    simple.Delete(source)


def test_switched_off_it_waits():
    source = landscape(60, Progressive=0)
    look(source)
    assert flags(fetch(source)) is None


run_tests(globals())
