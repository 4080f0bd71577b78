// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_NormLayer_h
#define losslandscape_Engine_Network_NormLayer_h

#include "Core/Engine/Torch/Tensors.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// A layer with running statistics. Its tensors are the network's own buffers, not copies.
struct NormLayer
{
  /// Name of the module; empty if the module is the whole network.
  std::string Name;
  torch::Tensor Mean;
  torch::Tensor Variance;
  /// How many batches the layer has seen in training; undefined if it does not count them.
  torch::Tensor Batches;
  /// Share of a batch in the running statistics; 1 where they are the mean of all batches since the
  /// count was 0. None if the module does not tell.
  std::optional<double> Momentum;
};

/// The layers whose statistics are among the buffers, recognised by the names running_mean,
/// running_var and num_batches_tracked. Their momentum is left to the caller.
std::vector<NormLayer> NormLayersAmong(
  const std::vector<std::pair<std::string, torch::Tensor>>& buffers);

} // namespace losslandscape

#endif
