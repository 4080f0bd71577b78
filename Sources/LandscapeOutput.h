// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_LandscapeOutput_h
#define losslandscape_Sources_LandscapeOutput_h

#include "Core/Network/GridEvaluation.h"
#include "Core/Network/PointCache.h"

#include "vtkType.h"

class vtkImageData;

namespace losslandscape
{

/// Gives the image the point arrays of the Landscape port, to be filled.
LandscapeArrays AddLandscapeArrays(vtkImageData* landscape);

/// Adds field data on the directions: lengths, cosines and, for PCA, variances.
void AddDirectionData(const Plane& plane, vtkImageData* landscape);

/// Adds the field data `points_from_cache` and `points_evaluated`.
void AddCacheCounts(const PointCache& cache, vtkImageData* landscape);

/// Adds the field data `non_finite_losses`, and returns it.
vtkIdType AddNonFiniteLosses(vtkImageData* landscape);

} // namespace losslandscape

#endif
