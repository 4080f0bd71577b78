// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Execution_LayerOutputs_h
#define losslandscape_Engine_Execution_LayerOutputs_h

#include "Core/Engine/Execution/Activation.h"
#include "Core/Engine/Network/Layers.h"
#include "Core/Engine/Network/NetworkModule.h"

#include <cstdint>
#include <vector>

namespace losslandscape
{

/// What the layers of a network write to. Layers share memory where an output is no longer read,
/// and a sum stands where its addend stood if nothing reads that any more.
class LayerOutputs
{
public:
  /// `input`: the network's input, from planes of which (Block 1) blocks can be made, and whose
  /// type all outputs have but the last one, which is float32. `block`: channels that convolutions
  /// like to have beside each other, where their number is a multiple of it; 0: all.
  LayerOutputs(const LayerList& layers, const NamedTensors& state, const Activation& input,
    std::int64_t block);

  const Activation& operator[](std::size_t layer) const { return this->Outputs[layer]; }

  /// Whether a layer's addend stands in its output already.
  bool AddsInPlace(std::size_t layer) const;

private:
  Activation Shaped(const Layer& layer, const NamedTensors& state, const Activation& input) const;
  bool CanAddInPlace(std::size_t layer, const Activation& output) const;
  torch::Tensor Take(std::int64_t count, torch::ScalarType type);
  void GiveBackUnread(std::size_t layer);

  const LayerList& Layers;
  const std::int64_t Block;
  /// Last layer that reads each output.
  std::vector<std::size_t> LastReader;
  std::vector<Activation> Outputs;
  /// What each output's memory is a part of, and what is free of that.
  std::vector<torch::Tensor> Memory;
  std::vector<torch::Tensor> Free;
};

} // namespace losslandscape

#endif
