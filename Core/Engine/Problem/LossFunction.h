// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_LossFunction_h
#define losslandscape_Engine_Problem_LossFunction_h

#include "Core/Engine/Network/NetworkModule.h"
#include "Core/Engine/Problem/Batch.h"
#include "Core/Engine/Problem/Loss.h"

namespace losslandscape
{

/// What a network makes of a batch: contiguous tensors on the processor, in double precision, one
/// number per sample each. The mean loss of all samples is the sum of losses over the sum of
/// weights.
struct BatchLoss
{
  /// Sums over the places of a sample that count; or, where the module's own objective returns one
  /// number for the batch, the mean of its samples, that number alone.
  torch::Tensor Losses;
  /// What each sample's loss counts as (see SampleWeights); undefined: 1 each.
  torch::Tensor Weights;
  /// How many places of the sample are classified rightly; undefined without classes.
  torch::Tensor Correct;
  /// How many places of the sample count; undefined: 1 each.
  torch::Tensor Counted;
  /// Whether targets were taken for labels.
  bool HasLabels = false;
  /// What the module returns beside its loss, by name: one number per sample, or one in all.
  NamedTensors Metrics;
  /// Names of what it returns beside that.
  std::vector<std::string> Others;
};

/// Inputs in the order in memory that networks take: images are channels-last, which convolutions
/// on processors run through up to twice as fast.
torch::Tensor NetworkInputs(const torch::Tensor& inputs);
std::vector<torch::Tensor> NetworkInputs(const std::vector<torch::Tensor>& inputs);

/// A network's outputs for a batch of inputs, (samples, classes): on the processor, in double
/// precision, contiguous. Throws Error unless they have this shape with two or more classes.
torch::Tensor ClassOutputs(NetworkModule& network, const torch::Tensor& inputs);

/// The mean loss of a batch, differentiable, in the network's precision: for training.
torch::Tensor MeanLoss(const LossOptions& loss, NetworkModule& network, const Batch& batch);

/// The loss of every sample, computed in double precision from the network's outputs, or as the
/// module returns it for LossKind::NetworkOutput.
BatchLoss SampleLosses(const LossOptions& loss, NetworkModule& network, const Batch& batch);

/// Computes SampleLosses from outputs that the network has already given; not for
/// LossKind::NetworkOutput.
BatchLoss OutputLosses(const LossOptions& loss, const torch::Tensor& outputs, const Batch& batch);

/// The sum of the weights of all samples, by which the sum of losses is divided. `example`: what
/// the network makes of one of the batches. Throws Error if no label counts.
double TotalWeight(
  const LossOptions& loss, const std::vector<Batch>& batches, const BatchLoss& example);

/// Throws Error for settings out of their ranges, and for those that the loss does not take.
void CheckLossOptions(const LossOptions& loss);

} // namespace losslandscape

#endif
