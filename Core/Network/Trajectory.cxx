// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/Trajectory.h"

#include "Core/Network/CheckpointFiles.h"
#include "Core/Network/CheckpointRun.h"
#include "Core/Network/PlaneProjection.h"
#include "Core/Network/PointEvaluator.h"
#include "Core/Network/TorchErrors.h"
#include "Core/Network/Workers.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>

namespace losslandscape
{
namespace
{

/// A worker's task: the next checkpoint's own loss, or the loss at its projection.
class TrajectoryTask
{
public:
  TrajectoryTask(const Plane& plane, std::vector<TrajectoryPoint>& trajectory)
    : TheProblem(plane.GetProblem().GetInternals()), Points(trajectory), Evaluator(plane),
      Checkpoints(*TheProblem.Network, plane.Options().CheckpointFiles)
  {
  }

  void Do(std::int64_t index, const std::function<bool()>& keepGoing)
  {
    TrajectoryPoint& point = this->Points[index / 2];
    if (index % 2 == 0)
    {
      point.Own = this->OwnLoss(index / 2, keepGoing);
    }
    else
    {
      point.PlaneLoss = this->Evaluator.Evaluate(point.Coordinates, keepGoing).Loss;
    }
  }

private:
  LossValue OwnLoss(std::int64_t checkpoint, const std::function<bool()>& keepGoing)
  {
    this->Checkpoints.Read(checkpoint);
    return this->Evaluator.Evaluate(this->Checkpoints.Network(), keepGoing);
  }

  const Problem::Internals& TheProblem;
  std::vector<TrajectoryPoint>& Points;
  PointEvaluator Evaluator;
  CheckpointRun Checkpoints;
};

Task MakeTask(const Plane& plane, std::vector<TrajectoryPoint>& trajectory)
{
  auto task = std::make_shared<TrajectoryTask>(plane, trajectory);
  return [task](std::int64_t index, const std::function<bool()>& keepGoing)
  { task->Do(index, keepGoing); };
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
    trajectory[i] = projection.Project(checkpoints.Read(static_cast<std::int64_t>(i)));
    trajectory[i].Epoch = checkpoints.Epoch();
    trajectory[i].Run = runs[i];
  }
  return trajectory;
}

void EvaluateTrajectory(const Plane& plane, int threads, std::vector<TrajectoryPoint>& trajectory,
  const Progress& progress)
{
  if (trajectory.empty())
  {
    return;
  }
  const auto& problem = plane.GetProblem().GetInternals();
  const auto tasks = 2 * static_cast<std::int64_t>(trajectory.size());
  const int workers = WorkerCount(threads, tasks, problem.Device);
  TranslateTorchErrors("the trajectory cannot be evaluated", problem.WeightsSource,
    [&]
    {
      RunTasks(
        tasks, workers, [&] { return MakeTask(plane, trajectory); }, progress);
    });
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
