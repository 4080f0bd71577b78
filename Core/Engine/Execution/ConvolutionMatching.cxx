// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/MatchingParts.h"

namespace losslandscape
{
namespace
{

using Kind = Layer::Kind;
using Match = std::optional<MatchedLayer>;

/// Padding by which stride 1 keeps the number of pixels; none if it would not be the same on both
/// sides.
std::optional<Window::Pair> SamePadding(const Window& window)
{
  Window::Pair padding = {};
  for (std::size_t axis = 0; axis < padding.size(); ++axis)
  {
    const std::int64_t whole = window.Dilation[axis] * (window.Size[axis] - 1);
    if (whole % 2 != 0 || window.Stride[axis] != 1)
    {
      return std::nullopt;
    }
    padding[axis] = whole / 2;
  }
  return padding;
}

std::optional<Window::Pair> PaddingOf(const GraphNode& node, const Window& window)
{
  if (const auto* word = ValueOf<std::string>(node, "padding"))
  {
    return *word == "same" ? SamePadding(window) : Window::Pair{ 0, 0 };
  }
  return PairOf(node, "padding", Window::Pair{ 0, 0 });
}

} // namespace

std::optional<MatchedLayer> MatchConvolution(const GraphNode& node, const GraphContext& context)
{
  const std::string input = NameOfValue(node, "input");
  MatchedLayer match = NewLayer(Kind::Convolution, { input });
  Layer& layer = match.How;
  const auto& weight = context.ShapeOf(NameOfValue(node, "weight"));
  if (!IsImage(context, input) || weight.size() != ImageDimensions ||
    TruthOf(node, "transposed", false) || !IsStateOrNone(node, "weight", context, layer.Weight) ||
    layer.Weight.empty() || !IsStateOrNone(node, "bias", context, layer.Bias))
  {
    return std::nullopt;
  }
  layer.Window.Size = { weight[2], weight[3] };
  const auto stride = PairOf(node, "stride", Window::Pair{ 1, 1 });
  const auto dilation = PairOf(node, "dilation", Window::Pair{ 1, 1 });
  const auto groups = NumberOf(node, "groups", 1.0);
  if (!stride || !dilation || !groups)
  {
    return std::nullopt;
  }
  layer.Window.Stride = *stride;
  layer.Window.Dilation = *dilation;
  layer.Groups = static_cast<std::int64_t>(*groups);
  const auto padding = PaddingOf(node, layer.Window);
  if (!padding)
  {
    return std::nullopt;
  }
  layer.Window.Padding = *padding;
  return match;
}

} // namespace losslandscape
