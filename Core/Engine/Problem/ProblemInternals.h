// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_ProblemInternals_h
#define losslandscape_Engine_Problem_ProblemInternals_h

#include "Core/Engine/Execution/FusionPlans.h"
#include "Core/Engine/Problem/LossFunction.h"
#include "Core/Engine/Problem/Problem.h"
#include "Core/Engine/Torch/Workers.h"

namespace losslandscape
{

/// What a problem consists of. Copies share what is large, and none of it ever changes.
struct Problem::Internals : Problem::Facts
{
  /// The network at the centre, in evaluation mode. Others clone it; nobody moves it.
  std::shared_ptr<NetworkModule> Network;
  /// How the network takes the data.
  BatchForm Form;
  std::vector<Batch> Batches;
  /// What the sum of losses of all samples is divided by (see losslandscape::TotalWeight).
  double TotalWeight = 0.0;
  torch::Device Device = torch::kCPU;
  /// How fused kernels compute the network, whatever its weights are.
  std::shared_ptr<FusionPlans> Fusion = std::make_shared<FusionPlans>();
  /// RecalibrationSamples in batches.
  std::vector<Batch> RecalibrationBatches;

  /// Workers on the problem's device for so many tasks (see NumberOfWorkers). If LibTorch fails in
  /// one of them, an Error says `failure` and where the weights are from.
  Workers WorkersFor(int threads, std::int64_t tasks, const std::string& failure) const
  {
    return { NumberOfWorkers(threads, tasks, this->Device), this->Device, failure,
      this->WeightsSource };
  }
};

/// Samples per forward pass that suit inputs of so many numbers, where there are enough samples.
std::int64_t LargestBatch(std::int64_t sampleElements);

/// See Problem::BatchNorm.
BatchNormMode ModeInUse(const Problem::Internals& problem);

/// Sets the mode of batch norm in use, and makes the batches whose samples may be normalised by
/// their own statistics.
void PrepareBatchNorm(Problem::Internals& problem);

/// Throws Error if the network's layers do not support its mode of batch norm (see
/// CheckNormLayers).
void TryBatchNorm(const Problem::Internals& problem);

/// SHA-256 over names, shapes, element types and values.
std::string HashTensors(const NamedTensors& tensors);

} // namespace losslandscape

#endif
