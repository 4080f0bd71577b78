// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"

#include "Core/Common/Error.h"

#include <regex>

// Wide residual network (Zagoruyko and Komodakis, "Wide Residual Networks", BMVC 2016) without
// dropout. Modules carry the names of xternalz/WideResNet-pytorch (conv1, block1.layer.0.bn1, ...,
// block1.layer.0.convShortcut, bn1, fc); the mean at the end is over the whole image, which is the
// same for 32 x 32 pixels.
namespace losslandscape
{
namespace
{

struct WideResNetShape
{
  /// Number of layers, 6n + 4: 10, 16, 28, 40, ...
  std::int64_t Depth;
  /// How many times as many channels the stages have as those of a ResNet.
  std::int64_t Width;
};

/// The shape that the name tells, if it is one of a wide ResNet.
std::optional<WideResNetShape> ShapeIn(const std::string& stem, const std::string& architecture)
{
  constexpr std::int64_t deepest = 1000;
  constexpr std::int64_t widest = 32;
  std::smatch numbers;
  if (!std::regex_match(stem, numbers, std::regex("wrn([0-9]{1,4})-([0-9]{1,2})")))
  {
    return std::nullopt;
  }
  const WideResNetShape shape = { std::stoll(numbers[1]), std::stoll(numbers[2]) };
  if (shape.Depth < 10 || shape.Depth > deepest || shape.Depth % 6 != 4 || shape.Width < 1 ||
    shape.Width > widest)
  {
    throw Error("there is no such wide ResNet")
      .Where(architecture)
      .Expected("wrnDEPTH-WIDTH with a depth of 10, 16, 22, ... up to " + std::to_string(deepest) +
        " and a width of 1 to " + std::to_string(widest))
      .Found("depth " + numbers[1].str() + ", width " + numbers[2].str());
  }
  return shape;
}

/// Two 3x3 convolutions, each after batch norm and ReLU (pre-activation). Where the number of
/// channels changes, the shortcut is a 1x1 convolution of what the first ReLU gives. Without
/// shortcuts the blocks are plain chains.
BuiltValue Block(ProgramBuilder& net, const std::string& name, const BuiltValue& inputs,
  std::int64_t channels, std::int64_t stride, bool hasShortcut)
{
  const BuiltValue activated = net.Relu(net.BatchNorm(name + ".bn1", inputs));
  BuiltValue x = net.Convolution(name + ".conv1", activated, channels, 3, stride);
  x = net.Relu(net.BatchNorm(name + ".bn2", x));
  x = net.Convolution(name + ".conv2", x, channels, 3);
  if (!hasShortcut)
  {
    return x;
  }
  return net.Add(x,
    inputs.Shape[0] == channels
      ? inputs
      : net.Convolution(name + ".convShortcut", activated, channels, 1, stride));
}

} // namespace

std::vector<std::string> WideResNetNames()
{
  std::vector<std::string> names;
  for (const char* name : { "wrn16-4", "wrn28-10", "wrn40-4" })
  {
    names.push_back(name);
    names.push_back(name + NoSkipSuffix);
  }
  return names;
}

std::optional<Definition> DefineWideResNet(const BuiltInOptions& options)
{
  const auto name = SplitSuffix(options.Architecture, NoSkipSuffix);
  const auto shape = ShapeIn(name.Stem, options.Architecture);
  if (!shape)
  {
    return std::nullopt;
  }
  RequireImages(options);
  ProgramBuilder net(options.SampleShape);
  BuiltValue x = net.Convolution("conv1", net.Input(), 16, 3);
  for (int stage = 0; stage < 3; ++stage)
  {
    for (std::int64_t block = 0; block < (shape->Depth - 4) / 6; ++block)
    {
      x = Block(net, "block" + std::to_string(stage + 1) + ".layer." + std::to_string(block), x,
        (16 * shape->Width) << stage, stage > 0 && block == 0 ? 2 : 1, !name.HasSuffix);
    }
  }
  x = net.Relu(net.BatchNorm("bn1", x));
  return Definition{ net.Finish(net.Linear("fc", net.GlobalMean(x), options.Outputs)) };
}

} // namespace losslandscape
