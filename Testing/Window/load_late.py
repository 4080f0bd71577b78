# SPDX-License-Identifier: BSD-3-Clause
"""In a window that has started: loads the plugin, makes every source, reader and filter with its panel, shows a
landscape. (That no proxy is defined before its base, which matters if the plugin is loaded by
Tools > Manage Plugins, is the business of check_proxies.py.)"""
import os
import tempfile

from paraview import simple
from paraview.vtk.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOImage import vtkPNGReader

SOURCES = ("LossLandscape", "AnalyticLandscape", "DecisionBoundary", "HessianSpectrum", "ModeConnectivity",
           "NetworkSharpness", "TrainNetwork", "LandscapeReader", "LandscapeTrajectoryReader", "CheckpointReader")
FILTERS = ("LandscapeCriticalPoints", "LandscapeMorseComplex", "LandscapePersistence", "LandscapeFlatRegions",
           "LandscapeDerivatives")


def colours_of(view):
    """How many different colours a screenshot of the view has."""
    path = os.path.join(tempfile.mkdtemp(dir=os.environ["HOME"]), "view.png")
    simple.SaveScreenshot(path, view, ImageResolution=[400, 300])
    reader = vtkPNGReader()
    reader.SetFileName(path)
    reader.Update()
    pixels = vtk_to_numpy(reader.GetOutput().GetPointData().GetScalars())
    return len({tuple(pixel) for pixel in pixels.tolist()})


def main():
    view = simple.GetActiveViewOrCreate("RenderView")
    empty = colours_of(view)
    simple.LoadPlugin(os.environ["LOSSLANDSCAPE_PLUGIN"], remote=False, ns=vars(simple))
    for name in SOURCES:
        simple.SetActiveSource(getattr(simple, name)())
    landscape = simple.LossLandscape(Resolution=[5, 5, 1], NumberOfSamples=10, Progressive=0)
    display = simple.Show(landscape, view)
    assert display.Representation == "Surface", display.Representation
    for name in FILTERS:
        simple.SetActiveSource(getattr(simple, name)(landscape))
    simple.Render(view)
    assert landscape.GetDataInformation().GetNumberOfPoints() == 25
    assert colours_of(view) > empty + 50, (empty, colours_of(view))


main()
print("window test passed", flush=True)
