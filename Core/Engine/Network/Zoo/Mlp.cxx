// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"

namespace losslandscape
{

/// Linear layers with ReLU between them; inputs are flattened. Named layers.0, layers.1, ... as an
/// nn.ModuleList called `layers` names them.
class MlpImpl : public torch::nn::Module
{
public:
  /// Sizes from the inputs through the hidden layers to the outputs.
  explicit MlpImpl(const std::vector<std::int64_t>& sizes);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::nn::ModuleList Layers;
};
TORCH_MODULE(Mlp);

namespace
{

std::vector<std::int64_t> SizesOf(const BuiltInOptions& options)
{
  constexpr std::int64_t widest = 65536;
  std::vector<std::int64_t> sizes = { ElementCount(options.SampleShape) };
  for (const std::int64_t width : options.HiddenWidths)
  {
    if (width < 1 || width > widest)
    {
      throw Error("width of a hidden layer is out of range")
        .Where("mlp")
        .Expected("1 to " + std::to_string(widest))
        .Found(std::to_string(width));
    }
    sizes.push_back(width);
  }
  sizes.push_back(options.Outputs);
  return sizes;
}

LayerList MlpLayers(std::size_t count)
{
  LayerList layers;
  for (std::size_t i = 0; i < count; ++i)
  {
    Append(layers, Layer::Kind::Linear, "layers." + std::to_string(i)).Rectified = i + 1 < count;
  }
  return layers;
}

} // namespace

MlpImpl::MlpImpl(const std::vector<std::int64_t>& sizes)
  : Layers(register_module("layers", torch::nn::ModuleList()))
{
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i)
  {
    this->Layers->push_back(LinearLayer(sizes[i], sizes[i + 1]));
  }
}

torch::Tensor MlpImpl::forward(const torch::Tensor& inputs)
{
  auto x = inputs.flatten(1);
  for (std::size_t i = 0; i < this->Layers->size(); ++i)
  {
    x = this->Layers->at<LinearLayerImpl>(i).forward(x);
    if (i + 1 < this->Layers->size())
    {
      x = torch::relu(x);
    }
  }
  return x;
}

std::optional<Definition> DefineMlp(const BuiltInOptions& options)
{
  if (options.Architecture != "mlp")
  {
    return std::nullopt;
  }
  const auto sizes = SizesOf(options);
  return Definition{ torch::nn::AnyModule(Mlp(sizes)), MlpLayers(sizes.size() - 1) };
}

} // namespace losslandscape
