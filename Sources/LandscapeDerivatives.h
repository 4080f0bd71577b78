// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_LandscapeDerivatives_h
#define losslandscape_Sources_LandscapeDerivatives_h

#include "Core/Common/Grid.h"
#include "Core/Engine/Evaluation/DerivativeCache.h"

class vtkImageData;

namespace losslandscape
{

/// Evaluates derivatives at all points of the image, whose extent is a part of the grid, and adds
/// the point arrays that `options` ask for (see vtkLossLandscapeSource).
///
/// Derivatives are kept in the file `cacheFile`; an empty name stands for none. Returns how many
/// came from it, see DerivativeCache.
CacheUse AddDerivatives(const std::string& cacheFile, const Plane& plane, const Grid& grid,
  const DerivativeOptions& options, int threads, const Progress& progress, vtkImageData* image);

} // namespace losslandscape

#endif
