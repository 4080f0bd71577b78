// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/ResNet.h"

namespace losslandscape
{
namespace
{

torch::nn::Conv2d Convolution3x3(std::int64_t inputs, std::int64_t outputs, std::int64_t stride)
{
  return torch::nn::Conv2d(
    torch::nn::Conv2dOptions(inputs, outputs, 3).stride(stride).padding(1).bias(false));
}

Layer Convolution3x3Layer(
  const std::string& name, const std::string& norm, std::int64_t stride, int input)
{
  Layer layer;
  layer.Name = name;
  layer.Norm = norm;
  layer.Stride = stride;
  layer.Padding = 1;
  layer.Rectified = true;
  layer.Input = input;
  return layer;
}

int LastOf(const LayerList& layers)
{
  return static_cast<int>(layers.size()) - 1;
}

} // namespace

ResNetBlockImpl::ResNetBlockImpl(
  std::int64_t inputs, std::int64_t outputs, std::int64_t stride, bool shortcut)
  : Conv1(register_module("conv1", Convolution3x3(inputs, outputs, stride))),
    Bn1(register_module("bn1", torch::nn::BatchNorm2d(outputs))),
    Conv2(register_module("conv2", Convolution3x3(outputs, outputs, 1))),
    Bn2(register_module("bn2", torch::nn::BatchNorm2d(outputs))), AddedChannels(outputs - inputs),
    Stride(stride), HasShortcut(shortcut)
{
}

torch::Tensor ResNetBlockImpl::Shortcut(const torch::Tensor& inputs) const
{
  if (this->Stride == 1 && this->AddedChannels == 0)
  {
    return inputs;
  }
  using torch::indexing::Slice;
  const auto step = Slice(torch::indexing::None, torch::indexing::None, this->Stride);
  const std::int64_t before = this->AddedChannels / 2;
  return torch::constant_pad_nd(inputs.index({ Slice(), Slice(), step, step }),
    { 0, 0, 0, 0, before, this->AddedChannels - before });
}

torch::Tensor ResNetBlockImpl::forward(const torch::Tensor& inputs)
{
  auto x = torch::relu(this->Bn1(this->Conv1(inputs)));
  x = this->Bn2(this->Conv2(x));
  if (this->HasShortcut)
  {
    x = x + this->Shortcut(inputs);
  }
  return torch::relu(x);
}

ResNetImpl::ResNetImpl(const ResNetOptions& options)
  : Options(options), Conv1(register_module("conv1", Convolution3x3(options.InputChannels, 16, 1))),
    Bn1(register_module("bn1", torch::nn::BatchNorm2d(16))),
    Layer1(register_module("layer1", this->MakeStage(16, 1))),
    Layer2(register_module("layer2", this->MakeStage(32, 2))),
    Layer3(register_module("layer3", this->MakeStage(64, 2))),
    Output(register_module("linear", torch::nn::Linear(64, options.Outputs)))
{
}

torch::nn::Sequential ResNetImpl::MakeStage(std::int64_t channels, std::int64_t stride)
{
  torch::nn::Sequential stage;
  for (int block = 0; block < this->Options.BlocksPerStage(); ++block)
  {
    stage->push_back(
      ResNetBlock(this->Channels, channels, block == 0 ? stride : 1, this->Options.Shortcuts));
    this->Channels = channels;
  }
  return stage;
}

torch::Tensor ResNetImpl::forward(const torch::Tensor& inputs)
{
  auto x = torch::relu(this->Bn1(this->Conv1(inputs)));
  x = this->Layer1->forward(x);
  x = this->Layer2->forward(x);
  x = this->Layer3->forward(x);
  return this->Output(x.mean({ 2, 3 }));
}

LayerList ResNetLayers(const ResNetOptions& options)
{
  LayerList layers = { Convolution3x3Layer("conv1", "bn1", 1, Layer::NetworkInput) };
  for (int stage = 1; stage <= 3; ++stage)
  {
    for (int block = 0; block < options.BlocksPerStage(); ++block)
    {
      const std::string prefix = "layer" + std::to_string(stage) + "." + std::to_string(block);
      const int input = LastOf(layers);
      layers.push_back(Convolution3x3Layer(
        prefix + ".conv1", prefix + ".bn1", stage > 1 && block == 0 ? 2 : 1, input));
      layers.push_back(Convolution3x3Layer(prefix + ".conv2", prefix + ".bn2", 1, LastOf(layers)));
      layers.back().Added = options.Shortcuts ? input : Layer::Nothing;
    }
  }
  Layer mean;
  mean.Type = Layer::Kind::GlobalMean;
  mean.Input = LastOf(layers);
  layers.push_back(mean);
  Layer output;
  output.Type = Layer::Kind::Linear;
  output.Name = "linear";
  output.Input = LastOf(layers);
  layers.push_back(output);
  return layers;
}

} // namespace losslandscape
