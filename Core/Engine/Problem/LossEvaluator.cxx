// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/LossEvaluator.h"

#include <cmath>
#include <limits>

namespace losslandscape
{
namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

double SumOf(const torch::Tensor& numbers, double ifUndefined)
{
  return numbers.defined() ? numbers.sum().item<double>() : ifUndefined;
}

/// Collects the losses of all samples, or of all batches where a module returns one number for
/// each.
class LossAccumulator
{
public:
  void Add(const BatchLoss& batch, std::int64_t samples)
  {
    const std::int64_t count = batch.Losses.numel();
    const bool perSample = count == samples;
    this->PerSample = this->PerSample && perSample;
    Append(batch.Losses, this->Losses);
    if (batch.Weights.defined())
    {
      Append(batch.Weights, this->Weights);
    }
    this->Weights.resize(this->Losses.size(), 1.0);
    this->Factors.resize(this->Losses.size(), perSample ? 1.0 : static_cast<double>(samples));
    this->TotalWeight += SumOf(batch.Weights, static_cast<double>(samples));
    this->HasClasses = this->HasClasses && batch.Correct.defined();
    this->RightOnes += SumOf(batch.Correct, 0.0);
    this->Counted += SumOf(batch.Counted, static_cast<double>(samples));
    this->Samples += static_cast<double>(samples);
    for (std::size_t metric = 0; metric < batch.Metrics.size(); ++metric)
    {
      this->MetricSums.at(metric) +=
        batch.Metrics[metric].second.mean().item<double>() * static_cast<double>(samples);
    }
  }

  LossValue Result() const
  {
    LossValue value;
    for (std::size_t metric = 0; metric < MostMetrics; ++metric)
    {
      value.Metrics[metric] = this->MetricSums[metric] / this->Samples;
    }
    value.Loss = this->Mean();
    value.Accuracy = this->HasClasses ? 100.0 * this->RightOnes / this->Counted : NaN;
    value.StandardError = this->PerSample ? this->StandardError(value.Loss) : NaN;
    return value;
  }

private:
  static void Append(const torch::Tensor& numbers, std::vector<double>& list)
  {
    const auto* first = numbers.data_ptr<double>();
    list.insert(list.end(), first, first + numbers.numel());
  }

  double Mean() const
  {
    double sum = 0.0;
    for (std::size_t i = 0; i < this->Losses.size(); ++i)
    {
      sum += this->Factors[i] * this->Losses[i];
    }
    return sum / this->TotalWeight;
  }

  /// See LossValue::StandardError.
  double StandardError(double mean) const
  {
    if (this->Samples < 2.0)
    {
      return NaN;
    }
    double squares = 0.0;
    for (std::size_t i = 0; i < this->Losses.size(); ++i)
    {
      const double difference = this->Losses[i] - mean * this->Weights[i];
      squares += difference * difference;
    }
    const double meanWeight = this->TotalWeight / this->Samples;
    return std::sqrt(squares / (this->Samples - 1.0) / this->Samples) / meanWeight;
  }

  std::vector<double> Losses;
  /// See BatchLoss::Weights.
  std::vector<double> Weights;
  /// The samples that each number is the mean of.
  std::vector<double> Factors;
  double TotalWeight = 0.0;
  double RightOnes = 0.0;
  double Counted = 0.0;
  double Samples = 0.0;
  std::array<double, MostMetrics> MetricSums = {};
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
    accumulator.Add(losses(batch), batch.Size());
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
