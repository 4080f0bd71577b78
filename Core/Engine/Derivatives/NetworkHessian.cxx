// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Derivatives/NetworkHessian.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace losslandscape
{

NetworkHessian::NetworkHessian(
  std::shared_ptr<const Problem> problem, int threads, std::int64_t most, Progress progress)
  : Loss(std::move(problem), threads), Most(most), Told(std::move(progress))
{
}

curvature::SymmetricOperator NetworkHessian::Operator()
{
  return { this->Loss.Size(),
    [this](const Eigen::VectorXd& vector) { return this->Product(vector); } };
}

bool NetworkHessian::Tell(double fraction) const
{
  const double done = static_cast<double>(this->Count) + fraction;
  return !this->Told || this->Told(std::min(1.0, done / static_cast<double>(this->Most)));
}

Eigen::VectorXd NetworkHessian::Product(const Eigen::VectorXd& vector)
{
  // Products of small networks end before the workers' progress is told for the first time.
  if (!this->Tell(0.0))
  {
    throw Aborted();
  }
  Eigen::VectorXd product = this->Loss.HessianProducts(Eigen::VectorXd::Zero(vector.size()), vector,
    [this](double fraction) { return this->Tell(fraction); });
  ++this->Count;
  if (!product.allFinite())
  {
    throw Error("the Hessian of the loss is not finite")
      .Where(this->Loss.GetProblem().WeightsSource())
      .Expected("second derivatives that are numbers")
      .Found("NaN or infinity in a product of Hessian and vector")
      .Advice("look for a square root or logarithm at 0 in the network, or for huge weights");
  }
  return product;
}

LossAtCentre EvaluateCentre(ParameterSpaceLoss& loss, const Progress& progress)
{
  const Eigen::VectorXd nowhere = Eigen::VectorXd::Zero(loss.Size());
  const auto keepGoing = [&progress](double) { return !progress || progress(0.0); };
  LossAtCentre centre{ loss.Value(nowhere, keepGoing), loss.Gradient(nowhere, keepGoing) };
  if (!std::isfinite(centre.Value) || !centre.Gradient.allFinite())
  {
    throw Error("the loss or its gradient is not finite")
      .Where(loss.GetProblem().WeightsSource())
      .Expected("numbers")
      .Found("loss " + NumberText(centre.Value) + ", gradient of length " +
        NumberText(centre.Gradient.norm()));
  }
  return centre;
}

std::vector<curvature::CoordinateBlock> ParameterBlocks(const Problem& problem)
{
  std::vector<curvature::CoordinateBlock> blocks;
  Eigen::Index first = 0;
  for (const ParameterInfo& parameter : problem.Parameters())
  {
    const Eigen::Index size = ElementCount(parameter.Shape);
    blocks.push_back({ first, size });
    first += size;
  }
  return blocks;
}

std::vector<curvature::CoordinateBlock> BlocksWithoutBiasAndNorm(const Problem& problem)
{
  const auto all = ParameterBlocks(problem);
  std::vector<curvature::CoordinateBlock> moving;
  for (std::size_t i = 0; i < all.size(); ++i)
  {
    if (problem.Parameters()[i].Shape.size() > 1)
    {
      moving.push_back(all[i]);
    }
  }
  return moving;
}

} // namespace losslandscape
