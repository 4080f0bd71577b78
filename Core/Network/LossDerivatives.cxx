// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/LossDerivatives.h"

#include "Core/Common/Error.h"

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

torch::Tensor Share(const torch::Tensor& losses, std::int64_t samples, std::int64_t all)
{
  const double weight = losses.numel() == samples ? 1.0 : static_cast<double>(samples);
  return losses.sum() * (weight / static_cast<double>(all));
}

} // namespace

LossDerivatives::LossDerivatives(const Problem& problem, const Plane* plane)
  : TheProblem(problem.GetInternals()), Network(problem, plane, Precision::NetworksOwn)
{
  if (this->TheProblem.BatchNorm == BatchNormMode::Recalibrated)
  {
    throw Error("derivatives with recalibrated batch norm are not computed")
      .Where("BatchNorm")
      .Expected("Stored or Batch")
      .Found(BatchNormName(this->TheProblem.BatchNorm))
      .Advice("statistics estimated at each point depend on the weights through all of the data");
  }
  for (const auto& [name, tensor] : this->Network.GetParameters())
  {
    tensor.set_requires_grad(true);
    this->Parameters.push_back(tensor);
    this->NumberOfWeights += tensor.numel();
  }
}

void LossDerivatives::MoveTo(const std::array<double, 3>& coordinates)
{
  const torch::NoGradGuard noGradient;
  this->Network.MoveTo(coordinates);
}

void LossDerivatives::Displace(const Eigen::VectorXd& offset)
{
  const torch::NoGradGuard noGradient;
  this->Network.Displace(offset);
}

BatchRange LossDerivatives::AllBatches() const
{
  return { 0, this->TheProblem.Batches.size() };
}

template <typename Work>
void LossDerivatives::ForEachBatch(const BatchRange& range, const Question& keepGoing, Work&& work)
{
  for (std::size_t i = range.First; i < range.First + range.Count; ++i)
  {
    if (keepGoing && !keepGoing())
    {
      throw Aborted();
    }
    work(this->TheProblem.Batches[i]);
  }
}

torch::Tensor LossDerivatives::ShareOfLoss(const Batch& batch)
{
  return Share(this->Network.Losses(batch).Losses, batch.Inputs.size(0),
    this->TheProblem.Data->NumberOfSamples);
}

std::vector<torch::Tensor> LossDerivatives::GradientTensors(
  const torch::Tensor& loss, bool differentiable)
{
  if (!loss.requires_grad())
  {
    throw CannotBeDifferentiated(this->TheProblem);
  }
  return torch::autograd::grad(
    { loss }, this->Parameters, {}, differentiable, differentiable, /*allow_unused=*/true);
}

void LossDerivatives::Add(
  const std::vector<torch::Tensor>& tensors, Eigen::Ref<Eigen::VectorXd> sum) const
{
  Eigen::Index first = 0;
  for (std::size_t i = 0; i < tensors.size(); ++i)
  {
    const Eigen::Index count = this->Parameters[i].numel();
    if (tensors[i].defined())
    {
      const auto values = tensors[i].detach().to(torch::kCPU, torch::kFloat64).contiguous();
      sum.segment(first, count) +=
        Eigen::Map<const Eigen::VectorXd>(values.data_ptr<double>(), count);
    }
    first += count;
  }
}

std::vector<torch::Tensor> LossDerivatives::TensorsOf(const Eigen::VectorXd& vector) const
{
  std::vector<torch::Tensor> tensors;
  const double* next = vector.data();
  for (const auto& parameter : this->Parameters)
  {
    tensors.push_back(
      torch::from_blob(const_cast<double*>(next), parameter.sizes(), torch::kFloat64)
        .to(parameter.device(), parameter.scalar_type(), false, /*copy=*/true));
    next += parameter.numel();
  }
  return tensors;
}

double LossDerivatives::Loss(const BatchRange& range, const Question& keepGoing)
{
  const torch::NoGradGuard noGradient;
  double sum = 0.0;
  this->ForEachBatch(
    range, keepGoing, [&](const Batch& batch) { sum += this->ShareOfLoss(batch).item<double>(); });
  return sum;
}

Eigen::VectorXd LossDerivatives::Gradient(
  const BatchRange& range, const Question& keepGoing, double* loss)
{
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(this->NumberOfWeights);
  double losses = 0.0;
  this->ForEachBatch(range, keepGoing,
    [&](const Batch& batch)
    {
      const torch::Tensor share = this->ShareOfLoss(batch);
      losses += share.item<double>();
      this->Add(this->GradientTensors(share, false), sum);
    });
  if (loss)
  {
    *loss = losses;
  }
  return sum;
}

Eigen::MatrixXd LossDerivatives::HessianProducts(
  const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing)
{
  std::vector<std::vector<torch::Tensor>> factors;
  for (const auto& column : vectors.colwise())
  {
    factors.push_back(this->TensorsOf(column));
  }
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(this->NumberOfWeights, vectors.cols());
  this->ForEachBatch(range, keepGoing,
    [&](const Batch& batch)
    {
      const auto gradient = this->GradientTensors(this->ShareOfLoss(batch), true);
      for (std::size_t column = 0; column < factors.size(); ++column)
      {
        std::vector<torch::Tensor> slopes;
        std::vector<torch::Tensor> weights;
        for (std::size_t i = 0; i < gradient.size(); ++i)
        {
          if (gradient[i].defined() && gradient[i].requires_grad())
          {
            slopes.push_back(gradient[i]);
            weights.push_back(factors[column][i]);
          }
        }
        if (!slopes.empty())
        {
          this->Add(torch::autograd::grad(slopes, this->Parameters, weights,
                      column + 1 < factors.size(), false, /*allow_unused=*/true),
            sums.col(static_cast<Eigen::Index>(column)));
        }
      }
    });
  return sums;
}

} // namespace losslandscape
