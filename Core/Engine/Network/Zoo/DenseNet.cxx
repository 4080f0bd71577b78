// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"

// Densely connected network (Huang et al., "Densely Connected Convolutional Networks", CVPR 2017)
// for small images: a 3x3 convolution and no pooling before the dense blocks. Modules carry the
// names of kuangliu/pytorch-cifar (conv1, dense1.0.bn1, ..., trans1.bn, ..., bn, linear); the mean
// at the end is over the whole image, which is the same for 32 x 32 pixels.
namespace losslandscape
{
namespace
{

const std::vector<int> LayersPerBlock = { 6, 12, 24, 16 };
/// Channels that each layer adds.
constexpr std::int64_t Growth = 32;

/// A 1x1 and a 3x3 convolution, each after batch norm and ReLU. The channels that they make are put
/// before those of the inputs.
BuiltValue DenseLayer(ProgramBuilder& net, const std::string& name, const BuiltValue& inputs)
{
  BuiltValue x = net.Relu(net.BatchNorm(name + ".bn1", inputs));
  x = net.Convolution(name + ".conv1", x, 4 * Growth, 1);
  x = net.Relu(net.BatchNorm(name + ".bn2", x));
  return net.Concatenate({ net.Convolution(name + ".conv2", x, Growth, 3), inputs });
}

/// Halves the number of channels, by a 1x1 convolution after batch norm and ReLU, and the number of
/// pixels in both directions.
BuiltValue Transition(ProgramBuilder& net, const std::string& name, const BuiltValue& inputs)
{
  const BuiltValue x = net.Relu(net.BatchNorm(name + ".bn", inputs));
  return net.AveragePool(net.Convolution(name + ".conv", x, inputs.Shape[0] / 2, 1));
}

} // namespace

std::optional<Definition> DefineDenseNet(const BuiltInOptions& options)
{
  if (options.Architecture != "densenet121")
  {
    return std::nullopt;
  }
  const std::size_t transitions = LayersPerBlock.size() - 1;
  RequireImages(options, std::int64_t{ 1 } << transitions);
  ProgramBuilder net(options.SampleShape);
  BuiltValue x = net.Convolution("conv1", net.Input(), 2 * Growth, 3);
  for (std::size_t block = 0; block < LayersPerBlock.size(); ++block)
  {
    const std::string number = std::to_string(block + 1);
    for (int layer = 0; layer < LayersPerBlock[block]; ++layer)
    {
      x = DenseLayer(net, "dense" + number + "." + std::to_string(layer), x);
    }
    x = block < transitions ? Transition(net, "trans" + number, x) : x;
  }
  x = net.Relu(net.BatchNorm("bn", x));
  return Definition{ net.Finish(net.Linear("linear", net.GlobalMean(x), options.Outputs)) };
}

} // namespace losslandscape
