// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/MatchingParts.h"

namespace losslandscape
{
namespace
{

using Kind = Layer::Kind;
using Match = std::optional<MatchedLayer>;
using Integers = std::vector<std::int64_t>;

/// The parameter whose transpose a value is; empty if it is none.
std::string TransposedState(const std::string& value, const GraphContext& context)
{
  const GraphNode* node = context.Producer(value);
  if (!node || node->Arguments.empty())
  {
    return "";
  }
  const bool isTransposed = node->Operator == "torch.ops.aten.t.default" ||
    (node->Operator == "torch.ops.aten.permute.default" &&
      IntegersOf(*node, "dims") == Integers{ 1, 0 }) ||
    (node->Operator == "torch.ops.aten.transpose.int" && NumberOf(*node, "dim0", {}) == 0.0 &&
      NumberOf(*node, "dim1", {}) == 1.0);
  return isTransposed ? context.StateName(NameOfValue(*node, node->Arguments.front().Name)) : "";
}

/// A product of (..., features) with a matrix (features, outputs) of the state, or the transpose of
/// one.
Match MatchProduct(const std::string& input, const std::string& matrix, const std::string& bias,
  const GraphContext& context)
{
  MatchedLayer match = NewLayer(Kind::Linear, { input });
  Layer& layer = match.How;
  layer.Weight = TransposedState(matrix, context);
  if (layer.Weight.empty())
  {
    layer.Weight = context.StateName(matrix);
    layer.IsTransposed = true;
  }
  if (!bias.empty())
  {
    layer.Bias = context.StateName(bias);
  }
  const bool fits = context.ShapeOf(input).size() >= 2 && context.ShapeOf(matrix).size() == 2 &&
    !layer.Weight.empty() && layer.Bias.empty() == bias.empty() &&
    (bias.empty() || context.ShapeOf(bias) == Integers{ context.ShapeOf(matrix)[1] });
  return fits ? Match(match) : std::nullopt;
}

} // namespace

std::optional<MatchedLayer> MatchLinear(const GraphNode& node, const GraphContext& context)
{
  const std::string input = NameOfValue(node, "input");
  MatchedLayer match = NewLayer(Kind::Linear, { input });
  Layer& layer = match.How;
  const auto& weight = context.ShapeOf(NameOfValue(node, "weight"));
  const std::string bias = NameOfValue(node, "bias");
  // LibTorch takes biases of other shapes too, and repeats them.
  const bool fits = context.ShapeOf(input).size() >= 2 &&
    IsStateOrNone(node, "weight", context, layer.Weight) && !layer.Weight.empty() &&
    weight.size() == 2 && IsStateOrNone(node, "bias", context, layer.Bias) &&
    (bias.empty() || context.ShapeOf(bias) == Integers{ weight[0] });
  return fits ? Match(match) : std::nullopt;
}

std::optional<MatchedLayer> MatchMatrixProduct(const GraphNode& node, const GraphContext& context)
{
  if (node.Operator == "torch.ops.aten.addmm.default")
  {
    const bool isPlain = NumberOf(node, "beta", 1.0) == 1.0 && NumberOf(node, "alpha", 1.0) == 1.0;
    return isPlain ? MatchProduct(NameOfValue(node, "mat1"), NameOfValue(node, "mat2"),
                       NameOfValue(node, "self"), context)
                   : std::nullopt;
  }
  const std::string matrix = node.Operator == "torch.ops.aten.mm.default" ? "mat2" : "other";
  return MatchProduct(NameOfValue(node, "self"), NameOfValue(node, matrix), "", context);
}

} // namespace losslandscape
