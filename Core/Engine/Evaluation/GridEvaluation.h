// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_GridEvaluation_h
#define losslandscape_Engine_Evaluation_GridEvaluation_h

#include "Core/Common/Grid.h"
#include "Core/Common/Progress.h"
#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Plane/Plane.h"

#include <vector>

namespace losslandscape
{

/// Where the values of a grid's points go: one number per point of the extent, x fastest; null for
/// what is not wanted. See LossValue for their meaning.
struct LandscapeArrays
{
  double* Loss = nullptr;
  double* Accuracy = nullptr;
  double* StandardError = nullptr;
  /// One for each of Problem::Metrics, or none.
  std::vector<double*> Metrics = {};
};

/// Plane coordinates of a point of `extent`, counted from 0 with x varying fastest.
std::array<double, 3> PointCoordinates(const Grid& grid, const Extent& extent, std::int64_t point);

/// Finds the problem's loss at every point of `extent`: see EvaluationStore::Evaluate for threads,
/// progress, errors and the result. Non-finite losses are stored as they are. Values do not depend
/// on the extent, to the bit. After an abort the arrays hold the points finished so far, and NaN
/// elsewhere.
CacheUse EvaluateGrid(EvaluationStore& store, const Plane& plane, const Grid& grid,
  const Extent& extent, int threads, const LandscapeArrays& arrays, const Progress& progress = {});

/// Evaluates every point, without a file.
void EvaluateGrid(const Plane& plane, const Grid& grid, const Extent& extent, int threads,
  const LandscapeArrays& arrays, const Progress& progress = {});

} // namespace losslandscape

#endif
