// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"

#include <array>
#include <map>

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

namespace
{

using Norm = torch::nn::BatchNorm2d;

std::int64_t ChannelsOf(int stage)
{
  return std::int64_t{ 64 } << stage;
}

std::int64_t StrideOf(int stage, int block)
{
  return stage > 0 && block == 0 ? 2 : 1;
}

bool HasProjection(const ProjectionResNetOptions& options, int stage, int block)
{
  return block == 0 && (stage > 0 || options.Bottlenecks);
}

/// Adds the projection of a block's shortcut if it has one. Returns the number of the layer that
/// the block adds: its input, or the projection of it.
int AppendShortcut(LayerList& layers, const std::string& block, std::int64_t stride, bool projects)
{
  if (projects)
  {
    AppendConvolution(layers, block + ".shortcut.0", block + ".shortcut.1", 1, stride);
  }
  return LastOf(layers);
}

void AppendBlock(LayerList& layers, const ProjectionResNetOptions& options,
  const std::string& block, std::int64_t stride, bool projects)
{
  const int input = LastOf(layers);
  const int shortcut = AppendShortcut(layers, block, stride, projects);
  const std::vector<std::int64_t> kernels =
    options.Bottlenecks ? std::vector<std::int64_t>{ 1, 3, 1 } : std::vector<std::int64_t>{ 3, 3 };
  const std::size_t strided = options.Bottlenecks ? 1 : 0;
  for (std::size_t i = 0; i < kernels.size(); ++i)
  {
    const auto number = std::to_string(i + 1);
    Layer& layer = AppendConvolution(layers, block + ".conv" + number, block + ".bn" + number,
      kernels[i], i == strided ? stride : 1);
    layer.Input = i == 0 ? input : layer.Input;
    layer.Rectified = true;
  }
  layers.back().Added = shortcut;
}

LayerList ProjectionResNetLayers(const ProjectionResNetOptions& options)
{
  LayerList layers;
  AppendConvolution(layers, "conv1", "bn1").Rectified = true;
  for (int stage = 0; stage < 4; ++stage)
  {
    for (int block = 0; block < options.BlocksPerStage[stage]; ++block)
    {
      AppendBlock(layers, options,
        "layer" + std::to_string(stage + 1) + "." + std::to_string(block), StrideOf(stage, block),
        HasProjection(options, stage, block));
    }
  }
  AppendClassifier(layers, "linear");
  return layers;
}

const std::map<std::string, ProjectionResNetOptions>& KnownProjectionResNets()
{
  static const std::map<std::string, ProjectionResNetOptions> known = {
    { "resnet18", { { 2, 2, 2, 2 }, false } },
    { "resnet34", { { 3, 4, 6, 3 }, false } },
    { "resnet50", { { 3, 4, 6, 3 }, true } },
  };
  return known;
}

} // namespace

ProjectionResNetBlockImpl::ProjectionResNetBlockImpl(
  std::int64_t inputs, std::int64_t channels, std::int64_t stride, bool bottleneck)
  : Conv1(register_module("conv1",
      bottleneck ? Convolution(inputs, channels, 1) : Convolution(inputs, channels, 3, stride))),
    Bn1(register_module("bn1", Norm(channels))),
    Conv2(register_module("conv2", Convolution(channels, channels, 3, bottleneck ? stride : 1))),
    Bn2(register_module("bn2", Norm(channels)))
{
  const std::int64_t outputs = bottleneck ? 4 * channels : channels;
  if (bottleneck)
  {
    this->Conv3 = register_module("conv3", Convolution(channels, outputs, 1));
    this->Bn3 = register_module("bn3", Norm(outputs));
  }
  this->Shortcut = register_module("shortcut", torch::nn::Sequential());
  if (stride != 1 || inputs != outputs)
  {
    this->Shortcut->push_back(Convolution(inputs, outputs, 1, stride));
    this->Shortcut->push_back(Norm(outputs));
  }
}

torch::Tensor ProjectionResNetBlockImpl::forward(const torch::Tensor& inputs)
{
  auto x = torch::relu(this->Bn1(this->Conv1(inputs)));
  x = this->Bn2(this->Conv2(x));
  if (this->Conv3)
  {
    x = this->Bn3(this->Conv3(torch::relu(x)));
  }
  return torch::relu(x + (this->Shortcut->is_empty() ? inputs : this->Shortcut->forward(inputs)));
}

ProjectionResNetImpl::ProjectionResNetImpl(const ProjectionResNetOptions& options)
  : Options(options),
    Conv1(register_module("conv1", Convolution(options.InputChannels, ChannelsOf(0), 3))),
    Bn1(register_module("bn1", Norm(ChannelsOf(0)))),
    Layer1(register_module("layer1", this->MakeStage(0))),
    Layer2(register_module("layer2", this->MakeStage(1))),
    Layer3(register_module("layer3", this->MakeStage(2))),
    Layer4(register_module("layer4", this->MakeStage(3))),
    Output(register_module("linear", LinearLayer(this->Channels, options.Outputs)))
{
}

torch::nn::Sequential ProjectionResNetImpl::MakeStage(int stage)
{
  torch::nn::Sequential blocks;
  const std::int64_t channels = ChannelsOf(stage);
  for (int block = 0; block < this->Options.BlocksPerStage[stage]; ++block)
  {
    blocks->push_back(ProjectionResNetBlock(
      this->Channels, channels, StrideOf(stage, block), this->Options.Bottlenecks));
    this->Channels = channels * this->Options.Expansion();
  }
  return blocks;
}

torch::Tensor ProjectionResNetImpl::forward(const torch::Tensor& inputs)
{
  auto x = torch::relu(this->Bn1(this->Conv1(inputs)));
  x = this->Layer2->forward(this->Layer1->forward(x));
  x = this->Layer4->forward(this->Layer3->forward(x));
  return this->Output(x.mean({ 2, 3 }));
}

std::vector<std::string> ProjectionResNetNames()
{
  std::vector<std::string> names;
  for (const auto& [name, options] : KnownProjectionResNets())
  {
    names.push_back(name);
  }
  return names;
}

std::optional<Definition> DefineProjectionResNet(const BuiltInOptions& options)
{
  const auto found = KnownProjectionResNets().find(options.Architecture);
  if (found == KnownProjectionResNets().end())
  {
    return std::nullopt;
  }
  ProjectionResNetOptions resnet = found->second;
  resnet.InputChannels = RequireImages(options).Channels;
  resnet.Outputs = options.Outputs;
  return Definition{ torch::nn::AnyModule(ProjectionResNet(resnet)),
    ProjectionResNetLayers(resnet) };
}

} // namespace losslandscape
