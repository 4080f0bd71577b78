// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Studies_Training_TrainingSteps_h
#define losslandscape_Engine_Studies_Training_TrainingSteps_h

#include "Core/Common/Random.h"
#include "Core/Data/Dataset.h"
#include "Core/Engine/Problem/LossFunction.h"
#include "Core/Engine/Torch/Tensors.h"
#include "Core/Engine/Torch/ThreadControl.h"

#include <torch/optim/optimizer.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace losslandscape
{

/// The samples of a data set in batches of random order. A pass has every sample once. The data set
/// is borrowed.
class ShuffledBatches
{
public:
  ShuffledBatches(const Dataset& data, std::int64_t batchSize, torch::Device device,
    const BatchForm& form, std::uint64_t seed);

  /// Number of batches of a pass. The last one has the samples that are left.
  std::int64_t Count() const;

  /// Begins a pass in another order.
  void Shuffle();

  /// The batch of this number in the pass.
  Batch Draw(std::int64_t index) const;

  /// The random numbers that the order is drawn from, for whatever else a step needs.
  Random& Numbers() { return this->Generator; }

private:
  Batch Whole;
  std::int64_t BatchSize;
  Random Generator;
  std::vector<std::int64_t> Order;
};

/// The usual augmentation of small images: each image is mirrored left to right with probability
/// 1/2 and shifted in either direction by up to an eighth of its shorter side (4 pixels of 32), but
/// at least by up to one pixel, zeros moving in.
torch::Tensor FlipAndCrop(const torch::Tensor& images, Random& random);

/// LibTorch's global generators, which dropout draws from: the processor's and those of GPUs.
std::vector<at::Generator> GlobalGenerators();

/// While alive, `generators` run from `seed`; afterwards they go on where they were.
class SeededTorch
{
public:
  explicit SeededTorch(
    std::uint64_t seed, const std::vector<at::Generator>& generators = GlobalGenerators());
  ~SeededTorch();
  SeededTorch(const SeededTorch&) = delete;
  SeededTorch& operator=(const SeededTorch&) = delete;

private:
  std::vector<at::Generator> Generators;
  std::vector<torch::Tensor> Before;
};

/// While alive, LibTorch's operations and OpenBLAS have the threads that suit a training:
/// `requested` of them, or, for 0, as many as processors, but one for small networks (fewer than
/// ten million weights x samples per step): two threads inside a small operation are slower than
/// one, and on a busy machine much slower.
class TrainingThreads
{
public:
  TrainingThreads(int requested, const NetworkModule& network, std::int64_t batchSize);

  /// How many these are.
  static int CountFor(int requested, const NetworkModule& network, std::int64_t batchSize);

private:
  const int Threads;
  const TorchThreads InsideOperations;
  std::optional<SequentialBlas> Blas;
};

/// The network's own tensors, without their names.
std::vector<torch::Tensor> ParametersOf(const NetworkModule& network);

void SetLearningRate(torch::optim::Optimizer& optimizer, double rate);

/// Throw Error naming the training option `name` if its value is out of range; a momentum is from 0
/// to below 1.
void RequirePositive(const char* name, double value);
void RequireNotNegative(const char* name, double value);
void RequireMomentum(double value);

} // namespace losslandscape

#endif
