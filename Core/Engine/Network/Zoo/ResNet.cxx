// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"

#include <algorithm>

namespace losslandscape
{

struct ResNetOptions
{
  /// Number of layers, 6n + 2: 8, 20, 32, 44, 56, 110, ...
  int Depth = 20;
  /// Without shortcuts the blocks are plain pairs of convolutions (Li et al. 2018, "-noshort").
  bool Shortcuts = true;
  std::int64_t InputChannels = 3;
  std::int64_t Outputs = 10;

  int BlocksPerStage() const { return (this->Depth - 2) / 6; }
};

/// Two 3x3 convolutions with batch norm. The shortcut is the identity; where resolution or width
/// change it takes every second pixel and pads channels with zeros (He et al. 2016, option A: no
/// parameters).
class ResNetBlockImpl : public torch::nn::Module
{
public:
  ResNetBlockImpl(std::int64_t inputs, std::int64_t outputs, std::int64_t stride, bool shortcut);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::Tensor Shortcut(const torch::Tensor& inputs) const;

  ConvolutionLayer Conv1;
  torch::nn::BatchNorm2d Bn1;
  ConvolutionLayer Conv2;
  torch::nn::BatchNorm2d Bn2;
  std::int64_t AddedChannels;
  std::int64_t Stride;
  bool HasShortcut;
};
TORCH_MODULE(ResNetBlock);

/// Residual network for small images (He et al. 2016, "Deep Residual Learning for Image
/// Recognition", section 4.2): three stages of 16, 32, 64 channels, global average pooling, one
/// linear layer. Modules carry the names of the usual Python definitions (conv1, bn1,
/// layer1.0.conv1, ..., linear: akamaster/pytorch_resnet_cifar10, loss-landscape).
class ResNetImpl : public torch::nn::Module
{
public:
  explicit ResNetImpl(const ResNetOptions& options);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::nn::Sequential MakeStage(std::int64_t channels, std::int64_t stride);

  ResNetOptions Options;
  std::int64_t Channels = 16;
  ConvolutionLayer Conv1;
  torch::nn::BatchNorm2d Bn1;
  torch::nn::Sequential Layer1;
  torch::nn::Sequential Layer2;
  torch::nn::Sequential Layer3;
  LinearLayer Output;
};
TORCH_MODULE(ResNet);

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
