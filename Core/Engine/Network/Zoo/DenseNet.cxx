// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"

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

using Norm = torch::nn::BatchNorm2d;

DenseNetLayerImpl::DenseNetLayerImpl(std::int64_t inputs, std::int64_t growth)
  : Bn1(register_module("bn1", Norm(inputs))),
    Conv1(register_module("conv1", Convolution(inputs, 4 * growth, 1))),
    Bn2(register_module("bn2", Norm(4 * growth))),
    Conv2(register_module("conv2", Convolution(4 * growth, growth, 3)))
{
}

torch::Tensor DenseNetLayerImpl::forward(const torch::Tensor& inputs)
{
  const auto x = this->Conv1(torch::relu(this->Bn1(inputs)));
  return torch::cat({ this->Conv2(torch::relu(this->Bn2(x))), inputs }, 1);
}

DenseNetTransitionImpl::DenseNetTransitionImpl(std::int64_t inputs)
  : Bn(register_module("bn", Norm(inputs))),
    Conv(register_module("conv", Convolution(inputs, inputs / 2, 1)))
{
}

torch::Tensor DenseNetTransitionImpl::forward(const torch::Tensor& inputs)
{
  return torch::avg_pool2d(this->Conv(torch::relu(this->Bn(inputs))), 2);
}

DenseNetImpl::DenseNetImpl(const DenseNetOptions& options)
  : Options(options), Channels(2 * options.Growth),
    Conv1(register_module("conv1", Convolution(options.InputChannels, Channels, 3)))
{
  for (std::size_t block = 0; block < options.LayersPerBlock.size(); ++block)
  {
    this->AddBlock(block);
  }
  this->Bn = register_module("bn", Norm(this->Channels));
  this->Output = register_module("linear", LinearLayer(this->Channels, options.Outputs));
}

void DenseNetImpl::AddBlock(std::size_t block)
{
  const auto number = std::to_string(block + 1);
  torch::nn::Sequential layers;
  for (int layer = 0; layer < this->Options.LayersPerBlock[block]; ++layer)
  {
    layers->push_back(DenseNetLayer(this->Channels, this->Options.Growth));
    this->Channels += this->Options.Growth;
  }
  this->Blocks.push_back(register_module("dense" + number, layers));
  if (block + 1 < this->Options.LayersPerBlock.size())
  {
    this->Transitions.push_back(
      register_module("trans" + number, DenseNetTransition(this->Channels)));
    this->Channels /= 2;
  }
}

torch::Tensor DenseNetImpl::forward(const torch::Tensor& inputs)
{
  auto x = this->Conv1(inputs);
  for (std::size_t block = 0; block < this->Blocks.size(); ++block)
  {
    x = this->Blocks[block]->forward(x);
    x = block < this->Transitions.size() ? this->Transitions[block](x) : x;
  }
  return this->Output(torch::relu(this->Bn(x)).mean({ 2, 3 }));
}

std::optional<Definition> DefineDenseNet(const BuiltInOptions& options)
{
  if (options.Architecture != "densenet121")
  {
    return std::nullopt;
  }
  DenseNetOptions dense;
  const std::int64_t smallest = std::int64_t{ 1 } << (dense.LayersPerBlock.size() - 1);
  dense.InputChannels = RequireImages(options, smallest).Channels;
  dense.Outputs = options.Outputs;
  return Definition{ torch::nn::AnyModule(DenseNet(dense)) };
}

} // namespace losslandscape
