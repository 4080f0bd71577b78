// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/LayerKernel.h"

namespace losslandscape
{

std::unique_ptr<LayerKernel> MakeLayerKernel(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const std::vector<Activation>& inputs, const Activation& output)
{
  const Activation& input = inputs.front();
  switch (layer.Type)
  {
    case Layer::Kind::Convolution:
    case Layer::Kind::Linear:
      return MakeFusedLayer(scratchpad, layer, state, input, output);
    case Layer::Kind::Norm:
      return MakeNormKernel(scratchpad, layer, state, input, output);
    case Layer::Kind::MaxPool:
    case Layer::Kind::MeanPool:
      return MakePoolKernel(scratchpad, layer, input, output);
    case Layer::Kind::Elementwise:
      return MakeFunctionKernel(scratchpad, layer, input, output);
    default:
      return MakeImageKernel(layer, inputs, output);
  }
}

} // namespace losslandscape
