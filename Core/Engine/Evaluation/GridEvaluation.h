// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_GridEvaluation_h
#define losslandscape_Engine_Evaluation_GridEvaluation_h

#include "Core/Common/Grid.h"
#include "Core/Common/Progress.h"
#include "Core/Engine/Plane/Plane.h"

namespace losslandscape
{

class PointCache;

/// Where the values of a grid's points go: one number per point of the extent, x fastest; null for
/// what is not wanted. See LossValue for their meaning.
struct LandscapeArrays
{
  double* Loss = nullptr;
  double* Accuracy = nullptr;
  double* StandardError = nullptr;
};

/// Plane coordinates of a point of `extent`, counted from 0 with x varying fastest.
std::array<double, 3> PointCoordinates(const Grid& grid, const Extent& extent, std::int64_t point);

/// Evaluates the problem's loss at every point of `extent`. Non-finite losses are stored as they
/// are.
///
/// `threads`: workers, each with its own copy of the network and one thread; 0: one per available
/// processor (one on a GPU). Values do not depend on their number or on the extent, to the bit.
/// `progress` is called from this thread, about ten times a second; after it asked to stop, Aborted
/// is thrown within one batch, and the arrays hold the points finished so far and NaN elsewhere.
void EvaluateGrid(const Plane& plane, const Grid& grid, const Extent& extent, int threads,
  const LandscapeArrays& arrays, const Progress& progress = {});

/// The same, with the values that a file of the plane has already taken from there.
void EvaluateGrid(PointCache& cache, const Grid& grid, const Extent& extent, int threads,
  const LandscapeArrays& arrays, const Progress& progress = {});

} // namespace losslandscape

#endif
