// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/PointEvaluation.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/Quantity.h"
#include "Core/Engine/Plane/PlaneInternals.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

constexpr std::ptrdiff_t NumbersBeforeMetrics = 3;

Quantity LossOf(const Plane& plane)
{
  const auto makeWorker = [&plane]() -> PointWorker
  {
    return [&plane, evaluator = plane.GetInternals().TakeEvaluator()](
             const std::array<double, 3>& coordinates, const std::function<bool()>& keepGoing)
    { return NumbersOf(evaluator->Evaluate(coordinates, keepGoing), plane.GetProblem()); };
  };
  return { plane.GetProblem().GetInternals(), NumbersPerLoss(plane.GetProblem()),
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

std::size_t NumbersPerLoss(const Problem& problem)
{
  return NumbersBeforeMetrics + problem.Metrics().size();
}

std::vector<double> NumbersOf(const LossValue& value, const Problem& problem)
{
  std::vector<double> numbers = { value.Loss, value.Accuracy, value.StandardError };
  numbers.insert(
    numbers.end(), value.Metrics.begin(), value.Metrics.begin() + problem.Metrics().size());
  return numbers;
}

LossValue ValueOf(const std::vector<double>& numbers)
{
  LossValue value = { numbers[0], numbers[1], numbers[2] };
  std::copy(numbers.begin() + NumbersBeforeMetrics, numbers.end(), value.Metrics.begin());
  return value;
}

} // namespace losslandscape
