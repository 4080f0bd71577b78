// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"

#include <algorithm>

namespace losslandscape
{

/// LeNet-5 (LeCun et al., "Gradient-based learning applied to document recognition", 1998) as
/// PyTorch's tutorials write it: two 5x5 convolutions with ReLU and max pooling, three linear
/// layers, called conv1, conv2, fc1, fc2, fc3. The size of fc1 follows the image. An image whose
/// shorter side is below 16 pixels is padded with zeros on all sides, so that this side has at
/// least 16 (LeCun et al. pad theirs from 28 to 32).
class LeNetImpl : public torch::nn::Module
{
public:
  LeNetImpl(const ImageShape& image, std::int64_t outputs);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  ConvolutionLayer Conv1;
  ConvolutionLayer Conv2;
  LinearLayer Fc1;
  LinearLayer Fc2;
  LinearLayer Fc3;
};
TORCH_MODULE(LeNet);

namespace
{

constexpr std::int64_t Kernel = 5;
constexpr std::int64_t Smallest = 16;

/// Zeros on each side of the image.
std::int64_t PaddingOf(const ImageShape& image)
{
  const std::int64_t side = std::min(image.Height, image.Width);
  return std::max<std::int64_t>(0, (Smallest - side + 1) / 2);
}

/// Pixels along one side after both convolutions and poolings.
std::int64_t LastSide(std::int64_t side)
{
  const auto convolvedAndPooled = [](std::int64_t pixels) { return (pixels - Kernel + 1) / 2; };
  return convolvedAndPooled(convolvedAndPooled(side));
}

std::int64_t FeaturesOf(const ImageShape& image)
{
  const std::int64_t added = 2 * PaddingOf(image);
  return 16 * LastSide(image.Height + added) * LastSide(image.Width + added);
}

LayerList LeNetLayers(const ImageShape& image)
{
  LayerList layers;
  for (const char* name : { "conv1", "conv2" })
  {
    Append(layers, Layer::Kind::Convolution, name).Rectified = true;
    Append(layers, Layer::Kind::MaxPool).Stride = 2;
  }
  layers.front().Padding = PaddingOf(image);
  for (const char* name : { "fc1", "fc2", "fc3" })
  {
    Append(layers, Layer::Kind::Linear, name).Rectified = true;
  }
  layers.back().Rectified = false;
  return layers;
}

} // namespace

LeNetImpl::LeNetImpl(const ImageShape& image, std::int64_t outputs)
  : Conv1(register_module("conv1",
      ConvolutionLayer(
        torch::nn::Conv2dOptions(image.Channels, 6, Kernel).padding(PaddingOf(image))))),
    Conv2(register_module("conv2", ConvolutionLayer(torch::nn::Conv2dOptions(6, 16, Kernel)))),
    Fc1(register_module("fc1", LinearLayer(FeaturesOf(image), 120))),
    Fc2(register_module("fc2", LinearLayer(120, 84))),
    Fc3(register_module("fc3", LinearLayer(84, outputs)))
{
}

torch::Tensor LeNetImpl::forward(const torch::Tensor& inputs)
{
  auto x = torch::max_pool2d(torch::relu(this->Conv1(inputs)), 2);
  x = torch::max_pool2d(torch::relu(this->Conv2(x)), 2);
  x = torch::relu(this->Fc1(x.flatten(1)));
  return this->Fc3(torch::relu(this->Fc2(x)));
}

std::optional<Definition> DefineLeNet(const BuiltInOptions& options)
{
  if (options.Architecture != "lenet5")
  {
    return std::nullopt;
  }
  const ImageShape image = RequireImages(options);
  return Definition{ torch::nn::AnyModule(LeNet(image, options.Outputs)), LeNetLayers(image) };
}

} // namespace losslandscape
