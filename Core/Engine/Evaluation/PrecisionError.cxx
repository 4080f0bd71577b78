// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/PrecisionError.h"

#include "Core/Common/Parallel.h"
#include "Core/Engine/Evaluation/PointEvaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace losslandscape
{
namespace
{

using Place = std::array<double, 3>;

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// Indices along an axis of so many points: at most `count` of them, evenly spaced.
std::vector<int> Spaced(int points, int count)
{
  std::vector<int> indices;
  for (int i = 0; i < count; ++i)
  {
    indices.push_back(static_cast<int>(static_cast<std::int64_t>(points - 1) * i / (count - 1)));
  }
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
  return indices;
}

double DifferenceOf(double reduced, double own)
{
  return std::isfinite(reduced) && std::isfinite(own) ? std::fabs(reduced - own) : Infinity;
}

/// Equal losses have no error, even where they are 0.
double ShareOf(double difference, double own)
{
  return difference == 0.0 ? 0.0 : std::isfinite(own) ? difference / std::fabs(own) : Infinity;
}

std::vector<double> LossesAt(EvaluationStore& store, const Plane& plane,
  const std::vector<Place>& places, int threads, const Progress& progress)
{
  std::vector<double> losses(places.size());
  const PlanePoints points = { static_cast<std::int64_t>(places.size()),
    [&](std::int64_t point) { return places[point]; } };
  EvaluatePoints(
    store, plane, points, threads,
    [&](std::int64_t point, const LossValue& value) { losses[point] = value.Loss; }, progress);
  return losses;
}

} // namespace

PrecisionError CompareLosses(const std::vector<double>& reduced, const std::vector<double>& own)
{
  PrecisionError error;
  for (std::size_t i = 0; i < own.size(); ++i)
  {
    if (std::isfinite(reduced[i]) || std::isfinite(own[i]))
    {
      ++error.Samples;
      const double difference = DifferenceOf(reduced[i], own[i]);
      error.Absolute = std::max(error.Absolute, difference);
      error.Relative = std::max(error.Relative, ShareOf(difference, own[i]));
    }
  }
  return error.Samples > 0 ? error : PrecisionError{ NaN, NaN, 0 };
}

std::vector<Place> PrecisionSamples(const Grid& grid)
{
  constexpr std::array<int, 3> perAxis = { 9, 3, 2 };
  const int count = perAxis[grid.Dimension() - 1];
  std::vector<Place> places;
  const auto add = [&](int i, int j, int k)
  {
    const Place place = { grid.Coordinate(0, i), grid.Coordinate(1, j), grid.Coordinate(2, k) };
    if (std::find(places.begin(), places.end(), place) == places.end())
    {
      places.push_back(place);
    }
  };
  const auto& points = grid.Resolution();
  for (const int k : Spaced(points[2], count))
  {
    for (const int j : Spaced(points[1], count))
    {
      for (const int i : Spaced(points[0], count))
      {
        add(i, j, k);
      }
    }
  }
  add((points[0] - 1) / 2, (points[1] - 1) / 2, (points[2] - 1) / 2);
  return places;
}

PrecisionError MeasurePrecisionError(EvaluationStore& store, const Plane& plane, const Grid& grid,
  int threads, const Progress& progress)
{
  const Plane own(
    plane, std::make_shared<const Problem>(plane.GetProblem(), Precision::NetworksOwn));
  const auto places = PrecisionSamples(grid);
  const Execution all = { threads, progress };
  const auto reduced = LossesAt(store, plane, places, threads, all.Part(0.0, 0.5).Progress);
  return CompareLosses(
    reduced, LossesAt(store, own, places, threads, all.Part(0.5, 1.0).Progress));
}

} // namespace losslandscape
