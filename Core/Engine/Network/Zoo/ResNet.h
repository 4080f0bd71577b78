// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_ResNet_h
#define losslandscape_Engine_Network_Zoo_ResNet_h

#include "Core/Engine/Network/Zoo/Definition.h"

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

/// The names resnet8, resnet20, resnet32, resnet44, resnet56 and resnet110, each also with -noskip.
std::vector<std::string> ResNetNames();

/// The network of one of these names; nothing for another one.
std::optional<Definition> DefineResNet(const BuiltInOptions& options);

} // namespace losslandscape

#endif
