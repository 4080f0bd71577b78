// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Derivatives/BatchDerivatives.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Derivatives/WeightTensors.h"

namespace losslandscape
{
namespace
{

Error CannotBeDifferentiated(const Problem::Internals& problem)
{
  return Error("the loss cannot be differentiated")
    .Where(NetworkLabel(problem.Options.Network))
    .Expected("a loss that depends on the weights through differentiable operations")
    .Found("no gradient")
    .Advice("export the network without torch.no_grad and without detached weights");
}

torch::Tensor Share(const torch::Tensor& losses, std::int64_t samples, double totalWeight)
{
  const double factor = losses.numel() == samples ? 1.0 : static_cast<double>(samples);
  return losses.sum() * (factor / totalWeight);
}

} // namespace

BatchDerivatives::BatchDerivatives(const Problem& problem, const Displacement* moves)
  : TheProblem(problem.GetInternals()), Network(problem, moves, Precision::NetworksOwn)
{
  for (const auto& [name, tensor] : this->Network.GetParameters())
  {
    tensor.set_requires_grad(true);
    this->Parameters.push_back(tensor);
  }
}

template <typename Work>
void BatchDerivatives::ForEachShare(const BatchRange& range, const Question& keepGoing, Work&& work)
{
  this->Network.BeginPass();
  const bool together = this->Network.Module().Effects().CarriesState;
  torch::Tensor sum;
  for (std::size_t i = range.First; i < range.First + range.Count; ++i)
  {
    CheckGoingOn(keepGoing);
    const torch::Tensor share = this->ShareOfLoss(this->TheProblem.Batches[i]);
    if (together)
    {
      sum = sum.defined() ? sum + share : share;
    }
    else
    {
      work(share);
    }
  }
  if (sum.defined())
  {
    work(sum);
  }
}

torch::Tensor BatchDerivatives::ShareOfLoss(const Batch& batch)
{
  return Share(this->Network.Losses(batch).Losses, batch.Size(), this->TheProblem.TotalWeight);
}

BatchDerivatives::Tensors BatchDerivatives::GradientTensors(
  const torch::Tensor& loss, bool differentiable)
{
  if (!loss.requires_grad())
  {
    throw CannotBeDifferentiated(this->TheProblem);
  }
  return torch::autograd::grad(
    { loss }, this->Parameters, {}, differentiable, differentiable, /*allow_unused=*/true);
}

double BatchDerivatives::Loss(const BatchRange& range, const Question& keepGoing)
{
  const torch::NoGradGuard noGradient;
  double sum = 0.0;
  this->ForEachShare(
    range, keepGoing, [&](const torch::Tensor& share) { sum += share.item<double>(); });
  return sum;
}

Eigen::VectorXd BatchDerivatives::Gradient(
  const BatchRange& range, const Question& keepGoing, double* loss)
{
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(SizeOf(this->Parameters));
  double losses = 0.0;
  this->ForEachShare(range, keepGoing,
    [&](const torch::Tensor& share)
    {
      losses += share.item<double>();
      AddTensors(this->GradientTensors(share, false), this->Parameters, sum);
    });
  if (loss)
  {
    *loss = losses;
  }
  return sum;
}

Eigen::MatrixXd BatchDerivatives::HessianProducts(
  const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing)
{
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(vectors.rows(), vectors.cols());
  this->AddProducts(
    vectors, range, keepGoing, [](const Tensors&) {}, sums);
  return sums;
}

Eigen::MatrixXd BatchDerivatives::ProductsAndGradient(
  const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing)
{
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(vectors.rows(), vectors.cols() + 1);
  this->AddProducts(
    vectors, range, keepGoing,
    [&](const Tensors& gradient)
    { AddTensors(gradient, this->Parameters, sums.col(vectors.cols())); },
    sums);
  return sums;
}

void BatchDerivatives::AddProducts(const Eigen::MatrixXd& vectors, const BatchRange& range,
  const Question& keepGoing, const std::function<void(const Tensors& gradient)>& take,
  Eigen::MatrixXd& sums)
{
  const auto along = TensorsOfColumns(vectors, this->Parameters);
  this->ForEachShare(range, keepGoing,
    [&](const torch::Tensor& share)
    {
      const auto gradient = this->GradientTensors(share, true);
      take(gradient);
      for (std::size_t column = 0; column < along.size(); ++column)
      {
        const Slopes slopes(gradient, along[column]);
        if (!slopes.Outputs.empty())
        {
          AddTensors(torch::autograd::grad(slopes.Outputs, this->Parameters, slopes.Weights,
                       column + 1 < along.size(), false, /*allow_unused=*/true),
            this->Parameters, sums.col(static_cast<Eigen::Index>(column)));
        }
      }
    });
}

} // namespace losslandscape
