// SPDX-License-Identifier: BSD-3-Clause
// Shows types of Torch and oneDNN.
#ifndef losslandscape_Engine_Execution_LayerKernel_h
#define losslandscape_Engine_Execution_LayerKernel_h

#include "Core/Engine/Execution/Activation.h"
#include "Core/Engine/Execution/FoldedWeights.h"
#include "Core/Engine/Execution/Scratchpad.h"

#include <dnnl.hpp>

#include <memory>

namespace losslandscape
{

/// One layer of a fused network, compiled for its sizes and this processor.
class LayerKernel
{
public:
  virtual ~LayerKernel() = default;

  /// Takes the layer's weights, if it has any; `scratch` is memory that layers may share.
  virtual void Load(const StateReader&, FoldedWeights::Values&, dnnl::stream&) {}

  virtual void Run(dnnl::stream& stream) = 0;
};

/// `input` and `output` stay where they are. The kernel can run once `scratchpad` is allocated, on
/// any thread. If the layer adds something, it is what stands in
/// `output` before. Throws Error if the state lacks a tensor of the layer.
std::unique_ptr<LayerKernel> MakeLayerKernel(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const Activation& input, const Activation& output);

} // namespace losslandscape

#endif
