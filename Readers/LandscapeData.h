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

/// Adds point arrays to `image`, whose extent and geometry must be set: the part of the landscape's
/// arrays that lies in that extent, `evaluated`, and vtkGhostType if points are missing. Texts and
/// the names of skipped arrays become field data.
void FillImage(const SampledLandscape& landscape, vtkImageData* image);

/// The landscape in an image: its grid, its point arrays of one component and its texts. Names of
/// arrays that cannot be taken along are in Skipped. Throws Error if the image has no points or no
/// array that can be the loss.
SampledLandscape LandscapeOf(vtkImageData* image);

/// Fills `output` with a vertex at each point of the trajectory, a polyline through all of them if
/// there are several, and its arrays.
void FillTrajectory(const SampledTrajectory& trajectory, vtkPolyData* output);

/// Adds field data: a string array `name` with the lines. Without lines it adds nothing.
void AddLines(
  const std::string& name, const std::vector<std::string>& lines, vtkDataObject* output);

} // namespace losslandscape

#endif
