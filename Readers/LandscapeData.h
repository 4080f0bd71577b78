// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Readers_LandscapeData_h
#define losslandscape_Readers_LandscapeData_h

#include "Core/Files/Landscapes/SampledLandscape.h"
#include "Core/Files/Landscapes/SampledTrajectory.h"

#include <string>
#include <vector>

class vtkDataObject;
class vtkImageData;
class vtkPolyData;

namespace losslandscape
{

/// Puts the part of a landscape that lies in the extent of `image` into its point arrays: those of
/// the landscape, `evaluated`, and vtkGhostType if points are missing. The image's geometry is set.
void FillImage(const SampledLandscape& landscape, vtkImageData* image);

/// The reverse: the grid and the point arrays of one component. What cannot be taken along is
/// listed in Skipped. Throws Error if there is no array to be the loss.
SampledLandscape LandscapeOf(vtkImageData* image);

/// A polyline through all points and a vertex at each.
void FillTrajectory(const SampledTrajectory& trajectory, vtkPolyData* output);

/// Adds field data: a string array of that name; nothing if there are no lines.
void AddLines(
  const std::string& name, const std::vector<std::string>& lines, vtkDataObject* output);

} // namespace losslandscape

#endif
