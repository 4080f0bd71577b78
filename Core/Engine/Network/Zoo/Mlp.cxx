// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"

#include "Core/Common/Error.h"

namespace losslandscape
{
namespace
{

void RequireWidth(std::int64_t width)
{
  constexpr std::int64_t widest = 65536;
  if (width < 1 || width > widest)
  {
    throw Error("width of a hidden layer is out of range")
      .Where("mlp")
      .Expected("1 to " + std::to_string(widest))
      .Found(std::to_string(width));
  }
}

} // namespace

// Linear layers with ReLU between them; inputs are flattened. Named layers.0, layers.1, ... as an
// nn.ModuleList called `layers` names them.
std::optional<Definition> DefineMlp(const BuiltInOptions& options)
{
  if (options.Architecture != "mlp")
  {
    return std::nullopt;
  }
  ProgramBuilder net(options.SampleShape);
  BuiltValue x = net.Flatten(net.Input());
  int layer = 0;
  for (const std::int64_t width : options.HiddenWidths)
  {
    RequireWidth(width);
    x = net.Relu(net.Linear("layers." + std::to_string(layer++), x, width));
  }
  x = net.Linear("layers." + std::to_string(layer), x, options.Outputs);
  return Definition{ net.Finish(x) };
}

} // namespace losslandscape
