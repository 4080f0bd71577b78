# SPDX-License-Identifier: BSD-3-Clause
"""A plugin that cannot be opened, here because the library beside it is missing, says why."""
import os
import shutil
import tempfile

from landscapes import run_tests
from paraview import simple
from paraview.vtk import vtkOutputWindow

PLUGIN = os.environ["LOSSLANDSCAPE_PLUGIN"]


def warnings_of(work):
    """What goes to ParaView's message window meanwhile."""
    messages = []

    def note(_source, _event, text):
        messages.append(text)

    note.CallDataType = "string0"
    window = vtkOutputWindow.GetInstance()
    tag = window.AddObserver("WarningEvent", note)
    work()
    window.RemoveObserver(tag)
    return " ".join(messages)


def test_a_plugin_without_its_libraries_says_so():
    with tempfile.TemporaryDirectory() as folder:
        lonely = shutil.copy(PLUGIN, folder)
        messages = warnings_of(lambda: simple.LoadPlugin(lonely, remote=False, ns={}))
    assert "Loss Landscape cannot be loaded" in messages, messages
    assert "LossLandscapeProxies" in messages and "LibTorch" in messages, messages


run_tests(globals())
