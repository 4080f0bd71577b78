// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/DerivativeEvaluation.h"

#include "Core/Curvature/ExtremeEigenvalues.h"
#include "Core/Network/LossDerivatives.h"
#include "Core/Network/PlaneDirections.h"
#include "Core/Network/TorchErrors.h"
#include "Core/Network/Workers.h"

#include <limits>
#include <memory>

namespace losslandscape
{
namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

using Question = std::function<bool()>;

/// A product of the Hessian has a number that is not finite.
struct NotFinite
{
};

PointDerivatives Unknown()
{
  PointDerivatives unknown;
  unknown.Gradient.fill(NaN);
  unknown.Hessian.fill(NaN);
  unknown.NetworkGradientNorm = NaN;
  unknown.SmallestEigenvalue = unknown.LargestEigenvalue = NaN;
  unknown.SmallestResidual = unknown.LargestResidual = NaN;
  return unknown;
}

/// A worker that evaluates derivatives at one point after another.
class DerivativeEvaluator
{
public:
  DerivativeEvaluator(const Plane& plane, const DerivativeOptions& options,
    std::shared_ptr<const Eigen::MatrixXd> directions)
    : Options(options), Directions(std::move(directions)), Loss(plane.GetProblem(), &plane)
  {
  }

  PointDerivatives Evaluate(const std::array<double, 3>& coordinates, const Question& keepGoing)
  {
    this->Loss.MoveTo(coordinates);
    PointDerivatives derivatives = Unknown();
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
    const Eigen::VectorXd gradient = this->Loss.Gradient(this->Loss.AllBatches(), keepGoing);
    const Eigen::VectorXd inPlane = this->Directions->transpose() * gradient;
    derivatives.Gradient.fill(0.0);
    std::copy(inPlane.begin(), inPlane.end(), derivatives.Gradient.begin());
    derivatives.NetworkGradientNorm = gradient.norm();
  }

  void TakeHessian(const Question& keepGoing, PointDerivatives& derivatives)
  {
    const Eigen::MatrixXd products =
      this->Loss.HessianProducts(*this->Directions, this->Loss.AllBatches(), keepGoing);
    const Eigen::MatrixXd inPlane = this->Directions->transpose() * products;
    derivatives.Hessian.fill(0.0);
    for (Eigen::Index i = 0; i < inPlane.rows(); ++i)
    {
      for (Eigen::Index j = 0; j < inPlane.cols(); ++j)
      {
        // Rounding makes it unsymmetric.
        derivatives.Hessian[3 * i + j] = 0.5 * (inPlane(i, j) + inPlane(j, i));
      }
    }
  }

  void TakeEigenvalues(const Question& keepGoing, PointDerivatives& derivatives)
  {
    const curvature::SymmetricOperator hessian = { this->Loss.Size(),
      [&](const Eigen::VectorXd& vector) -> Eigen::VectorXd
      {
        Eigen::VectorXd product =
          this->Loss.HessianProducts(vector, this->Loss.AllBatches(), keepGoing);
        if (!product.allFinite())
        {
          throw NotFinite();
        }
        return product;
      } };
    curvature::EigenOptions options;
    options.Tolerance = this->Options.EigenvalueTolerance;
    options.MaximumProducts = this->Options.MaximumProducts;
    try
    {
      const auto found = curvature::FindExtremeEigenpairs(hessian, options);
      derivatives.SmallestEigenvalue = found.Smallest[0].Value;
      derivatives.LargestEigenvalue = found.Largest[0].Value;
      derivatives.SmallestResidual = found.Smallest[0].Residual;
      derivatives.LargestResidual = found.Largest[0].Residual;
    }
    catch (const NotFinite&)
    {
      // Stays unknown.
    }
  }

  const DerivativeOptions& Options;
  std::shared_ptr<const Eigen::MatrixXd> Directions;
  LossDerivatives Loss;
};

} // namespace

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
    auto evaluator = std::make_shared<DerivativeEvaluator>(plane, options, directions);
    return [=, &points, &store](std::int64_t point, const Question& keepGoing)
    { store(point, evaluator->Evaluate(points.Coordinates(point), keepGoing)); };
  };
  TranslateTorchErrors("the landscape's derivatives cannot be evaluated", problem.WeightsSource,
    [&]
    {
      RunTasks(
        points.Count, WorkerCount(threads, points.Count, problem.Device), makeTask, progress);
    });
}

} // namespace losslandscape
