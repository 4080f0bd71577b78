// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/PointEvaluation.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/Quantity.h"
#include "Core/Engine/Plane/PlaneInternals.h"

namespace losslandscape
{
namespace
{

Quantity LossOf(const Plane& plane)
{
  const auto makeWorker = [&plane]() -> PointWorker
  {
    return [evaluator = plane.GetInternals().TakeEvaluator()](
             const std::array<double, 3>& coordinates, const std::function<bool()>& keepGoing)
    { return NumbersOf(evaluator->Evaluate(coordinates, keepGoing)); };
  };
  return { plane.GetProblem().GetInternals(), NumbersPerLoss,
    [&plane] { return EvaluationKey(plane); }, makeWorker, "the landscape cannot be evaluated" };
}

} // namespace

CacheUse EvaluatePoints(EvaluationStore& store, const Plane& plane, const PlanePoints& points,
  int threads, const ValueSink& sink, const Progress& progress)
{
  return store.Evaluate(
    LossOf(plane), points, threads,
    [&](std::int64_t point, const std::vector<double>& numbers) { sink(point, ValueOf(numbers)); },
    progress);
}

std::vector<double> NumbersOf(const LossValue& value)
{
  return { value.Loss, value.Accuracy, value.StandardError };
}

LossValue ValueOf(const std::vector<double>& numbers)
{
  return { numbers[0], numbers[1], numbers[2] };
}

} // namespace losslandscape
