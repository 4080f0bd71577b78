// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch and oneDNN.
#ifndef losslandscape_Engine_Execution_FusedLayer_h
#define losslandscape_Engine_Execution_FusedLayer_h

#include "Core/Engine/Execution/LayerKernel.h"

#include <unordered_map>

namespace losslandscape
{

/// A convolution or linear layer with batch norm, addition and ReLU in one kernel of oneDNN, which
/// is compiled for the layer's sizes and this processor. Weights have the type of the inputs; sums
/// and biases are float32. Convolutions of float32 with many channels are done by Winograd's method
/// where that is faster (Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR
/// 2016): outputs differ from those of the direct sum by rounding only.
class FusedLayer : public LayerKernel
{
public:
  FusedLayer(Scratchpad& scratchpad, const Layer& layer, const NamedTensors& state,
    const Activation& input, const Activation& output);

  void Load(const StateReader& read, FoldedWeights::Values& scratch, dnnl::stream& stream) override;
  void Run(dnnl::stream& stream) override { this->Primitive.execute(stream, this->Arguments); }

private:
  FoldedWeights Source;
  /// Weights in PyTorch's order, wherever they lie, and the operation that brings them into the
  /// kernel's order.
  dnnl::memory PlainWeights;
  dnnl::reorder Reorder;
  std::unordered_map<int, dnnl::memory> ReorderArguments;
  dnnl::primitive Primitive;
  dnnl::memory Weights;
  dnnl::memory Bias;
  std::unordered_map<int, dnnl::memory> Arguments;
};

/// How many channels the fastest convolutions of this processor want beside each other; 0: all.
std::int64_t ChannelBlock();

/// Whether oneDNN has instructions for bfloat16 on this processor; without them it would emulate
/// bfloat16 slowly.
bool ComputesInBFloat16();

} // namespace losslandscape

#endif
