// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_LayerOutputs_h
#define losslandscape_Network_LayerOutputs_h

#include "Core/Network/Layers.h"
#include "Core/Network/NetworkModule.h"

#include <cstdint>
#include <vector>

namespace losslandscape
{

/// The float32 tensors that the layers of a network write to, images channels-last. Layers share
/// memory where an output is no longer read, and a sum stands where its addend stood if nothing
/// reads that any more.
class LayerOutputs
{
public:
  /// `input`: the network's input, for a whole batch.
  LayerOutputs(const LayerList& layers, const NamedTensors& state, const torch::Tensor& input);

  const torch::Tensor& operator[](std::size_t layer) const { return this->Tensors[layer]; }

  /// Whether a layer's addend stands in its output already.
  bool AddsInPlace(std::size_t layer) const;

private:
  std::vector<std::int64_t> OutputShape(
    const Layer& layer, const NamedTensors& state, const torch::Tensor& input) const;
  bool CanAddInPlace(std::size_t layer, const std::vector<std::int64_t>& shape) const;
  torch::Tensor Take(std::int64_t count);
  void GiveBackUnread(std::size_t layer);

  const LayerList& Layers;
  /// Last layer that reads each output.
  std::vector<std::size_t> LastReader;
  std::vector<torch::Tensor> Tensors;
  /// The memory of each tensor, and what is free of it.
  std::vector<torch::Tensor> Memory;
  std::vector<torch::Tensor> Free;
};

} // namespace losslandscape

#endif
