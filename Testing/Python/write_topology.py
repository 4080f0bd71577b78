# SPDX-License-Identifier: BSD-3-Clause
"""Run by pvbatch on any number of ranks: writes the outputs of the topology filters into the folder
given as argument. Before that, errors on all ranks and on one: none may leave the others waiting."""
import sys

from landscapes import Messages, load_plugin
from paraview import servermanager, simple
from topology import write_topology

# Passes its input on; the last rank's piece loses its arrays, or all of its points.
SPOIL = """
from paraview.vtk import vtkMultiProcessController
controller = vtkMultiProcessController.GetGlobalController()
output.ShallowCopy(self.GetInputDataObject(0, 0))
if controller.GetLocalProcessId() == controller.GetNumberOfProcesses() - 1:
    output{}.Initialize()
"""


def check_error(landscape, part, **properties):
    points = simple.LandscapeMorseComplex(landscape, **properties)
    errors = Messages(points)
    points.UpdatePipeline()
    assert part in str(errors), str(errors)
    for port in range(3):
        assert points.GetDataInformation(port).GetNumberOfPoints() == 0
    simple.Delete(points)


def check_errors():
    landscape = simple.AnalyticLandscape(Resolution=[11, 9, 1])
    check_error(landscape, "image has no such array: height", Scalars=["POINTS", "height"])
    bare = simple.ProgrammableFilter(Input=landscape, Script=SPOIL.format(".GetPointData()"))
    check_error(bare, "image has no such array: loss", Scalars=["POINTS", "loss"])
    # Without the piece of one rank there is no whole image. (Alone it has no points: no error.)
    torn = simple.ProgrammableFilter(Input=landscape, Script=SPOIL.format(""))
    alone = servermanager.ActiveConnection.GetNumberOfDataPartitions() == 1
    check_error(torn, "" if alone else "pieces of all processes do not make a whole image")
    # A source that fails on all ranks has said so itself.
    check_error(simple.LossLandscape(WeightsFile="/no/such/file"), "")
    line = simple.AnalyticLandscape(Resolution=[1, 9, 1])
    check_error(line, "a Morse complex needs a plane or a volume")


load_plugin()
check_errors()
write_topology(sys.argv[1])
ranks = servermanager.ActiveConnection.GetNumberOfDataPartitions()
print(f"written by {ranks} ranks")
