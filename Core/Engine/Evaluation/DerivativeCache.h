// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_DerivativeCache_h
#define losslandscape_Engine_Evaluation_DerivativeCache_h

#include "Core/Engine/Evaluation/CacheUse.h"
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"

#include <string>
#include <vector>

namespace losslandscape
{

/// As EvaluateDerivatives, but what is in a file of evaluated points already is not evaluated
/// again, and what is evaluated is written to it (as PointCache does; an empty name stands for no
/// file). Derivatives are the same to the bit as without a file.
///
/// Gradients, Hessians and extreme eigenvalues are kept apart, each under what it alone depends on
/// (see DerivativeKey), and evaluated one after the other at all points: asking for a further one
/// later, or for another tolerance of eigenvalues, leaves the others valid.
///
/// `derivatives` gets one element for each point; it is complete unless this throws. Returns counts
/// of derivatives: a point has up to three. Errors as PointCache and EvaluateDerivatives.
CacheUse EvaluateDerivatives(const std::string& cacheFile, const Plane& plane,
  const PlanePoints& points, const DerivativeOptions& options, int threads,
  std::vector<PointDerivatives>& derivatives, const Progress& progress = {});

} // namespace losslandscape

#endif
