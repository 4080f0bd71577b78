// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/PointEvaluator.h"

#include <cmath>
#include <limits>

namespace losslandscape
{
namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// Losses of all samples, or of all batches where a module returns one number for each.
class LossAccumulator
{
public:
  void Add(const BatchLoss& batch, std::int64_t samples)
  {
    const auto* losses = batch.Losses.data_ptr<double>();
    const bool perSample = batch.Losses.numel() == samples;
    this->PerSample = this->PerSample && perSample;
    for (std::int64_t i = 0; i < batch.Losses.numel(); ++i)
    {
      this->Losses.push_back(losses[i]);
      this->Weights.push_back(perSample ? 1.0 : static_cast<double>(samples));
    }
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

void Restore(const NamedTensors& tensors, const NamedTensors& values)
{
  for (std::size_t i = 0; i < tensors.size(); ++i)
  {
    tensors[i].second.copy_(values[i].second);
  }
}

} // namespace

LossValue EvaluateLoss(LossKind kind, NetworkModule& network, const std::vector<Batch>& batches,
  const std::function<bool()>& keepGoing)
{
  LossAccumulator accumulator;
  for (const auto& batch : batches)
  {
    if (keepGoing && !keepGoing())
    {
      throw Aborted();
    }
    accumulator.Add(SampleLosses(kind, network, batch), batch.Inputs.size(0));
  }
  return accumulator.Result();
}

PointEvaluator::PointEvaluator(const Plane& plane)
  : ThePlane(plane.GetInternals()), TheProblem(plane.GetProblem().GetInternals()),
    Network(TheProblem.Network->Clone()), Parameters(Network->Parameters()),
    Buffers(Network->Buffers()), CentreParameters(TheProblem.Network->Parameters()),
    CentreBuffers(TheProblem.Network->Buffers())
{
}

void PointEvaluator::MoveTo(const std::array<double, 3>& coordinates)
{
  for (const auto& move : this->ThePlane.Moves)
  {
    torch::Tensor weight = this->Parameters[move.Parameter].second;
    weight.copy_(this->CentreParameters[move.Parameter].second);
    for (std::size_t axis = 0; axis < move.Directions.size(); ++axis)
    {
      if (move.Directions[axis].defined())
      {
        weight.add_(move.Directions[axis], coordinates[axis]);
      }
    }
  }
  Restore(this->Buffers, this->CentreBuffers);
}

LossValue PointEvaluator::Evaluate(
  const std::array<double, 3>& coordinates, const std::function<bool()>& keepGoing)
{
  const torch::NoGradGuard noGradient;
  this->MoveTo(coordinates);
  return EvaluateLoss(
    this->TheProblem.Options.Loss, *this->Network, this->TheProblem.Batches, keepGoing);
}

} // namespace losslandscape
