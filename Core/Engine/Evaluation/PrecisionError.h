// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_PrecisionError_h
#define losslandscape_Engine_Evaluation_PrecisionError_h

#include "Core/Common/Grid.h"
#include "Core/Common/Progress.h"
#include "Core/Engine/Plane/Plane.h"

#include <array>
#include <cstdint>
#include <vector>

namespace losslandscape
{

class EvaluationStore;

/// How far losses in a reduced precision are from those in the network's own, at a few points: a
/// sample, no bound.
struct PrecisionError
{
  /// Largest difference between the two losses of a point, and largest share of it in the loss in
  /// the network's own precision. Infinite where only one of the losses is finite; NaN without
  /// samples.
  double Absolute = 0.0;
  double Relative = 0.0;
  /// Points compared: those where one of the two losses is finite.
  std::int64_t Samples = 0;
};

/// Compares losses of the same points.
PrecisionError CompareLosses(const std::vector<double>& reduced, const std::vector<double>& own);

/// The points at which precisions are compared, in plane coordinates: the corners of the grid, its
/// centre and, in a plane or on a line, points evenly spaced between them (3 x 3 and 9). Nine at
/// most, the same for any part of the grid.
std::vector<std::array<double, 3>> PrecisionSamples(const Grid& grid);

/// Finds the loss at those points in the plane's precision and in the network's own: see
/// EvaluationStore::Evaluate for threads, progress and errors.
PrecisionError MeasurePrecisionError(EvaluationStore& store, const Plane& plane, const Grid& grid,
  int threads, const Progress& progress = {});

} // namespace losslandscape

#endif
