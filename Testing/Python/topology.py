# SPDX-License-Identifier: BSD-3-Clause
"""The outputs of all topology filters on some landscapes, written by any number of ranks: images as
pieces (.pvti), everything else as gathered by the client (.npz)."""
import os
import shutil

import numpy
from landscapes import reference_landscape
from paraview import servermanager, simple
from paraview.vtk.util.numpy_support import vtk_to_numpy

FILTERS = {
    "LandscapeCriticalPoints": ("Critical Points",),
    "LandscapeMorseComplex": ("Critical Points", "Separatrices", "Segmentation"),
    "LandscapePersistence": ("Diagram", "Pairs"),
    "LandscapeFlatRegions": ("Regions", "Table"),
    "LandscapeDerivatives": ("Derivatives",),
}
IMAGES = ("Segmentation", "Regions", "Derivatives")
POINT, CELL, ROW = 0, 1, 6


# Six runs from places around the origin towards it, of which each rank has its share.
RUNS = """
import math
from paraview.vtk import vtkCellArray, vtkMultiProcessController, vtkPoints
controller = vtkMultiProcessController.GetGlobalController()
rank, ranks = controller.GetLocalProcessId(), controller.GetNumberOfProcesses()
points, lines = vtkPoints(), vtkCellArray()
points.SetDataTypeToDouble()
for run in range(6 * rank // ranks, 6 * (rank + 1) // ranks):
    lines.InsertNextCell(9)
    for i in range(9):
        radius, angle = 7.0 - 0.8 * i, run + 0.3 * i
        at = (radius * math.cos(angle), radius * math.sin(angle), 0.0)
        lines.InsertCellPoint(points.InsertNextPoint(at))
output.SetPoints(points)
output.SetLines(lines)
"""


def runs(landscape):
    return simple.ProgrammableFilter(landscape, Script=RUNS, OutputDataSetType="vtkPolyData")


def inputs():
    """Name and landscape: a plane, a volume with many equal values, a network, a single cell."""
    yield "plane", simple.AnalyticLandscape(Resolution=[41, 31, 1])
    yield "volume", simple.AnalyticLandscape(
        Function="Sum of Cosines", Dimension="3 (volume)", Resolution=[13, 12, 11]
    )
    yield "network", reference_landscape("mlp", Resolution=[9, 7, 1])
    yield "cell", simple.AnalyticLandscape(Resolution=[2, 2, 1])


def arrays_of(data):
    """All numbers of a polygonal data set or a table by name, but for arrays without tuples: they get
    lost when the client gathers outputs that are empty on all ranks."""
    arrays = {}
    for kind, prefix in ((POINT, "point"), (CELL, "cell"), (ROW, "row")):
        attributes = data.GetAttributesAsFieldData(kind)
        for i in range(attributes.GetNumberOfArrays() if attributes else 0):
            array = attributes.GetArray(i)
            arrays[f"{prefix} {array.GetName()}"] = vtk_to_numpy(array)
    if hasattr(data, "GetPoints") and data.GetPoints():
        arrays["positions"] = vtk_to_numpy(data.GetPoints().GetData())
        arrays["lines"] = vtk_to_numpy(data.GetLines().GetConnectivityArray())
        arrays["vertices"] = vtk_to_numpy(data.GetVerts().GetConnectivityArray())
    return {name: values for name, values in arrays.items() if values.size > 0}


def write_port(algorithm, port, name, folder, stem):
    output = simple.OutputPort(algorithm, port)
    simple.UpdatePipeline(proxy=output)
    if name in IMAGES:
        simple.SaveData(os.path.join(folder, f"{stem}.pvti"), proxy=output, DataMode="Binary")
    else:
        numpy.savez(
            os.path.join(folder, f"{stem}.npz"), **arrays_of(servermanager.Fetch(algorithm, idx=port))
        )


def write_filter(algorithm, ports, folder, stem):
    for port, name in enumerate(ports):
        write_port(algorithm, port, name, folder, f"{stem}_{port}")


def summary_of(trajectory):
    """About the lines of all ranks."""
    fields = trajectory.GetFieldData()
    names = ("number_of_steps", "mean_descent_cosine", "share_downhill")
    return {name: vtk_to_numpy(fields.GetArray(name)) for name in names}


def check_summary(trajectory):
    """Some of the lines start outside of the landscape."""
    angles = vtk_to_numpy(trajectory.GetPointData().GetArray("descent_angle"))
    angles = angles[numpy.isfinite(angles)]
    assert 24 < len(angles) < 48, len(angles)
    steps, cosine, share = (values[0] for values in summary_of(trajectory).values())
    assert steps == len(angles), steps
    assert abs(cosine - numpy.cos(numpy.radians(angles)).mean()) < 1e-12, cosine
    assert share == (angles < 90).sum() / len(angles), share


def write_topology(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, exist_ok=True)
    for name, landscape in inputs():
        for proxy, ports in FILTERS.items():
            write_filter(getattr(simple, proxy)(landscape), ports, folder, f"{name}_{proxy}")
    landscape = simple.AnalyticLandscape(Resolution=[41, 31, 1])
    trajectory = simple.TrajectoryOnLandscape(Trajectory=runs(landscape), Landscape=landscape)
    write_filter(trajectory, ("Trajectory",), folder, "runs_TrajectoryOnLandscape")
    descent = servermanager.Fetch(trajectory)
    check_summary(descent)
    numpy.savez(os.path.join(folder, "runs_summary.npz"), **summary_of(descent))
    # A filter behind a filter.
    # (Inputs go first, not by keyword: ParaView 5.11 would take Scalars from the active source.)
    derivatives = simple.LandscapeDerivatives(simple.AnalyticLandscape(Resolution=[25, 25, 1]))
    points = simple.LandscapeCriticalPoints(derivatives, Scalars=["POINTS", "loss"])
    write_filter(points, FILTERS["LandscapeCriticalPoints"], folder, "chain_LandscapeCriticalPoints")
