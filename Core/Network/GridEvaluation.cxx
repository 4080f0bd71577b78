// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/GridEvaluation.h"

#include "Core/Network/PointEvaluator.h"
#include "Core/Network/TorchErrors.h"
#include "Core/Network/Workers.h"

#include <algorithm>
#include <limits>
#include <memory>

namespace losslandscape
{
namespace
{

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

void Store(const LossValue& value, std::int64_t point, const LandscapeArrays& arrays)
{
  arrays.Loss[point] = value.Loss;
  arrays.Accuracy[point] = value.Accuracy;
  arrays.StandardError[point] = value.StandardError;
}

/// A worker's task: the next point, with a network of its own.
Task PointTask(
  const Plane& plane, const Grid& grid, const Extent& extent, const LandscapeArrays& arrays)
{
  auto evaluator = std::make_shared<PointEvaluator>(plane);
  return [=, &grid, &extent, &arrays](std::int64_t point, const std::function<bool()>& keepGoing)
  {
    const auto coordinates = PointCoordinates(grid, extent, point);
    Store(evaluator->Evaluate(coordinates, keepGoing), point, arrays);
  };
}

} // namespace

void EvaluateGrid(const Plane& plane, const Grid& grid, const Extent& extent, int threads,
  const LandscapeArrays& arrays, const Progress& progress)
{
  const std::int64_t points = NumberOfPoints(extent);
  const auto& problem = plane.GetProblem().GetInternals();
  const int workers = WorkerCount(threads, points, problem.Device);
  if (points == 0)
  {
    return;
  }
  for (double* array : { arrays.Loss, arrays.Accuracy, arrays.StandardError })
  {
    std::fill_n(array, points, std::numeric_limits<double>::quiet_NaN());
  }
  TranslateTorchErrors("the landscape cannot be evaluated", problem.WeightsSource,
    [&]
    {
      RunTasks(
        points, workers, [&] { return PointTask(plane, grid, extent, arrays); }, progress);
    });
}

} // namespace losslandscape
