// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_LandscapeDerivatives_h
#define losslandscape_Sources_LandscapeDerivatives_h

#include "Core/Common/Grid.h"
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"

class vtkImageData;

namespace losslandscape
{

/// Finds derivatives at all points of the image, whose extent is a part of the grid, and adds the
/// point arrays that `options` ask for (see vtkLossLandscapeSource). Returns how many of them were
/// in the store, see EvaluateDerivatives.
CacheUse AddDerivatives(EvaluationStore& store, const Plane& plane, const Grid& grid,
  const DerivativeOptions& options, int threads, const Progress& progress, vtkImageData* image);

} // namespace losslandscape

#endif
