# SPDX-License-Identifier: BSD-3-Clause
"""Loss landscapes of neural networks: the VTK classes of the suite.

Sources and filters are used as those of vtkmodules are, without ParaView:

    from losslandscape import vtkLossLandscapeSource, vtkLandscapeCriticalPoints
    landscape = vtkLossLandscapeSource()
    critical = vtkLandscapeCriticalPoints()
    critical.SetInputConnection(landscape.GetOutputPort())
    critical.Update()

VTK must be the one that the suite was built with. In ParaView the plugin's proxies do more: they show
progress and refine a picture in the window.
"""
# First, so that a Python without VTK names what it lacks.
import vtkmodules.vtkCommonCore as _vtk  # noqa: F401

from .vtkLossLandscapeFiltersNetwork import *
from .vtkLossLandscapeFiltersTopology import *
from .vtkLossLandscapeFiltersTrajectory import *
from .vtkLossLandscapePipeline import *
from .vtkLossLandscapeReaders import *
from .vtkLossLandscapeSources import *
