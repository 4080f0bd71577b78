# SPDX-License-Identifier: BSD-3-Clause
"""What examples do with displays, in the words of each version of ParaView."""
from paraview import servermanager, simple


def move(display, offset):
    """Shows it away from its place: the property is called Position before ParaView 5.13, then Translation."""
    name = "Translation" if "Translation" in display.ListProperties() else "Position"
    setattr(display, name, list(offset))


def apply_preset(table, name):
    """The colours of matplotlib's map of that name: ParaView before 6.1 says so in the preset's name."""
    has = servermanager.vtkSMTransferFunctionPresets.GetInstance().HasPreset
    table.ApplyPreset(name if has(name) else f"{name} (matplotlib)", True)


def surface_normals(**properties):
    """The filter of ParaView 6.1 that was called Generate Surface Normals before."""
    name = "SurfaceNormals" if hasattr(simple, "SurfaceNormals") else "GenerateSurfaceNormals"
    return getattr(simple, name)(**properties)
