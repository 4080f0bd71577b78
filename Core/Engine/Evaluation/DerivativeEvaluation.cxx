// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"

#include "Core/Engine/Derivatives/LossCurvature.h"
#include "Core/Engine/Plane/PlaneDirections.h"
#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Torch/TorchErrors.h"
#include "Core/Engine/Torch/Workers.h"

#include <limits>
#include <memory>

namespace losslandscape
{
namespace
{

using Question = std::function<bool()>;

/// A worker that evaluates derivatives at one point after another.
class PointDifferentiator
{
public:
  PointDifferentiator(const Plane& plane, const DerivativeOptions& options,
    std::shared_ptr<const Eigen::MatrixXd> directions)
    : Options(options), Directions(std::move(directions)),
      Loss(plane.GetInternals().TakeDerivatives())
  {
  }

  PointDerivatives Evaluate(const std::array<double, 3>& coordinates, const Question& keepGoing)
  {
    this->Loss->MoveTo(coordinates);
    PointDerivatives derivatives = UnknownDerivatives();
    if (this->Options.Gradient)
    {
      this->TakeGradient(keepGoing, derivatives);
    }
    if (this->Options.Hessian)
    {
      this->TakeHessian(keepGoing, derivatives);
    }
    if (this->Options.ExtremeEigenvalues)
    {
      this->TakeEigenvalues(keepGoing, derivatives);
    }
    return derivatives;
  }

private:
  void TakeGradient(const Question& keepGoing, PointDerivatives& derivatives)
  {
    const Eigen::VectorXd gradient = this->Loss->Gradient(keepGoing);
    const Eigen::VectorXd inPlane = this->Directions->transpose() * gradient;
    derivatives.Gradient.fill(0.0);
    std::copy(inPlane.begin(), inPlane.end(), derivatives.Gradient.begin());
    derivatives.NetworkGradientNorm = gradient.norm();
  }

  void TakeHessian(const Question& keepGoing, PointDerivatives& derivatives)
  {
    const Eigen::MatrixXd hessian = PlaneHessian(*this->Loss, *this->Directions, keepGoing);
    derivatives.Hessian.fill(0.0);
    for (Eigen::Index i = 0; i < hessian.rows(); ++i)
    {
      for (Eigen::Index j = 0; j < hessian.cols(); ++j)
      {
        derivatives.Hessian[3 * i + j] = hessian(i, j);
      }
    }
  }

  void TakeEigenvalues(const Question& keepGoing, PointDerivatives& derivatives)
  {
    const NetworkEigenvalues eigenvalues = ExtremeEigenvaluesOf(
      *this->Loss, this->Options.EigenvalueTolerance, this->Options.MaximumProducts, keepGoing);
    derivatives.SmallestEigenvalue = eigenvalues.Smallest;
    derivatives.LargestEigenvalue = eigenvalues.Largest;
    derivatives.SmallestResidual = eigenvalues.SmallestResidual;
    derivatives.LargestResidual = eigenvalues.LargestResidual;
  }

  const DerivativeOptions& Options;
  std::shared_ptr<const Eigen::MatrixXd> Directions;
  std::shared_ptr<LossDerivatives> Loss;
};

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

void EvaluateDerivatives(const Plane& plane, const PlanePoints& points,
  const DerivativeOptions& options, int threads, const DerivativeSink& store,
  const Progress& progress)
{
  if (points.Count == 0)
  {
    return;
  }
  const auto& problem = plane.GetProblem().GetInternals();
  const auto directions = std::make_shared<const Eigen::MatrixXd>(DirectionMatrix(plane));
  const auto makeTask = [&]() -> Task
  {
    auto evaluator = std::make_shared<PointDifferentiator>(plane, options, directions);
    return [=, &points, &store](std::int64_t point, const Question& keepGoing)
    { store(point, evaluator->Evaluate(points.Coordinates(point), keepGoing)); };
  };
  TranslateTorchErrors("the landscape's derivatives cannot be evaluated", problem.WeightsSource,
    [&] {
      RunTasks(points.Count, WorkersFor(threads, points.Count, problem.Device), makeTask, progress);
    });
}

} // namespace losslandscape
