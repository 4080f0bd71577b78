// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/PointEvaluation.h"

#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Torch/TorchErrors.h"
#include "Core/Engine/Torch/Workers.h"

namespace losslandscape
{
namespace
{

/// A worker's task: the next point.
Task PointTask(const Plane& plane, const PlanePoints& points, const ValueSink& store)
{
  auto evaluator = plane.GetInternals().TakeEvaluator();
  return [=, &points, &store](std::int64_t point, const std::function<bool()>& keepGoing)
  { store(point, evaluator->Evaluate(points.Coordinates(point), keepGoing)); };
}

} // namespace

void EvaluatePoints(const Plane& plane, const PlanePoints& points, int threads,
  const ValueSink& store, const Progress& progress)
{
  const auto& problem = plane.GetProblem().GetInternals();
  const Workers workers = WorkersFor(threads, points.Count, problem.Device);
  if (points.Count == 0)
  {
    return;
  }
  TranslateTorchErrors("the landscape cannot be evaluated", problem.WeightsSource,
    [&]
    {
      RunTasks(
        points.Count, workers, [&] { return PointTask(plane, points, store); }, progress);
    });
}

} // namespace losslandscape
