// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/LayerKernel.h"

namespace losslandscape
{
namespace
{

/// Takes the mean of each channel over all pixels.
class MeanKernel : public LayerKernel
{
public:
  MeanKernel(const Activation& image, const Activation& means)
    : Image(image.Values()),
      Means(means.Memory.view({ image.Shape[0], image.Shape[1] / image.Block, image.Block }))
  {
  }

  void Run(dnnl::stream&) override
  {
    this->Means.copy_(torch::mean(this->Image, { 2, 3 }, false, torch::kFloat32));
  }

private:
  torch::Tensor Image;
  torch::Tensor Means;
};

} // namespace

std::unique_ptr<LayerKernel> MakeLayerKernel(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const Activation& input, const Activation& output)
{
  switch (layer.Type)
  {
    case Layer::Kind::Convolution:
    case Layer::Kind::Linear:
      return MakeFusedLayer(scratchpad, layer, state, input, output);
    case Layer::Kind::Norm:
      return MakeNormKernel(scratchpad, layer, state, input, output);
    case Layer::Kind::MaxPool:
      return MakePoolKernel(scratchpad, layer, input, output);
    case Layer::Kind::GlobalMean:
      break;
  }
  return std::make_unique<MeanKernel>(input, output);
}

} // namespace losslandscape
