// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_ProjectionResNet_h
#define losslandscape_Engine_Network_Zoo_ProjectionResNet_h

#include "Core/Engine/Network/Zoo/Definition.h"

#include <array>

namespace losslandscape
{

struct ProjectionResNetOptions
{
  std::array<int, 4> BlocksPerStage = { 2, 2, 2, 2 };
  /// Whether blocks are 1x1, 3x3 and 1x1 convolutions with four times as many outputs, instead of
  /// two 3x3 convolutions.
  bool Bottlenecks = false;
  std::int64_t InputChannels = 3;
  std::int64_t Outputs = 10;

  std::int64_t Expansion() const { return this->Bottlenecks ? 4 : 1; }
};

/// Two or three convolutions with batch norm. Where resolution or width change, the shortcut is a
/// 1x1 convolution with batch norm (He et al. 2016, option B), elsewhere the identity.
class ProjectionResNetBlockImpl : public torch::nn::Module
{
public:
  ProjectionResNetBlockImpl(
    std::int64_t inputs, std::int64_t channels, std::int64_t stride, bool bottleneck);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  ConvolutionLayer Conv1;
  torch::nn::BatchNorm2d Bn1;
  ConvolutionLayer Conv2;
  torch::nn::BatchNorm2d Bn2;
  /// The third convolution, which bottlenecks alone have.
  ConvolutionLayer Conv3 = nullptr;
  torch::nn::BatchNorm2d Bn3 = nullptr;
  torch::nn::Sequential Shortcut;
};
TORCH_MODULE(ProjectionResNetBlock);

/// ResNet-18, 34 or 50 (He et al. 2016, "Deep Residual Learning for Image Recognition", table 1)
/// for small images: a 3x3 convolution and no pooling before four stages of 64, 128, 256 and 512
/// channels. Modules carry the names of kuangliu/pytorch-cifar (conv1, bn1, layer1.0.conv1,
/// layer2.0.shortcut.0, ..., linear); the mean at the end is over the whole image, which is the
/// same for 32 x 32 pixels.
class ProjectionResNetImpl : public torch::nn::Module
{
public:
  explicit ProjectionResNetImpl(const ProjectionResNetOptions& options);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::nn::Sequential MakeStage(int stage);

  ProjectionResNetOptions Options;
  std::int64_t Channels = 64;
  ConvolutionLayer Conv1;
  torch::nn::BatchNorm2d Bn1;
  torch::nn::Sequential Layer1;
  torch::nn::Sequential Layer2;
  torch::nn::Sequential Layer3;
  torch::nn::Sequential Layer4;
  LinearLayer Output;
};
TORCH_MODULE(ProjectionResNet);

/// The names resnet18, resnet34 and resnet50.
std::vector<std::string> ProjectionResNetNames();

/// The network of one of these names; nothing for another one.
std::optional<Definition> DefineProjectionResNet(const BuiltInOptions& options);

} // namespace losslandscape

#endif
