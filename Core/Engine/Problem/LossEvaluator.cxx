// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/LossEvaluator.h"

#include <cmath>
#include <limits>

namespace losslandscape
{
namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// Collects the losses of all samples, or of all batches where a module returns one number for
/// each.
class LossAccumulator
{
public:
  void Add(const BatchLoss& batch, std::int64_t samples)
  {
    const auto* losses = batch.Losses.data_ptr<double>();
    const bool perSample = batch.Losses.numel() == samples;
    const std::int64_t count = batch.Losses.numel();
    this->PerSample = this->PerSample && perSample;
    this->Losses.insert(this->Losses.end(), losses, losses + count);
    this->Weights.resize(this->Losses.size(), perSample ? 1.0 : static_cast<double>(samples));
    this->HasClasses = this->HasClasses && batch.Correct.defined();
    this->RightOnes += batch.Correct.defined() ? batch.Correct.sum().item<double>() : 0.0;
    this->Samples += static_cast<double>(samples);
  }

  LossValue Result() const
  {
    LossValue value;
    value.Loss = this->Mean();
    value.Accuracy = this->HasClasses ? 100.0 * this->RightOnes / this->Samples : NaN;
    value.StandardError = this->PerSample ? this->StandardError(value.Loss) : NaN;
    return value;
  }

private:
  double Mean() const
  {
    double sum = 0.0;
    for (std::size_t i = 0; i < this->Losses.size(); ++i)
    {
      sum += this->Weights[i] * this->Losses[i];
    }
    return sum / this->Samples;
  }

  double StandardError(double mean) const
  {
    if (this->Samples < 2.0)
    {
      return NaN;
    }
    double squares = 0.0;
    for (const double loss : this->Losses)
    {
      squares += (loss - mean) * (loss - mean);
    }
    return std::sqrt(squares / (this->Samples - 1.0) / this->Samples);
  }

  std::vector<double> Losses;
  std::vector<double> Weights;
  double RightOnes = 0.0;
  double Samples = 0.0;
  bool PerSample = true;
  bool HasClasses = true;
};

} // namespace

LossValue EvaluateLoss(const BatchFunction& losses, const std::vector<Batch>& batches,
  const std::function<bool()>& keepGoing)
{
  LossAccumulator accumulator;
  for (const auto& batch : batches)
  {
    CheckGoingOn(keepGoing);
    accumulator.Add(losses(batch), batch.Inputs.size(0));
  }
  return accumulator.Result();
}

LossEvaluator::LossEvaluator(const Problem& problem, const Displacement& displacement)
  : Batches(problem.GetInternals().Batches), Network(MakeExecutor(problem, displacement)),
    LossesHere([this](const Batch& batch) { return this->Network->Losses(batch); })
{
}

LossValue LossEvaluator::Evaluate(
  const std::array<double, 3>& coordinates, const std::function<bool()>& keepGoing)
{
  const torch::NoGradGuard noGradient;
  this->Network->MoveTo(coordinates);
  this->Network->Prepare(keepGoing);
  this->Network->BeginPass();
  return EvaluateLoss(this->LossesHere, this->Batches, keepGoing);
}

LossValue LossEvaluator::Evaluate(
  const NetworkModule& network, const std::function<bool()>& keepGoing)
{
  const torch::NoGradGuard noGradient;
  this->Network->Take(network);
  this->Network->Prepare(keepGoing);
  this->Network->BeginPass();
  return EvaluateLoss(this->LossesHere, this->Batches, keepGoing);
}

} // namespace losslandscape
