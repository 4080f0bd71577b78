// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_ValueLosses_h
#define losslandscape_Engine_Problem_ValueLosses_h

#include "Core/Engine/Problem/Loss.h"
#include "Core/Engine/Torch/Tensors.h"

namespace losslandscape
{

/// Targets as numbers of the outputs' type and shape: labels of several classes become one-hot
/// vectors for losses of differences. Throws Error if they do not fit, or are no probabilities
/// where the loss needs such.
torch::Tensor TargetValues(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& targets);

/// Mean over each sample's outputs of a loss that compares outputs with values of their shape,
/// differentiable. For CrossEntropy values are the probabilities of classes.
torch::Tensor LossesOfValues(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& values);

} // namespace losslandscape

#endif
