// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_LabelLosses_h
#define losslandscape_Engine_Problem_LabelLosses_h

#include "Core/Engine/Problem/LossFunction.h"

namespace losslandscape
{

/// Outputs as PyTorch's losses take them, classes along the second axis, and their labels.
struct LabelledOutputs
{
  torch::Tensor Outputs; ///< (N, C, ...)
  torch::Tensor Labels;  ///< (N, ...)
};

/// Finds the axis of the outputs that counts classes: the one that the labels have not. Throws
/// Error if there is none, if two would do, and for a label that is neither a class nor ignored.
LabelledOutputs MatchLabels(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& labels);

/// Losses of all labels in the outputs' precision, differentiable, of the labels' shape: 0 where a
/// label is ignored, else multiplied by the weight of its class.
torch::Tensor LossesOfLabels(const LossOptions& loss, const LabelledOutputs& matched);

/// The sum over each sample's labels of their weights; 0 where a label is ignored.
torch::Tensor SampleWeights(const LossOptions& loss, const torch::Tensor& labels);

/// Whether a sample has one label, which counts as 1, in all of this batch.
bool HasPlainLabels(const LossOptions& loss, const torch::Tensor& labels);

/// How many labels of each sample the largest output tells, and how many count.
void CountCorrect(const LossOptions& loss, const LabelledOutputs& matched, BatchLoss& result);

} // namespace losslandscape

#endif
