// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/Mlp.h"

namespace losslandscape
{

MlpImpl::MlpImpl(const std::vector<std::int64_t>& sizes)
  : Layers(register_module("layers", torch::nn::ModuleList()))
{
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i)
  {
    this->Layers->push_back(torch::nn::Linear(sizes[i], sizes[i + 1]));
  }
}

torch::Tensor MlpImpl::forward(const torch::Tensor& inputs)
{
  auto x = inputs.flatten(1);
  for (std::size_t i = 0; i < this->Layers->size(); ++i)
  {
    x = this->Layers->at<torch::nn::LinearImpl>(i).forward(x);
    if (i + 1 < this->Layers->size())
    {
      x = torch::relu(x);
    }
  }
  return x;
}

LayerList MlpLayers(const std::vector<std::int64_t>& sizes)
{
  LayerList layers;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i)
  {
    Layer layer;
    layer.Type = Layer::Kind::Linear;
    layer.Name = "layers." + std::to_string(i);
    layer.Rectified = i + 2 < sizes.size();
    layer.Input = static_cast<int>(i) - 1;
    layers.push_back(layer);
  }
  return layers;
}

} // namespace losslandscape
