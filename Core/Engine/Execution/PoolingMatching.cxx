// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/MatchingParts.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

using Kind = Layer::Kind;
using Match = std::optional<MatchedLayer>;
using Integers = std::vector<std::int64_t>;

/// Size, stride, padding and rounding of a pooling.
std::optional<Window> PoolingWindow(const GraphNode& node)
{
  Window window;
  const auto size = PairOf(node, "kernel_size", {});
  const auto stride = PairOf(node, "stride", size);
  const auto padding = PairOf(node, "padding", Window::Pair{ 0, 0 });
  const auto dilation = PairOf(node, "dilation", Window::Pair{ 1, 1 });
  if (!size || !stride || !padding || dilation != Window::Pair{ 1, 1 })
  {
    return std::nullopt;
  }
  window.Size = *size;
  window.Stride = *stride;
  window.Padding = *padding;
  window.RoundsUp = TruthOf(node, "ceil_mode", false);
  window.CountsPadding = TruthOf(node, "count_include_pad", true);
  return window;
}

} // namespace

std::optional<MatchedLayer> MatchPooling(
  const GraphNode& node, const GraphContext& context, Kind kind)
{
  const std::string input = NameOfValue(node, "self");
  const auto window = PoolingWindow(node);
  const GraphArgument* divisor = FindArgument(node, "divisor_override");
  const bool hasDivisor = divisor && !std::holds_alternative<std::monostate>(divisor->Value);
  // With both, PyTorch and oneDNN count the pixels of the last squares differently.
  const bool isAmbiguous = kind == Kind::MeanPool && window && window->RoundsUp;
  if (!window || !IsImage(context, input) || hasDivisor || isAmbiguous)
  {
    return std::nullopt;
  }
  MatchedLayer match = NewLayer(kind, { input });
  match.How.Window = *window;
  return match;
}

std::optional<MatchedLayer> MatchAdaptiveMean(const GraphNode& node, const GraphContext& context)
{
  const std::string input = NameOfValue(node, "self");
  const auto size = PairOf(node, "output_size", {});
  if (!size || !IsImage(context, input))
  {
    return std::nullopt;
  }
  if (*size == Window::Pair{ 1, 1 })
  {
    return NewLayer(Kind::GlobalMean, { input });
  }
  MatchedLayer match = NewLayer(Kind::MeanPool, { input });
  for (std::size_t axis = 0; axis < size->size(); ++axis)
  {
    const std::int64_t pixels = context.ShapeOf(input)[2 + axis];
    if ((*size)[axis] <= 0 || pixels % (*size)[axis] != 0)
    {
      return std::nullopt;
    }
    match.How.Window.Size[axis] = pixels / (*size)[axis];
  }
  match.How.Window.Stride = match.How.Window.Size;
  return match;
}

std::optional<MatchedLayer> MatchMean(const GraphNode& node, const GraphContext& context)
{
  const std::string input = NameOfValue(node, "self");
  auto axes = IntegersOf(node, "dim");
  if (!axes || !IsImage(context, input) || FindArgument(node, "dtype"))
  {
    return std::nullopt;
  }
  for (std::int64_t& axis : *axes)
  {
    axis += axis < 0 ? static_cast<std::int64_t>(ImageDimensions) : 0;
  }
  std::sort(axes->begin(), axes->end());
  MatchedLayer match = NewLayer(Kind::GlobalMean, { input });
  return *axes == Integers{ 2, 3 } ? Match(match) : std::nullopt;
}

} // namespace losslandscape
