# SPDX-License-Identifier: BSD-3-Clause
"""The plugin among the other libraries of ParaView's process: LibTorch stays unseen by them, and the first
picture may come after it."""
import ctypes

from landscapes import load_plugin, run_tests
from paraview import simple

# losslandscape::Aborted::what() const, of a library that all the others need.
OURS = "_ZNK13losslandscape7Aborted4whatEv"


def test_libraries_of_the_plugin_are_not_seen_by_others():
    load_plugin()
    assert simple.LossLandscape is not None
    assert not hasattr(ctypes.CDLL(None), OURS)
    # The name is right: the library has it.
    library = [line.split()[-1] for line in open("/proc/self/maps") if "liblosslandscape_Common" in line][0]
    assert hasattr(ctypes.CDLL(library), OURS)


def test_the_first_picture_may_come_after_the_plugin():
    load_plugin()
    view = simple.CreateRenderView()
    simple.Show(simple.Sphere(), view)
    simple.Render(view)
    simple.Delete(view)


run_tests(globals())
