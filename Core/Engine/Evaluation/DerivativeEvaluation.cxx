// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"

#include "Core/Common/Parallel.h"
#include "Core/Engine/Derivatives/LossCurvature.h"
#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/Quantity.h"
#include "Core/Engine/Plane/PlaneDirections.h"
#include "Core/Engine/Plane/PlaneInternals.h"

#include <algorithm>
#include <limits>
#include <memory>

namespace losslandscape
{
namespace
{

using Question = std::function<bool()>;
using Numbers = std::vector<double>;

/// What a worker needs besides the loss at its point.
struct Request
{
  DerivativeOptions Options;
  std::shared_ptr<const Eigen::MatrixXd> Directions;
};

Numbers GradientNumbers(LossDerivatives& loss, const Request& request, const Question& keepGoing)
{
  const Eigen::VectorXd gradient = loss.Gradient(keepGoing);
  const Eigen::VectorXd inPlane = request.Directions->transpose() * gradient;
  Numbers numbers(4, 0.0);
  std::copy(inPlane.begin(), inPlane.end(), numbers.begin());
  numbers[3] = gradient.norm();
  return numbers;
}

void SetGradient(const Numbers& numbers, PointDerivatives& derivatives)
{
  std::copy_n(numbers.begin(), 3, derivatives.Gradient.begin());
  derivatives.NetworkGradientNorm = numbers[3];
}

Numbers HessianNumbers(LossDerivatives& loss, const Request& request, const Question& keepGoing)
{
  const auto hessian = PaddedHessian(PlaneHessian(loss, *request.Directions, keepGoing));
  return { hessian.begin(), hessian.end() };
}

void SetHessian(const Numbers& numbers, PointDerivatives& derivatives)
{
  std::copy_n(numbers.begin(), 9, derivatives.Hessian.begin());
}

Numbers EigenvalueNumbers(LossDerivatives& loss, const Request& request, const Question& keepGoing)
{
  const NetworkEigenvalues found = ExtremeEigenvaluesOf(
    loss, request.Options.EigenvalueTolerance, request.Options.MaximumProducts, keepGoing);
  return { found.Smallest, found.Largest, found.SmallestResidual, found.LargestResidual };
}

void SetEigenvalues(const Numbers& numbers, PointDerivatives& derivatives)
{
  derivatives.SmallestEigenvalue = numbers[0];
  derivatives.LargestEigenvalue = numbers[1];
  derivatives.SmallestResidual = numbers[2];
  derivatives.LargestResidual = numbers[3];
}

/// One of the derivatives that a point may have.
struct Kind
{
  bool DerivativeOptions::*Wanted;
  std::size_t Count;
  Numbers (*Get)(LossDerivatives& loss, const Request& request, const Question& keepGoing);
  void (*Set)(const Numbers& numbers, PointDerivatives& derivatives);
};

constexpr Kind Kinds[] = { { &DerivativeOptions::Gradient, 4, GradientNumbers, SetGradient },
  { &DerivativeOptions::Hessian, 9, HessianNumbers, SetHessian },
  { &DerivativeOptions::ExtremeEigenvalues, 4, EigenvalueNumbers, SetEigenvalues } };

/// The options with none but this kind.
DerivativeOptions Only(const Kind& kind, DerivativeOptions options)
{
  for (const Kind& each : Kinds)
  {
    options.*each.Wanted = each.Wanted == kind.Wanted;
  }
  return options;
}

Quantity DerivativeOf(const Plane& plane, const Kind& kind, const Request& request)
{
  const auto makeWorker = [&]() -> PointWorker
  {
    return [&, loss = plane.GetInternals().TakeDerivatives()](
             const std::array<double, 3>& coordinates, const Question& keepGoing)
    {
      loss->MoveTo(coordinates);
      return kind.Get(*loss, request, keepGoing);
    };
  };
  return { plane.GetProblem().GetInternals(), kind.Count,
    [&] { return DerivativeKey(plane, request.Options); }, makeWorker,
    "the landscape's derivatives cannot be evaluated" };
}

} // namespace

PointDerivatives UnknownDerivatives()
{
  constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
  PointDerivatives unknown;
  unknown.Gradient.fill(NaN);
  unknown.Hessian.fill(NaN);
  unknown.NetworkGradientNorm = NaN;
  unknown.SmallestEigenvalue = unknown.LargestEigenvalue = NaN;
  unknown.SmallestResidual = unknown.LargestResidual = NaN;
  return unknown;
}

double CostOf(const DerivativeOptions& options, int dimension)
{
  constexpr double Gradient = 3.0;
  constexpr double Product = 6.0;
  constexpr double UsualProducts = 40.0;
  return (options.Gradient ? Gradient : 0.0) + (options.Hessian ? Product * dimension : 0.0) +
    (options.ExtremeEigenvalues ? Product * UsualProducts : 0.0);
}

CacheUse EvaluateDerivatives(EvaluationStore& store, const Plane& plane, const PlanePoints& points,
  const DerivativeOptions& options, int threads, std::vector<PointDerivatives>& derivatives,
  const Progress& progress)
{
  derivatives.assign(static_cast<std::size_t>(points.Count), UnknownDerivatives());
  const auto directions = std::make_shared<const Eigen::MatrixXd>(DirectionMatrix(plane));
  const Execution all = { threads, progress };
  const double whole = CostOf(options, plane.Dimension());
  double done = 0.0;
  CacheUse use;
  for (const Kind& kind : Kinds)
  {
    if (options.*kind.Wanted)
    {
      const Request request = { Only(kind, options), directions };
      const double end = done + CostOf(request.Options, plane.Dimension()) / whole;
      use.Add(store.Evaluate(
        DerivativeOf(plane, kind, request), points, threads,
        // Each point has a place of its own: workers need no lock.
        [&](std::int64_t point, const Numbers& numbers) { kind.Set(numbers, derivatives[point]); },
        all.Part(done, end).Progress));
      done = end;
    }
  }
  return use;
}

} // namespace losslandscape
