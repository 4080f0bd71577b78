// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch and oneDNN.
#ifndef losslandscape_Engine_Execution_LayerKernel_h
#define losslandscape_Engine_Execution_LayerKernel_h

#include "Core/Engine/Execution/Activation.h"
#include "Core/Engine/Execution/FoldedWeights.h"
#include "Core/Engine/Execution/OneDnn.h"
#include "Core/Engine/Execution/Scratchpad.h"

#include <memory>
#include <unordered_map>

namespace losslandscape
{

/// One layer of a fused network, compiled for its sizes and this processor.
class LayerKernel
{
public:
  virtual ~LayerKernel() = default;

  /// Takes the layer's weights from the reader, if it has any. The values are memory that layers
  /// may share.
  virtual void Load(const StateReader&, FoldedWeights::Values&, dnnl::stream&) {}

  virtual void Run(dnnl::stream& stream) = 0;
};

/// A kernel that is one primitive of oneDNN.
class PrimitiveKernel : public LayerKernel
{
public:
  void Run(dnnl::stream& stream) override { this->Primitive.execute(stream, this->Arguments); }

protected:
  dnnl::primitive Primitive;
  std::unordered_map<int, dnnl::memory> Arguments;
};

/// Makes the kernel of a layer, which keeps reading from the memory of `input` and writing to that
/// of `output`. What the layer adds has to stand in `output` before it runs. The kernel can run
/// once `scratchpad` is allocated, on any thread. Throws Error if the state lacks a tensor of the
/// layer.
std::unique_ptr<LayerKernel> MakeLayerKernel(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const Activation& input, const Activation& output);

/// The kernels of convolutions and linear layers, norms and poolings, for MakeLayerKernel.
std::unique_ptr<LayerKernel> MakeFusedLayer(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const Activation& input, const Activation& output);
std::unique_ptr<LayerKernel> MakeNormKernel(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const Activation& input, const Activation& output);
std::unique_ptr<LayerKernel> MakePoolKernel(
  Scratchpad& scratchpad, const Layer& layer, const Activation& input, const Activation& output);

/// How many channels the fastest convolutions of this processor want beside each other; 0: all.
std::int64_t ChannelBlock();

/// Whether oneDNN has instructions for bfloat16 on this processor; without them it would emulate
/// bfloat16 slowly.
bool ComputesInBFloat16();

} // namespace losslandscape

#endif
