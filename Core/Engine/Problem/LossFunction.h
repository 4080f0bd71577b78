// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_LossFunction_h
#define losslandscape_Engine_Problem_LossFunction_h

#include "Core/Engine/Network/NetworkModule.h"
#include "Core/Engine/Problem/Loss.h"

#include <cstddef>

namespace losslandscape
{

/// Samples on the device, ready for the network: inputs (N, ...) in the network's type, and as
/// targets classes (N) of int64 or given values (N, ...).
struct Batch
{
  torch::Tensor Inputs;
  torch::Tensor Targets;
};

/// Count consecutive batches, from the one numbered First on.
struct BatchRange
{
  std::size_t First = 0;
  std::size_t Count = 0;
};

/// What a network makes of a batch: contiguous tensors on the processor, in double precision.
struct BatchLoss
{
  /// One loss per sample, or a single element if the module's own objective returns one number.
  torch::Tensor Losses;
  /// 1 where the sample is classified rightly, 0 elsewhere; undefined without classes.
  torch::Tensor Correct;
};

/// Inputs in the order in memory that networks take: images are channels-last, which convolutions
/// on processors run through up to twice as fast.
torch::Tensor NetworkInputs(const torch::Tensor& inputs);

/// A network's outputs for a batch of inputs, (samples, classes): on the processor, in double
/// precision, contiguous. Throws Error unless they have this shape with two or more classes.
torch::Tensor ClassOutputs(NetworkModule& network, const torch::Tensor& inputs);

/// The mean loss of a batch, differentiable, in the network's precision: for training.
torch::Tensor MeanLoss(LossKind kind, NetworkModule& network, const Batch& batch);

/// The loss of every sample, computed in double precision from the network's outputs, or as the
/// module returns it for LossKind::NetworkOutput.
BatchLoss SampleLosses(LossKind kind, NetworkModule& network, const Batch& batch);

/// Computes SampleLosses from outputs that the network has already given; not for
/// LossKind::NetworkOutput.
BatchLoss OutputLosses(LossKind kind, const torch::Tensor& outputs, const Batch& batch);

} // namespace losslandscape

#endif
