// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_Batch_h
#define losslandscape_Engine_Problem_Batch_h

#include "Core/Data/Dataset.h"
#include "Core/Engine/Network/NetworkModule.h"
#include "Core/Engine/Problem/Loss.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// Samples on the device, ready for the network.
struct Batch
{
  /// What forward takes, in its order, each of shape (N, ...).
  std::vector<torch::Tensor> Inputs;
  /// Labels of int64, (N) or (N, ...), or given values (N, ...); undefined for data without
  /// targets.
  torch::Tensor Targets;

  std::int64_t Size() const { return this->Inputs.front().size(0); }
  torch::Device Device() const { return this->Inputs.front().device(); }
};

/// Count consecutive batches, from the one numbered First on.
struct BatchRange
{
  std::size_t First = 0;
  std::size_t Count = 0;
};

/// How a network takes the samples of a data set.
struct BatchForm
{
  /// Which of the data set's inputs each argument of forward is: 0 is the first, others are
  /// FurtherInputs.
  std::vector<std::size_t> Inputs = { 0 };
  /// Whether integers stay integers. Otherwise they become numbers of Type.
  bool KeepsIntegers = false;
  /// Whether the first input is normalised, and thus numbers.
  bool IsNormalised = false;
  /// Whether single numbers per sample have the shape (N) that the file has them in, not (N, 1).
  bool KeepsFlat = false;
  /// The type of all other inputs.
  torch::ScalarType Type = torch::kFloat32;
};

/// A data set on a device in batches, in order. On the processor, batches of float32 are the data
/// set's own memory: it must outlive them, and nobody may write to them.
std::vector<Batch> MakeBatches(
  const Dataset& data, std::int64_t batchSize, torch::Device device, const BatchForm& form);

/// The first of these batches alone.
Batch FirstBatch(
  const Dataset& data, std::int64_t batchSize, torch::Device device, const BatchForm& form);

/// The samples of a batch at these places.
Batch ChooseSamples(const Batch& batch, const torch::Tensor& places);

/// The batch on another device.
Batch OnDevice(const Batch& batch, torch::Device device);

/// Finds out how the network takes the data: arguments of forward get the inputs of their names, or
/// else, if there are equally many, all inputs in order. Integers stay integers for a network that
/// was exported for them; others are tried on the first `batchSize` samples, as are single numbers
/// per sample: they get an axis of length 1 if the network does not take them without. Throws Error
/// naming `where`, the network, if the data have not what it takes.
BatchForm FormFor(const NetworkModule& network, const Dataset& data, const LossOptions& loss,
  std::int64_t batchSize, torch::Device device, const std::string& where);

} // namespace losslandscape

#endif
