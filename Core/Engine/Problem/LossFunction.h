// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Problem_LossFunction_h
#define losslandscape_Engine_Problem_LossFunction_h

#include "Core/Engine/Network/NetworkModule.h"
#include "Core/Engine/Problem/Loss.h"

namespace losslandscape
{

/// Samples on the device, ready for the network: inputs (N, ...) in the network's type, targets (N)
/// int64 classes or (N, ...) given values.
struct Batch
{
  torch::Tensor Inputs;
  torch::Tensor Targets;
};

/// What a network makes of a batch, on the processor in double precision, number after number.
struct BatchLoss
{
  /// One loss per sample, or a single element if the module's own objective returns one number.
  torch::Tensor Losses;
  /// 1 where the sample is classified rightly, 0 elsewhere; undefined without classes.
  torch::Tensor Correct;
};

/// Inputs as networks take them: images channels-last, which convolutions on processors run through
/// up to twice as fast.
torch::Tensor NetworkInputs(const torch::Tensor& inputs);

/// The differentiable mean loss of a batch (training).
torch::Tensor MeanLoss(LossKind kind, NetworkModule& network, const Batch& batch);

/// Loss of every sample, computed in double from the network's outputs.
BatchLoss SampleLosses(LossKind kind, NetworkModule& network, const Batch& batch);

/// The same from outputs that were computed elsewhere; not for LossKind::NetworkOutput.
BatchLoss OutputLosses(LossKind kind, const torch::Tensor& outputs, const Batch& batch);

} // namespace losslandscape

#endif
