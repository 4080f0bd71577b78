// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Studies/Decision/DecisionBoundary.h"
#include "Core/Engine/Torch/Workers.h"

#include <limits>
#include <memory>

namespace losslandscape
{
namespace
{

/// The samples that lie in the plane, in batches, in their order.
std::vector<Batch> BatchesInPlane(const Problem::Internals& problem, const InputPlane& plane)
{
  if (plane.Kind() == InputPlaneKind::AllInputs)
  {
    return problem.Batches;
  }
  std::vector<torch::Tensor> inputs, targets;
  for (const auto& sample : plane.Samples())
  {
    const Batch& batch = problem.Batches[sample.Index / problem.BatchSize];
    inputs.push_back(batch.Inputs.front()[sample.Index % problem.BatchSize]);
    targets.push_back(batch.Targets[sample.Index % problem.BatchSize]);
  }
  return { { { torch::stack(inputs) }, torch::stack(targets) } };
}

/// Fills in what the network makes of a batch of samples.
void DecideBatch(
  const LossOptions& loss, NetworkModule& network, const Batch& batch, SampleDecision* samples)
{
  network.BeginPass();
  const torch::Tensor outputs = ClassOutputs(network, batch.Inputs.front());
  const torch::Tensor labels = batch.Targets.to(torch::kCPU).contiguous();
  const torch::Tensor losses = OutputLosses(loss, outputs, { batch.Inputs, labels }).Losses;
  const auto classes = static_cast<std::size_t>(outputs.size(1));
  std::vector<double> probabilities(classes);
  for (std::int64_t i = 0; i < outputs.size(0); ++i)
  {
    SampleDecision& sample = samples[i];
    sample.Label = labels.data_ptr<std::int64_t>()[i];
    sample.Predicted =
      Decide(outputs.data_ptr<double>() + i * classes, classes, probabilities.data()).Class;
    sample.IsCorrect = sample.Predicted == sample.Label;
    // A label that does not count need not be a class.
    sample.Probability = sample.Label >= 0 && sample.Label < outputs.size(1)
      ? probabilities[static_cast<std::size_t>(sample.Label)]
      : std::numeric_limits<double>::quiet_NaN();
    sample.Loss = losses.data_ptr<double>()[i];
  }
}

} // namespace

std::vector<SampleDecision> EvaluateSamples(
  const Problem& problem, const InputPlane& plane, int threads, const Progress& progress)
{
  const auto& internals = problem.GetInternals();
  const std::vector<Batch> batches = BatchesInPlane(internals, plane);
  std::vector<SampleDecision> samples;
  for (const auto& sample : plane.Samples())
  {
    samples.emplace_back().Sample = sample;
  }
  const auto makeTask = [&]
  {
    std::shared_ptr<NetworkModule> network = internals.Network->Clone();
    return [&, network](std::int64_t batch, const std::function<bool()>&)
    {
      const torch::NoGradGuard noGradient;
      DecideBatch(problem.Options().Loss, *network, batches[batch],
        samples.data() + batch * internals.BatchSize);
    };
  };
  const auto count = static_cast<std::int64_t>(batches.size());
  RunTasks(count, internals.WorkersFor(threads, count, "the samples cannot be evaluated"), makeTask,
    progress);
  return samples;
}

} // namespace losslandscape
