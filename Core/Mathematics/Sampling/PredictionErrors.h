// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Sampling_PredictionErrors_h
#define losslandscape_Mathematics_Sampling_PredictionErrors_h

#include "Core/Common/Progress.h"
#include "Core/Mathematics/Sampling/GridLevels.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace losslandscape
{
namespace sampling
{

/// How far the values of measured points were from what the coarser levels had predicted, and what
/// follows for the points around them.
class PredictionErrors
{
public:
  /// How many cells around a point have points that are suspected of errors like its own.
  static constexpr int Reach = 2;

  explicit PredictionErrors(const GridLevels& levels);

  /// Records the errors of the points of `level`, all of which are measured, as if only the level
  /// before it were.
  void RecordLevel(int level, const std::vector<double>& values, const Progress& progress);

  /// Records the error of one point. It is infinite if either value is not finite.
  void Record(std::int64_t point, double predicted, double value);

  double At(std::int64_t point) const { return this->Errors[point]; }

  /// The error to be expected of the next level around a point of `level`: the point's own error,
  /// times the factor by which errors around it have shrunk since the level before. Those of a
  /// smooth function shrink by an order of magnitude, those of a kink by half, and those of noise
  /// do not shrink.
  double ExpectedOfNextLevel(std::int64_t point, int level) const;

private:
  double Decay(const Index& index, int level) const;
  bool PredictsCubics(int level) const;

  const GridLevels& Levels;
  std::vector<double> Errors; ///< 0 for points that are not measured
};

} // namespace sampling
} // namespace losslandscape

#endif
