// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_LayerOutputs_h
#define losslandscape_Engine_Execution_LayerOutputs_h

#include "Core/Engine/Execution/Activation.h"
#include "Core/Engine/Network/Layers.h"
#include "Core/Engine/Network/NetworkModule.h"

#include <cstdint>
#include <vector>

namespace losslandscape
{

/// The activations that the layers of a network write to. Layers share memory where an output is no
/// longer read, and a sum stands where its addend stood if nothing reads the addend any more.
class LayerOutputs
{
public:
  /// `input`: the network's input, whose type all outputs have but the last one, which is float32;
  /// convolutions can make blocks of channels from planes (Block 1). `block`: how many channels
  /// convolutions want beside each other, where the number of their outputs is a multiple of it; 0:
  /// all.
  LayerOutputs(const LayerList& layers, const NamedTensors& state, const Activation& input,
    std::int64_t block);

  const Activation& operator[](std::size_t layer) const { return this->Outputs[layer]; }

  /// Whether what a layer adds stands in the layer's output already.
  bool AddsInPlace(std::size_t layer) const;

private:
  Activation Shaped(const Layer& layer, const NamedTensors& state, const Activation& input) const;
  bool CanAddInPlace(std::size_t layer, const Activation& output) const;
  torch::Tensor Take(std::int64_t count, torch::ScalarType type);
  void GiveBackUnread(std::size_t layer);

  const LayerList& Layers;
  const std::int64_t Block;
  /// The last layer that reads each output; the number of layers for the network's own output.
  std::vector<std::size_t> LastReader;
  std::vector<Activation> Outputs;
  /// The memory that each output is a part of.
  std::vector<torch::Tensor> Memory;
  /// Memory of outputs that nothing reads any more.
  std::vector<torch::Tensor> Free;
};

} // namespace losslandscape

#endif
