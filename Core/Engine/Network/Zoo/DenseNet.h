// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_DenseNet_h
#define losslandscape_Engine_Network_Zoo_DenseNet_h

#include "Core/Engine/Network/Zoo/Definition.h"

namespace losslandscape
{

struct DenseNetOptions
{
  /// Channels that each layer adds.
  std::int64_t Growth = 32;
  std::vector<int> LayersPerBlock = { 6, 12, 24, 16 };
  std::int64_t InputChannels = 3;
  std::int64_t Outputs = 10;
};

/// A 1x1 and a 3x3 convolution, each after batch norm and ReLU. The channels that they make are put
/// before those of the inputs.
class DenseNetLayerImpl : public torch::nn::Module
{
public:
  DenseNetLayerImpl(std::int64_t inputs, std::int64_t growth);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::nn::BatchNorm2d Bn1;
  ConvolutionLayer Conv1;
  torch::nn::BatchNorm2d Bn2;
  ConvolutionLayer Conv2;
};
TORCH_MODULE(DenseNetLayer);

/// Halves the number of channels, by a 1x1 convolution after batch norm and ReLU, and the number of
/// pixels in both directions.
class DenseNetTransitionImpl : public torch::nn::Module
{
public:
  explicit DenseNetTransitionImpl(std::int64_t inputs);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::nn::BatchNorm2d Bn;
  ConvolutionLayer Conv;
};
TORCH_MODULE(DenseNetTransition);

/// Densely connected network (Huang et al., "Densely Connected Convolutional Networks", CVPR 2017)
/// for small images: a 3x3 convolution and no pooling before the dense blocks. Modules carry the
/// names of kuangliu/pytorch-cifar (conv1, dense1.0.bn1, ..., trans1.bn, ..., bn, linear); the mean
/// at the end is over the whole image, which is the same for 32 x 32 pixels.
class DenseNetImpl : public torch::nn::Module
{
public:
  explicit DenseNetImpl(const DenseNetOptions& options);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  void AddBlock(std::size_t block);

  DenseNetOptions Options;
  std::int64_t Channels;
  ConvolutionLayer Conv1;
  std::vector<torch::nn::Sequential> Blocks;
  /// The layers between the blocks.
  std::vector<DenseNetTransition> Transitions;
  torch::nn::BatchNorm2d Bn = nullptr;
  LinearLayer Output = nullptr;
};
TORCH_MODULE(DenseNet);

/// The network called `densenet121`; nothing for another name. It is no list of layers, since its
/// layers read what many earlier ones give.
std::optional<Definition> DefineDenseNet(const BuiltInOptions& options);

} // namespace losslandscape

#endif
