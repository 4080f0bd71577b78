// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/Trajectory.h"

#include "Core/Common/Parallel.h"
#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/PointEvaluation.h"
#include "Core/Engine/Plane/CheckpointFiles.h"
#include "Core/Engine/Plane/CheckpointRun.h"
#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Plane/PlaneProjection.h"
#include "Core/Store/PointStore.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>

namespace losslandscape
{
namespace
{

/// The loss of a checkpoint's network, which is no point of the plane: it is kept as a landscape of
/// one point.
LossValue OwnLoss(EvaluationStore& store, const Problem& problem, LossEvaluator& evaluator,
  const NetworkModule& network, const std::function<bool()>& keepGoing)
{
  // The contents of what is evaluated, not of the file, which may change meanwhile.
  const auto key = [&] {
    return StoreKey(CheckpointKey(problem, HashTensors(network.State())), NumbersPerLoss(problem));
  };
  return ValueOf(store.Recall(
    key, { 0.0, 0.0, 0.0 },
    [&] { return NumbersOf(evaluator.Evaluate(network, keepGoing), problem); }, keepGoing));
}

void EvaluateOwnLosses(EvaluationStore& store, const Plane& plane, int threads,
  std::vector<TrajectoryPoint>& trajectory, const Progress& progress)
{
  const auto& problem = plane.GetProblem().GetInternals();
  const auto total = static_cast<std::int64_t>(trajectory.size());
  const auto makeTask = [&]() -> Task
  {
    auto evaluator = plane.GetInternals().TakeEvaluator();
    auto checkpoints =
      std::make_shared<CheckpointRun>(*problem.Network, plane.Options().CheckpointFiles);
    return
      [=, &store, &plane, &trajectory](std::int64_t index, const std::function<bool()>& keepGoing)
    {
      checkpoints->Read(index);
      trajectory[index].Own =
        OwnLoss(store, plane.GetProblem(), *evaluator, checkpoints->Network(), keepGoing);
    };
  };
  EvaluationStore::Writing writing(store, progress);
  RunTasks(total, problem.WorkersFor(threads, total, "the trajectory cannot be evaluated"),
    makeTask, writing.Reporting());
  writing.Finish();
}

void EvaluatePlaneLosses(EvaluationStore& store, const Plane& plane, int threads,
  std::vector<TrajectoryPoint>& trajectory, const Progress& progress)
{
  const PlanePoints points = { static_cast<std::int64_t>(trajectory.size()),
    [&](std::int64_t point) { return trajectory[point].Coordinates; } };
  EvaluatePoints(
    store, plane, points, threads,
    [&](std::int64_t point, const LossValue& value) { trajectory[point].PlaneLoss = value.Loss; },
    progress);
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

CacheUse EvaluateTrajectory(EvaluationStore& store, const Plane& plane, int threads,
  std::vector<TrajectoryPoint>& trajectory, const Progress& progress)
{
  if (trajectory.empty())
  {
    return {};
  }
  const Execution all = { threads, progress };
  const CacheUse before = store.Use();
  EvaluateOwnLosses(store, plane, threads, trajectory, all.Part(0.0, 0.5).Progress);
  EvaluatePlaneLosses(store, plane, threads, trajectory, all.Part(0.5, 1.0).Progress);
  const CacheUse after = store.Use();
  return { after.PointsFromCache - before.PointsFromCache,
    after.PointsEvaluated - before.PointsEvaluated, {} };
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
