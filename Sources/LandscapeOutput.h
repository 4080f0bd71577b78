// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_LandscapeOutput_h
#define losslandscape_Sources_LandscapeOutput_h

#include "Core/Engine/Evaluation/GridEvaluation.h"
#include "Core/Engine/Evaluation/PrecisionError.h"
#include "Core/Engine/Network/NetworkDescription.h"

#include "vtkType.h"

#include <vector>

class vtkDataObject;
class vtkImageData;

namespace losslandscape
{

/// Adds the point arrays of the Landscape port (see vtkLossLandscapeSource), with undefined values,
/// and returns where to write them.
LandscapeArrays AddLandscapeArrays(const Problem& problem, vtkImageData* landscape);

/// Adds the point arrays of the Landscape port to an image whose extent is a part of the grid,
/// copied from `fields`: loss, accuracy, standard error and metrics at all points of the grid, x
/// varying fastest.
void AddLandscapeParts(const Problem& problem, const std::vector<std::vector<double>>& fields,
  const Grid& grid, vtkImageData* image);

/// Adds the point array `evaluated` to an image whose extent is a part of the grid, copied from
/// `evaluated`, which has all points of the grid.
void AddEvaluatedPart(
  const std::vector<unsigned char>& evaluated, const Grid& grid, vtkImageData* image);

/// Adds field data on the directions: their lengths and cosines, for PCA the variances, for Hessian
/// eigenvectors the eigenvalues.
void AddDirectionData(const Plane& plane, vtkImageData* landscape);

/// Adds the field data `network_layers`, `network_parameters` and `network_multiply_adds`.
void AddNetworkDescription(const NetworkDescription& network, vtkImageData* landscape);

/// Adds the field data `points_from_cache` and `points_evaluated`.
void AddCacheCounts(const CacheUse& use, vtkDataObject* output);

/// Adds the field data `derivatives_from_cache` and `derivatives_evaluated`.
void AddDerivativeCounts(const CacheUse& use, vtkDataObject* output);

/// Adds the field data `precision_max_error`, `precision_max_relative_error` and
/// `precision_error_samples`.
void AddPrecisionError(const PrecisionError& error, vtkImageData* landscape);

/// Adds the field data `non_finite_losses`, the number of points of the image whose loss is NaN or
/// infinite, and returns that number.
vtkIdType AddNonFiniteLosses(vtkImageData* landscape);

} // namespace losslandscape

#endif
