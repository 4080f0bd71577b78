// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/ResNet.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

LayerList ResNetLayers(const ResNetOptions& options)
{
  LayerList layers;
  AppendConvolution(layers, "conv1", "bn1").Rectified = true;
  for (int stage = 1; stage <= 3; ++stage)
  {
    for (int block = 0; block < options.BlocksPerStage(); ++block)
    {
      const std::string prefix = "layer" + std::to_string(stage) + "." + std::to_string(block);
      const int input = LastOf(layers);
      const std::int64_t stride = stage > 1 && block == 0 ? 2 : 1;
      AppendConvolution(layers, prefix + ".conv1", prefix + ".bn1", 3, stride).Rectified = true;
      Layer& second = AppendConvolution(layers, prefix + ".conv2", prefix + ".bn2");
      second.Rectified = true;
      second.Added = options.Shortcuts ? input : Layer::Nothing;
    }
  }
  AppendClassifier(layers, "linear");
  return layers;
}

} // namespace

ResNetBlockImpl::ResNetBlockImpl(
  std::int64_t inputs, std::int64_t outputs, std::int64_t stride, bool shortcut)
  : Conv1(register_module("conv1", Convolution(inputs, outputs, 3, stride))),
    Bn1(register_module("bn1", torch::nn::BatchNorm2d(outputs))),
    Conv2(register_module("conv2", Convolution(outputs, outputs, 3))),
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
  : Options(options), Conv1(register_module("conv1", Convolution(options.InputChannels, 16, 3))),
    Bn1(register_module("bn1", torch::nn::BatchNorm2d(16))),
    Layer1(register_module("layer1", this->MakeStage(16, 1))),
    Layer2(register_module("layer2", this->MakeStage(32, 2))),
    Layer3(register_module("layer3", this->MakeStage(64, 2))),
    Output(register_module("linear", LinearLayer(64, options.Outputs)))
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

std::vector<std::string> ResNetNames()
{
  std::vector<std::string> names;
  for (const char* depth : { "8", "20", "32", "44", "56", "110" })
  {
    names.push_back(std::string("resnet") + depth);
    names.push_back(std::string("resnet") + depth + NoSkipSuffix);
  }
  return names;
}

std::optional<Definition> DefineResNet(const BuiltInOptions& options)
{
  const auto names = ResNetNames();
  if (std::find(names.begin(), names.end(), options.Architecture) == names.end())
  {
    return std::nullopt;
  }
  const auto name = SplitSuffix(options.Architecture, NoSkipSuffix);
  ResNetOptions resnet;
  resnet.Depth = std::stoi(name.Stem.substr(std::string("resnet").size()));
  resnet.Shortcuts = !name.HasSuffix;
  resnet.InputChannels = RequireImages(options).Channels;
  resnet.Outputs = options.Outputs;
  return Definition{ torch::nn::AnyModule(ResNet(resnet)), ResNetLayers(resnet) };
}

} // namespace losslandscape
