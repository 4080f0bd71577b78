// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/GridEvaluation.h"

#include "Core/Engine/Evaluation/PointEvaluation.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace losslandscape
{
namespace
{

void Store(const LossValue& value, std::int64_t point, const LandscapeArrays& arrays)
{
  const std::pair<double*, double> values[] = { { arrays.Loss, value.Loss },
    { arrays.Accuracy, value.Accuracy }, { arrays.StandardError, value.StandardError } };
  for (const auto& [array, number] : values)
  {
    if (array)
    {
      array[point] = number;
    }
  }
  for (std::size_t metric = 0; metric < arrays.Metrics.size(); ++metric)
  {
    arrays.Metrics[metric][point] = value.Metrics[metric];
  }
}

} // namespace

std::array<double, 3> PointCoordinates(const Grid& grid, const Extent& extent, std::int64_t point)
{
  std::array<double, 3> coordinates;
  for (int axis = 0; axis < 3; ++axis)
  {
    const std::int64_t length = extent[2 * axis + 1] - extent[2 * axis] + 1;
    coordinates[axis] = grid.Coordinate(axis, extent[2 * axis] + static_cast<int>(point % length));
    point /= length;
  }
  return coordinates;
}

CacheUse EvaluateGrid(EvaluationStore& store, const Plane& plane, const Grid& grid,
  const Extent& extent, int threads, const LandscapeArrays& arrays, const Progress& progress)
{
  const std::int64_t points = NumberOfPoints(extent);
  std::vector<double*> all = arrays.Metrics;
  all.insert(all.end(), { arrays.Loss, arrays.Accuracy, arrays.StandardError });
  for (double* array : all)
  {
    if (array)
    {
      std::fill_n(array, points, std::numeric_limits<double>::quiet_NaN());
    }
  }
  const PlanePoints places = { points,
    [&](std::int64_t point) { return PointCoordinates(grid, extent, point); } };
  return EvaluatePoints(
    store, plane, places, threads,
    [&](std::int64_t point, const LossValue& value) { Store(value, point, arrays); }, progress);
}

void EvaluateGrid(const Plane& plane, const Grid& grid, const Extent& extent, int threads,
  const LandscapeArrays& arrays, const Progress& progress)
{
  EvaluationStore nowhere;
  EvaluateGrid(nowhere, plane, grid, extent, threads, arrays, progress);
}

} // namespace losslandscape
