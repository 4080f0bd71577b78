// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/PredictionErrors.h"

#include "Core/Mathematics/Sampling/LevelInterpolation.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace sampling
{
namespace
{

/// The fastest decay that is believed: a quarter of that of a smooth function's cubic
/// interpolation.
constexpr double FastestDecay = 0.25;

constexpr std::size_t NodesOfCubic = 4;

} // namespace

PredictionErrors::PredictionErrors(const GridLevels& levels)
  : Levels(levels), Errors(static_cast<std::size_t>(levels.NumberOfPoints()), 0.0)
{
}

void PredictionErrors::RecordLevel(
  int level, const std::vector<double>& values, const Progress& progress)
{
  std::vector<unsigned char> known(values.size(), 0);
  this->Levels.ForEachOfLevel(level - 1, [&](std::int64_t point) { known[point] = 1; });
  std::vector<double> predicted = values;
  InterpolateUnknown(this->Levels, known, predicted, progress);
  this->Levels.ForEachOfLevel(level,
    [&](std::int64_t point)
    {
      if (!known[point])
      {
        this->Record(point, predicted[point], values[point]);
      }
    });
}

void PredictionErrors::Record(std::int64_t point, double predicted, double value)
{
  const double error = std::abs(predicted - value);
  this->Errors[point] = std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
}

double PredictionErrors::ExpectedOfNextLevel(std::int64_t point, int level) const
{
  const double error = this->Errors[point];
  return std::isfinite(error) ? error * this->Decay(this->Levels.IndexOf(point), level) : error;
}

double PredictionErrors::Decay(const Index& index, int level) const
{
  if (!this->PredictsCubics(level - 2))
  {
    return 1.0;
  }
  double own = 0.0;
  double before = 0.0;
  this->Levels.ForEachAround(index, level, Reach,
    [&](std::int64_t point)
    {
      const int levelOfPoint = this->Levels.LevelOf(this->Levels.IndexOf(point));
      if (levelOfPoint == level)
      {
        own = std::max(own, this->Errors[point]);
      }
      else if (levelOfPoint == level - 1)
      {
        before = std::max(before, this->Errors[point]);
      }
    });
  return own < before ? std::max(own / before, FastestDecay) : 1.0;
}

bool PredictionErrors::PredictsCubics(int level) const
{
  for (int axis = 0; level >= 0 && axis < 3; ++axis)
  {
    const AxisLevels& levels = this->Levels.Axis(axis);
    const std::size_t all = levels.Nodes(levels.Count() - 1).size();
    if (levels.Nodes(level).size() < std::min(NodesOfCubic, all))
    {
      return false;
    }
  }
  return level >= 0;
}

} // namespace sampling
} // namespace losslandscape
