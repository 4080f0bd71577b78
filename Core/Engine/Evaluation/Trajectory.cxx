// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/Trajectory.h"

#include "Core/Common/Parallel.h"
#include "Core/Engine/Evaluation/CheckpointCache.h"
#include "Core/Engine/Plane/CheckpointFiles.h"
#include "Core/Engine/Plane/CheckpointRun.h"
#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Plane/PlaneProjection.h"
#include "Core/Engine/Torch/TorchErrors.h"
#include "Core/Engine/Torch/Workers.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>

namespace losslandscape
{
namespace
{

/// A worker's task: the next checkpoint's own loss.
Task OwnLossTask(
  const Plane& plane, CheckpointCache& cache, std::vector<TrajectoryPoint>& trajectory)
{
  auto evaluator = plane.GetInternals().TakeEvaluator();
  auto checkpoints = std::make_shared<CheckpointRun>(
    *plane.GetProblem().GetInternals().Network, plane.Options().CheckpointFiles);
  return [=, &cache, &trajectory](std::int64_t index, const std::function<bool()>& keepGoing)
  {
    checkpoints->Read(index);
    const NetworkModule& network = checkpoints->Network();
    trajectory[index].Own = cache.Get(
      network, [&] { return evaluator->Evaluate(network, keepGoing); }, keepGoing);
  };
}

CacheUse EvaluateOwnLosses(const Plane& plane, const std::string& cacheFile, int threads,
  std::vector<TrajectoryPoint>& trajectory, const Progress& progress)
{
  const auto& problem = plane.GetProblem().GetInternals();
  const auto tasks = static_cast<std::int64_t>(trajectory.size());
  const Workers workers = WorkersFor(threads, tasks, problem.Device);
  CheckpointCache cache(cacheFile, plane.GetProblem());
  TranslateTorchErrors("the trajectory cannot be evaluated", problem.WeightsSource,
    [&]
    {
      RunTasks(
        tasks, workers, [&] { return OwnLossTask(plane, cache, trajectory); }, progress);
    });
  return cache.Use();
}

CacheUse EvaluatePlaneLosses(const Plane& plane, const std::string& cacheFile, int threads,
  std::vector<TrajectoryPoint>& trajectory, const Progress& progress)
{
  const PlanePoints points = { static_cast<std::int64_t>(trajectory.size()),
    [&](std::int64_t point) { return trajectory[point].Coordinates; } };
  PointCache cache(cacheFile, plane, progress);
  cache.Evaluate(
    points, threads,
    [&](std::int64_t point, const LossValue& value) { trajectory[point].PlaneLoss = value.Loss; },
    progress);
  return cache.Use();
}

} // namespace

std::vector<TrajectoryPoint> ProjectCheckpoints(const Plane& plane, const Progress& progress)
{
  const auto files = GivenFiles(plane.Options().CheckpointFiles);
  if (files.empty())
  {
    return {};
  }
  const std::vector<int> runs = RunNumbers(files);
  const PlaneProjection projection(plane);
  CheckpointRun checkpoints(*plane.GetProblem().GetInternals().Network, files);
  std::vector<TrajectoryPoint> trajectory(files.size());
  for (std::size_t i = 0; i < files.size(); ++i)
  {
    ReportProgress(progress, static_cast<double>(i) / static_cast<double>(files.size()));
    const Projection nearest = projection.Project(checkpoints.Read(static_cast<std::int64_t>(i)));
    trajectory[i].Coordinates = nearest.Coordinates;
    trajectory[i].OffPlaneDistance = nearest.OffPlaneDistance;
    trajectory[i].RelativeOffPlaneDistance = nearest.RelativeOffPlaneDistance;
    trajectory[i].Epoch = checkpoints.Epoch();
    trajectory[i].Run = runs[i];
  }
  return trajectory;
}

CacheUse EvaluateTrajectory(const Plane& plane, const std::string& cacheFile, int threads,
  std::vector<TrajectoryPoint>& trajectory, const Progress& progress)
{
  if (trajectory.empty())
  {
    return {};
  }
  const Execution all = { threads, progress };
  CacheUse use =
    EvaluateOwnLosses(plane, cacheFile, threads, trajectory, all.Part(0.0, 0.5).Progress);
  use.Add(EvaluatePlaneLosses(plane, cacheFile, threads, trajectory, all.Part(0.5, 1.0).Progress));
  return use;
}

std::vector<double> TimesOf(const std::vector<TrajectoryPoint>& trajectory)
{
  std::vector<double> times;
  for (const auto& point : trajectory)
  {
    times.push_back(point.Epoch);
  }
  const bool increasing =
    std::adjacent_find(times.begin(), times.end(), std::greater_equal<>()) == times.end();
  if (!increasing)
  {
    std::iota(times.begin(), times.end(), 0.0);
  }
  return times;
}

std::array<double, 6> BoundsOf(const std::vector<TrajectoryPoint>& trajectory)
{
  constexpr double margin = 0.2;

  std::array<double, 6> bounds = {};
  double longest = 0.0;
  for (int axis = 0; axis < 3; ++axis)
  {
    double first = 0.0;
    double last = 0.0;
    for (const auto& point : trajectory)
    {
      first = std::min(first, point.Coordinates[axis]);
      last = std::max(last, point.Coordinates[axis]);
    }
    bounds[2 * axis] = first;
    bounds[2 * axis + 1] = last;
    longest = std::max(longest, last - first);
  }
  const double room = longest > 0.0 ? margin * longest : 1.0;
  for (int axis = 0; axis < 3; ++axis)
  {
    bounds[2 * axis] -= room;
    bounds[2 * axis + 1] += room;
  }
  return bounds;
}

} // namespace losslandscape
