// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch and oneDNN.
#ifndef losslandscape_Engine_Execution_FusedNetwork_h
#define losslandscape_Engine_Execution_FusedNetwork_h

#include "Core/Engine/Execution/LayerKernel.h"

#include <optional>

namespace losslandscape
{

/// A network in evaluation mode, run layer by layer by oneDNN in memory that is taken once. On
/// processors this is two to three times as fast as LibTorch's operators, which pass over the data
/// anew for batch norm, addition and ReLU and take fresh memory each time.
class FusedNetwork
{
public:
  /// For batches of at most `batchSize` samples of this shape. Kernels use as many threads as the
  /// calling thread may; once made, the network may be used by any thread, one at a time. `state`:
  /// names and shapes of the network's tensors. `type`: that of weights and activations, float32 or
  /// bfloat16; sums, biases and outputs are float32 with both.
  FusedNetwork(const LayerList& layers, const NamedTensors& state,
    const std::vector<std::int64_t>& sampleShape, std::int64_t batchSize, torch::ScalarType type);

  /// Takes all weights from `read`.
  void Load(const StateReader& read);

  /// The outputs for a batch, (batch, outputs), in memory that the next call overwrites.
  torch::Tensor Forward(const torch::Tensor& inputs);

private:
  struct Step
  {
    std::unique_ptr<LayerKernel> Kernel;
    Activation Output;
    /// What the layer adds, where it has to be copied into the output first; none where it stands
    /// there already or nothing is added.
    std::optional<Activation> Added;
  };

  dnnl::engine Engine;
  dnnl::stream Stream;
  Scratchpad Scratch;
  Activation Inputs;
  std::vector<Step> Steps;
};

} // namespace losslandscape

#endif
