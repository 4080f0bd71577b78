// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"

#include <array>
#include <map>

// ResNet-18, 34 or 50 (He et al. 2016, "Deep Residual Learning for Image Recognition", table 1)
// for small images: a 3x3 convolution and no pooling before four stages of 64, 128, 256 and 512
// channels. Modules carry the names of kuangliu/pytorch-cifar (conv1, bn1, layer1.0.conv1,
// layer2.0.shortcut.0, ..., linear); the mean at the end is over the whole image, which is the
// same for 32 x 32 pixels.
namespace losslandscape
{
namespace
{

struct Stages
{
  std::array<int, 4> Blocks;
  /// Whether blocks are 1x1, 3x3 and 1x1 convolutions with four times as many outputs, instead of
  /// two 3x3 convolutions.
  bool AreBottlenecks;
};

const std::map<std::string, Stages>& KnownNetworks()
{
  static const std::map<std::string, Stages> known = {
    { "resnet18", { { 2, 2, 2, 2 }, false } },
    { "resnet34", { { 3, 4, 6, 3 }, false } },
    { "resnet50", { { 3, 4, 6, 3 }, true } },
  };
  return known;
}

/// A convolution of a block, which batch norm follows.
struct BlockConvolution
{
  std::int64_t Outputs;
  std::int64_t Kernel;
  std::int64_t Stride;
};

std::vector<BlockConvolution> ConvolutionsOf(
  bool isBottleneck, std::int64_t channels, std::int64_t stride)
{
  if (isBottleneck)
  {
    return { { channels, 1, 1 }, { channels, 3, stride }, { 4 * channels, 1, 1 } };
  }
  return { { channels, 3, stride }, { channels, 3, 1 } };
}

/// Where resolution or width change, the shortcut is a 1x1 convolution with batch norm (He et al.
/// 2016, option B), elsewhere the identity.
BuiltValue Block(ProgramBuilder& net, const std::string& name, const BuiltValue& inputs,
  const std::vector<BlockConvolution>& convolutions, std::int64_t stride)
{
  BuiltValue x = inputs;
  for (std::size_t i = 0; i < convolutions.size(); ++i)
  {
    const auto& [outputs, kernel, step] = convolutions[i];
    const std::string number = std::to_string(i + 1);
    x = net.Convolution(name + ".conv" + number, i == 0 ? x : net.Relu(x), outputs, kernel, step);
    x = net.BatchNorm(name + ".bn" + number, x);
  }
  BuiltValue shortcut = inputs;
  if (stride != 1 || inputs.Shape[0] != x.Shape[0])
  {
    shortcut = net.Convolution(name + ".shortcut.0", inputs, x.Shape[0], 1, stride);
    shortcut = net.BatchNorm(name + ".shortcut.1", shortcut);
  }
  return net.Relu(net.Add(x, shortcut));
}

} // namespace

std::vector<std::string> ProjectionResNetNames()
{
  std::vector<std::string> names;
  for (const auto& [name, stages] : KnownNetworks())
  {
    names.push_back(name);
  }
  return names;
}

std::optional<Definition> DefineProjectionResNet(const BuiltInOptions& options)
{
  const auto found = KnownNetworks().find(options.Architecture);
  if (found == KnownNetworks().end())
  {
    return std::nullopt;
  }
  const Stages& stages = found->second;
  RequireImages(options);
  ProgramBuilder net(options.SampleShape);
  BuiltValue x = net.Relu(net.BatchNorm("bn1", net.Convolution("conv1", net.Input(), 64, 3)));
  for (std::size_t stage = 0; stage < stages.Blocks.size(); ++stage)
  {
    for (int block = 0; block < stages.Blocks[stage]; ++block)
    {
      const std::int64_t stride = stage > 0 && block == 0 ? 2 : 1;
      x = Block(net, "layer" + std::to_string(stage + 1) + "." + std::to_string(block), x,
        ConvolutionsOf(stages.AreBottlenecks, std::int64_t{ 64 } << stage, stride), stride);
    }
  }
  return Definition{ net.Finish(net.Linear("linear", net.GlobalMean(x), options.Outputs)) };
}

} // namespace losslandscape
