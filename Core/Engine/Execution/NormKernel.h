// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch and oneDNN.
#ifndef losslandscape_Engine_Execution_NormKernel_h
#define losslandscape_Engine_Execution_NormKernel_h

#include "Core/Engine/Execution/LayerKernel.h"

#include <unordered_map>

namespace losslandscape
{

/// Batch norm of an image with its running statistics, and ReLU, where the norm follows no
/// convolution that could do both.
class NormKernel : public LayerKernel
{
public:
  NormKernel(Scratchpad& scratchpad, const Layer& layer, const NamedTensors& state,
    const Activation& input, const Activation& output);

  void Load(const StateReader& read, FoldedWeights::Values& scratch, dnnl::stream& stream) override;
  void Run(dnnl::stream& stream) override { this->Primitive.execute(stream, this->Arguments); }

private:
  dnnl::primitive Primitive;
  /// A tensor of the norm: its number in the state, and what the kernel calls it.
  struct Source
  {
    std::size_t Index;
    int Argument;
  };
  std::vector<Source> Sources;
  std::vector<double> Scratch;
  std::unordered_map<int, dnnl::memory> Arguments;
};

} // namespace losslandscape

#endif
