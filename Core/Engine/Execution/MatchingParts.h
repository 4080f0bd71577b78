// SPDX-License-Identifier: BSD-3-Clause
// What the files that match layers share; see LayerMatching.h.
#ifndef losslandscape_Engine_Execution_MatchingParts_h
#define losslandscape_Engine_Execution_MatchingParts_h

#include "Core/Engine/Execution/LayerMatching.h"
#include "Core/Engine/Network/Graph/NodeArguments.h"

namespace losslandscape
{

constexpr std::size_t ImageDimensions = 4;

inline bool IsImage(const GraphContext& context, const std::string& value)
{
  return context.ShapeOf(value).size() == ImageDimensions;
}

/// A number for both directions, or one for each.
inline std::optional<Window::Pair> PairOf(
  const GraphNode& node, const std::string& name, std::optional<Window::Pair> otherwise)
{
  const auto numbers = IntegersOf(node, name, std::vector<std::int64_t>());
  if (!numbers || numbers->size() > 2)
  {
    return std::nullopt;
  }
  if (numbers->empty())
  {
    return otherwise;
  }
  return Window::Pair{ numbers->front(), numbers->back() };
}

/// Whether the tensor that an argument is belongs to the state, or is not given at all.
inline bool IsStateOrNone(
  const GraphNode& node, const std::string& name, const GraphContext& context, std::string& state)
{
  const std::string value = NameOfValue(node, name);
  state = value.empty() ? "" : context.StateName(value);
  return value.empty() || !state.empty();
}

/// Name of LibTorch's operator without its overload; empty for other functions.
inline std::string Stem(const GraphNode& node)
{
  static const std::string prefix = "torch.ops.aten.";
  const std::size_t dot = node.Operator.rfind('.');
  return node.Operator.rfind(prefix, 0) != 0 || dot <= prefix.size()
    ? ""
    : node.Operator.substr(prefix.size(), dot - prefix.size());
}

/// A layer of which nothing but its kind is known yet.
MatchedLayer NewLayer(Layer::Kind kind, std::vector<std::string> inputs);

// The layers that a node of these operators is, as MatchLayer.

std::optional<MatchedLayer> MatchConvolution(const GraphNode& node, const GraphContext& context);
std::optional<MatchedLayer> MatchLinear(const GraphNode& node, const GraphContext& context);
/// addmm, mm and matmul with a matrix of the state.
std::optional<MatchedLayer> MatchMatrixProduct(const GraphNode& node, const GraphContext& context);
/// max_pool2d or avg_pool2d, as `kind` says.
std::optional<MatchedLayer> MatchPooling(
  const GraphNode& node, const GraphContext& context, Layer::Kind kind);
std::optional<MatchedLayer> MatchAdaptiveMean(const GraphNode& node, const GraphContext& context);
std::optional<MatchedLayer> MatchMean(const GraphNode& node, const GraphContext& context);

} // namespace losslandscape

#endif
