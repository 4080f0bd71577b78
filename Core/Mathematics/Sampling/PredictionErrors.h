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
  /// Cells around a point whose points are suspected of errors like its own.
  static constexpr int Reach = 2;

  explicit PredictionErrors(const GridLevels& levels);

  /// Of the points of `level`, all measured, as if only the level before it were.
  void RecordLevel(int level, const std::vector<double>& values, const Progress& progress);

  /// Of one point. Infinite if either value is not finite.
  void Record(std::int64_t point, double predicted, double value);

  double At(std::int64_t point) const { return this->Errors[point]; }

  /// What is to be expected of the next level around a point of `level`: its own error, times what
  /// errors around it have shrunk by since the level before. A smooth function's shrink by an order
  /// of magnitude, a kink's by half, noise does not shrink.
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
