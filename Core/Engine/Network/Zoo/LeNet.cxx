// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

/// Zeros on each side of the image. One whose shorter side is below 16 pixels is padded on all
/// sides, so that this side has at least 16 (LeCun et al. pad theirs from 28 to 32).
std::int64_t PaddingOf(const std::vector<std::int64_t>& image)
{
  constexpr std::int64_t smallest = 16;
  const std::int64_t side = std::min(image[1], image[2]);
  return std::max<std::int64_t>(0, (smallest - side + 1) / 2);
}

} // namespace

// LeNet-5 (LeCun et al., "Gradient-based learning applied to document recognition", 1998) as
// PyTorch's tutorials write it: two 5x5 convolutions with ReLU and max pooling, three linear
// layers, called conv1, conv2, fc1, fc2, fc3. The size of fc1 follows the image.
std::optional<Definition> DefineLeNet(const BuiltInOptions& options)
{
  if (options.Architecture != "lenet5")
  {
    return std::nullopt;
  }
  RequireImages(options);
  ProgramBuilder net(options.SampleShape);
  BuiltValue x =
    net.BiasedConvolution("conv1", net.Input(), 6, 5, 1, PaddingOf(options.SampleShape));
  x = net.MaxPool(net.Relu(x));
  x = net.MaxPool(net.Relu(net.BiasedConvolution("conv2", x, 16, 5, 1, 0)));
  x = net.Relu(net.Linear("fc1", net.Flatten(x), 120));
  x = net.Relu(net.Linear("fc2", x, 84));
  return Definition{ net.Finish(net.Linear("fc3", x, options.Outputs)) };
}

} // namespace losslandscape
