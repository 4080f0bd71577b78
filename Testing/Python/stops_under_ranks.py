# SPDX-License-Identifier: BSD-3-Clause
"""stops_under_ranks.py FILE: run by pvbatch on several ranks, of which only the first has FILE, a landscape, in its
working folder. Whatever stops one rank alone, no rank waits for it for ever."""
import sys

from landscapes import load_plugin
from paraview import simple

load_plugin()


def number_of_points(proxy):
    proxy.UpdatePipeline()
    return proxy.GetDataInformation().GetNumberOfPoints()


def another(proxy):
    """A consumer that updates proxy, which ParaView would not do again by itself."""
    return simple.Calculator(Input=proxy, Function="1")


def press_abort(source, consumer):
    """On the first rank alone."""
    algorithm = source.SMProxy.GetClientSideObject()
    tag = algorithm.AddObserver("ProgressEvent", lambda *_: algorithm.SetAbortExecute(1))
    consumer.UpdatePipeline()
    algorithm.RemoveObserver(tag)


def test_abort():
    # Large enough to be far from done when progress is reported first.
    source = simple.LossLandscape(NumberOfSamples=100, Resolution=[15, 15, 1])
    points = simple.LandscapeCriticalPoints(Input=source)
    press_abort(source, points)
    assert number_of_points(points) == 0
    another(source).UpdatePipeline()
    assert number_of_points(another(points)) == 0
    source.Resolution = [7, 7, 1]
    assert number_of_points(source) == 7 * 7 + 7
    assert number_of_points(points) > 0


def test_file_of_one_rank():
    landscape = simple.LandscapeReader(FileNames=[sys.argv[1]])
    points = simple.LandscapeCriticalPoints(Input=landscape)
    assert number_of_points(points) == 0
    assert number_of_points(another(points)) == 0


test_abort()
test_file_of_one_rank()
print("passed")
