// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"

#include <algorithm>
#include <limits>

// Residual network for small images (He et al. 2016, "Deep Residual Learning for Image
// Recognition", section 4.2): three stages of 16, 32, 64 channels, global average pooling, one
// linear layer. Modules carry the names of the usual Python definitions (conv1, bn1,
// layer1.0.conv1, ..., linear: akamaster/pytorch_resnet_cifar10, loss-landscape).
namespace losslandscape
{
namespace
{

/// Every second row (dimension 2) or column (3) of pixels.
BuiltValue EverySecond(ProgramBuilder& net, const BuiltValue& images, std::int64_t dimension)
{
  const auto axis = static_cast<std::size_t>(dimension - 1);
  std::vector<std::int64_t> shape = images.Shape;
  shape[axis] = (shape[axis] + 1) / 2;
  return net.Call("torch.ops.aten.slice.Tensor",
    { { "self", images }, { "dim", dimension }, { "start", 0 },
      { "end", std::numeric_limits<std::int64_t>::max() }, { "step", 2 } },
    shape);
}

/// Puts channels of zeros around those that are there.
BuiltValue PadChannels(ProgramBuilder& net, const BuiltValue& images, std::int64_t channels)
{
  const std::int64_t added = channels - images.Shape[0];
  return net.Call("torch.ops.aten.pad.default",
    { { "self", images }, { "pad", Integers({ 0, 0, 0, 0, added / 2, added - added / 2 }) } },
    { channels, images.Shape[1], images.Shape[2] });
}

/// The identity; where resolution and width change, every second pixel and channels of zeros (He et
/// al. 2016, option A: no parameters).
BuiltValue Shortcut(ProgramBuilder& net, const BuiltValue& inputs, std::int64_t channels)
{
  if (inputs.Shape[0] == channels)
  {
    return inputs;
  }
  return PadChannels(net, EverySecond(net, EverySecond(net, inputs, 2), 3), channels);
}

/// Two 3x3 convolutions with batch norm. Without shortcuts the blocks are plain pairs of
/// convolutions (Li et al. 2018, "-noshort").
BuiltValue Block(ProgramBuilder& net, const std::string& name, const BuiltValue& inputs,
  std::int64_t channels, bool hasShortcut)
{
  const std::int64_t stride = inputs.Shape[0] == channels ? 1 : 2;
  BuiltValue x = net.Convolution(name + ".conv1", inputs, channels, 3, stride);
  x = net.Relu(net.BatchNorm(name + ".bn1", x));
  x = net.BatchNorm(name + ".bn2", net.Convolution(name + ".conv2", x, channels, 3));
  return net.Relu(hasShortcut ? net.Add(x, Shortcut(net, inputs, channels)) : x);
}

} // namespace

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
  // The depth is 6n + 2, of which n blocks of each stage have two layers each.
  const int blocks = (std::stoi(name.Stem.substr(std::string("resnet").size())) - 2) / 6;
  RequireImages(options);
  ProgramBuilder net(options.SampleShape);
  BuiltValue x = net.Relu(net.BatchNorm("bn1", net.Convolution("conv1", net.Input(), 16, 3)));
  for (int stage = 0; stage < 3; ++stage)
  {
    for (int block = 0; block < blocks; ++block)
    {
      x = Block(net, "layer" + std::to_string(stage + 1) + "." + std::to_string(block), x,
        std::int64_t{ 16 } << stage, !name.HasSuffix);
    }
  }
  return Definition{ net.Finish(net.Linear("linear", net.GlobalMean(x), options.Outputs)) };
}

} // namespace losslandscape
