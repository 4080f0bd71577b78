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
#include <vector>

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

  /// Makes the kernel read its input from other memory.
  virtual void ReadFrom(void*) {}

  virtual void Run(dnnl::stream& stream) = 0;
};

/// A kernel that is one primitive of oneDNN.
class PrimitiveKernel : public LayerKernel
{
public:
  void Run(dnnl::stream& stream) override { this->Primitive.execute(stream, this->Arguments); }

  void ReadFrom(void* input) override { this->Arguments.at(DNNL_ARG_SRC).set_data_handle(input); }

protected:
  dnnl::primitive Primitive;
  std::unordered_map<int, dnnl::memory> Arguments;
};

/// Makes the kernel of a layer, which keeps reading from the memory of `inputs` and writing to that
/// of `output`; an input without memory has to be given by ReadFrom before each run. What a
/// convolution or a linear layer adds has to stand in `output` before it runs. The kernel can run
/// once `scratchpad` is allocated, on any thread. Throws Error if the state lacks a tensor of the
/// layer.
std::unique_ptr<LayerKernel> MakeLayerKernel(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const std::vector<Activation>& inputs, const Activation& output);

// The kinds of kernels, for MakeLayerKernel.
std::unique_ptr<LayerKernel> MakeFusedLayer(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const Activation& input, const Activation& output);
std::unique_ptr<LayerKernel> MakeNormKernel(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const Activation& input, const Activation& output);
std::unique_ptr<LayerKernel> MakePoolKernel(
  Scratchpad& scratchpad, const Layer& layer, const Activation& input, const Activation& output);
std::unique_ptr<LayerKernel> MakeFunctionKernel(
  Scratchpad& scratchpad, const Layer& layer, const Activation& input, const Activation& output);
/// Kernels that arrange or combine images by LibTorch's operators.
std::unique_ptr<LayerKernel> MakeImageKernel(
  const Layer& layer, const std::vector<Activation>& inputs, const Activation& output);

/// What oneDNN computes for a function, one after the other.
std::vector<OneDnnFunction> FunctionsFor(const Nonlinearity& function);

/// How many channels the fastest convolutions of this processor want beside each other; 0: all.
std::int64_t ChannelBlock();

/// Whether oneDNN has instructions for bfloat16 on this processor; without them it would emulate
/// bfloat16 slowly.
bool ComputesInBFloat16();

} // namespace losslandscape

#endif
