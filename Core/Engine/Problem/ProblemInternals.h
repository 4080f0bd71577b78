// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Problem_ProblemInternals_h
#define losslandscape_Engine_Problem_ProblemInternals_h

#include "Core/Engine/Problem/LossFunction.h"
#include "Core/Engine/Problem/Problem.h"
#include "Core/Engine/Torch/Workers.h"

namespace losslandscape
{

/// May be copied: copies share what is large, and none of it ever changes.
struct Problem::Internals
{
  ProblemOptions Options;
  std::shared_ptr<const Dataset> Data;
  /// At the centre, in evaluation mode; cloned, never moved.
  std::shared_ptr<NetworkModule> Network;
  std::vector<ParameterInfo> Parameters;
  NetworkDescription Description;
  std::vector<Batch> Batches;
  std::string WeightsSource;
  std::string WeightsHash;
  std::string WeightsKey;
  std::string NetworkFileHash;
  std::vector<std::string> Skipped;
  torch::Device Device = torch::kCPU;
  std::int64_t BatchSize = 0;
  BatchNormMode BatchNorm = BatchNormMode::Stored;
  std::vector<std::int64_t> RecalibrationSamples;
  /// These samples.
  std::vector<Batch> RecalibrationBatches;

  /// Workers on the problem's device for so many tasks (see NumberOfWorkers). If LibTorch fails in
  /// one of them, an Error says `failure` and where the weights are from.
  Workers WorkersFor(int threads, std::int64_t tasks, const std::string& failure) const
  {
    return { NumberOfWorkers(threads, tasks, this->Device), this->Device, failure,
      this->WeightsSource };
  }
};

/// A data set on a device in batches, in order. On the processor, batches of float32 are the data
/// set's own memory: it must outlive them, and nobody may write to them.
std::vector<Batch> MakeBatches(
  const Dataset& data, std::int64_t batchSize, torch::Device device, torch::ScalarType inputType);

/// Samples per forward pass that suit inputs of so many numbers, however many samples there are.
std::int64_t LargestBatch(std::int64_t sampleElements);

/// The mode of batch norm that is really used: Stored if the network has no such layers.
BatchNormMode ModeInUse(const Problem::Internals& problem);

/// Sets the mode of batch norm that is really used, and puts samples into batches that may be
/// normalised by their own statistics.
void PrepareBatchNorm(Problem::Internals& problem);

/// See CheckNormLayers.
void TryBatchNorm(const Problem::Internals& problem);

/// SHA-256 over names, shapes and values.
std::string HashTensors(const NamedTensors& tensors);

} // namespace losslandscape

#endif
