// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/MatchingParts.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace losslandscape
{
namespace
{

using Kind = Layer::Kind;
using Match = std::optional<MatchedLayer>;
using Integers = std::vector<std::int64_t>;

/// Steps of `x[:, :, ::rows, ::columns]`, and x, an image. Slices that take all are passed over.
struct Subsampling
{
  std::string Input;
  Window::Pair Steps = { 1, 1 };
};

std::optional<Subsampling> MatchSlices(const std::string& value, const GraphContext& context)
{
  Subsampling found{ value };
  for (const GraphNode* node = context.Producer(value);
       node && node->Operator == "torch.ops.aten.slice.Tensor";
       node = context.Producer(found.Input))
  {
    const auto axis = NumberOf(*node, "dim", 0.0);
    const auto step = NumberOf(*node, "step", 1.0);
    const GraphArgument* start = FindArgument(*node, "start");
    const bool fromFirst = !start || std::holds_alternative<std::monostate>(start->Value) ||
      NumberOf(*node, "start", 0.0) == 0.0;
    const GraphArgument* end = FindArgument(*node, "end");
    const bool toLast = !end || std::holds_alternative<std::monostate>(end->Value) ||
      NumberOf(*node, "end", 0.0) >= static_cast<double>(std::numeric_limits<std::int32_t>::max());
    constexpr double largestStep = 65536.0;
    if (!axis || !step || *step > largestStep || !fromFirst || !toLast ||
      (*axis < 2.0 && *step != 1.0))
    {
      return std::nullopt;
    }
    if (*axis >= 2.0)
    {
      found.Steps[static_cast<std::size_t>(*axis) - 2] *= static_cast<std::int64_t>(*step);
    }
    found.Input = NameOfValue(*node, "self");
  }
  return found;
}

/// Shortcuts of residual networks without weights (He et al. 2016, option A).
Match MatchSubsample(const GraphNode& node, const GraphContext& context)
{
  const auto pad = IntegersOf(node, "pad");
  const auto* mode = ValueOf<std::string>(node, "mode");
  const GraphArgument* value = FindArgument(node, "value");
  const bool isZero = !value || std::holds_alternative<std::monostate>(value->Value) ||
    NumberOf(node, "value", 0.0) == 0.0;
  const bool padsChannels = pad && pad->size() == 6 && (*pad)[4] >= 0 && (*pad)[5] >= 0 &&
    std::all_of(pad->begin(), pad->begin() + 4, [](std::int64_t border) { return border == 0; });
  const std::string padded = NameOfValue(node, "self");
  if (!padsChannels || !isZero || (mode && *mode != "constant") || !IsImage(context, padded))
  {
    return std::nullopt;
  }
  const auto slices = MatchSlices(padded, context);
  if (!slices)
  {
    return std::nullopt;
  }
  MatchedLayer match = NewLayer(Kind::Subsample, { slices->Input });
  match.How.Window.Stride = slices->Steps;
  match.How.AddedChannels = { (*pad)[4], (*pad)[5] };
  return match;
}

Match MatchSum(const GraphNode& node, const GraphContext& context)
{
  const std::string first = NameOfValue(node, "self"), second = NameOfValue(node, "other");
  const bool fits = NumberOf(node, "alpha", 1.0) == 1.0 && context.ShapeOf(first).size() >= 2 &&
    context.ShapeOf(first) == context.ShapeOf(second);
  MatchedLayer match = NewLayer(Kind::Sum, { first, second });
  return fits ? Match(match) : std::nullopt;
}

/// A product of an image with another one, or with a number for each of its channels.
Match MatchScaling(const GraphNode& node, const GraphContext& context)
{
  std::string first = NameOfValue(node, "self"), second = NameOfValue(node, "other");
  if (!IsImage(context, first) || !IsImage(context, second))
  {
    return std::nullopt;
  }
  const auto isPerChannel = [&](const std::string& value)
  { return context.ShapeOf(value)[2] == 1 && context.ShapeOf(value)[3] == 1; };
  if (isPerChannel(first))
  {
    std::swap(first, second);
  }
  const auto &image = context.ShapeOf(first), &scale = context.ShapeOf(second);
  MatchedLayer match = NewLayer(Kind::Product, { first, second });
  const bool fits =
    image == scale || (isPerChannel(second) && image[0] == scale[0] && image[1] == scale[1]);
  return fits ? Match(match) : std::nullopt;
}

Match MatchConcatenation(const GraphNode& node, const GraphContext& context)
{
  const auto* list = ValueOf<GraphArgument::List>(node, "tensors");
  if (!list || NumberOf(node, "dim", 0.0) != 1.0)
  {
    return std::nullopt;
  }
  MatchedLayer match = NewLayer(Kind::Concatenation, {});
  for (const GraphArgument& member : *list)
  {
    const auto* value = std::get_if<ValueName>(&member.Value);
    if (!value || !IsImage(context, value->Name))
    {
      return std::nullopt;
    }
    match.Inputs.push_back(value->Name);
  }
  return match;
}

Match MatchNormLayer(const GraphNode& node, const GraphContext& context)
{
  const auto norm = MatchNorm(node, context);
  const std::string input = NameOfValue(node, "input");
  if (!norm || !IsImage(context, input))
  {
    return std::nullopt;
  }
  MatchedLayer match = NewLayer(Kind::Norm, { input });
  match.How.HasNorm = true;
  match.How.Norm = *norm;
  return match;
}

Match MatchElementwise(const GraphNode& node, const GraphContext& context)
{
  const std::string input =
    node.Arguments.empty() ? "" : NameOfValue(node, node.Arguments.front().Name);
  MatchedLayer match = NewLayer(Kind::Elementwise, { input });
  match.How.Nonlinearities = MatchNonlinearity(node);
  return match.How.Nonlinearities.empty() || !IsImage(context, input) ? std::nullopt : Match(match);
}

using Matcher = Match (*)(const GraphNode& node, const GraphContext& context);

const std::map<std::string, Matcher>& Matchers()
{
  static const std::map<std::string, Matcher> matchers = {
    { "conv2d", MatchConvolution },
    { "convolution", MatchConvolution },
    { "_convolution", MatchConvolution },
    { "linear", MatchLinear },
    { "addmm", MatchMatrixProduct },
    { "mm", MatchMatrixProduct },
    { "matmul", MatchMatrixProduct },
    { "max_pool2d",
      [](const GraphNode& node, const GraphContext& context)
      { return MatchPooling(node, context, Kind::MaxPool); } },
    { "avg_pool2d",
      [](const GraphNode& node, const GraphContext& context)
      { return MatchPooling(node, context, Kind::MeanPool); } },
    { "adaptive_avg_pool2d", MatchAdaptiveMean },
    { "mean", MatchMean },
    { "pad", MatchSubsample },
    { "constant_pad_nd", MatchSubsample },
    { "add", MatchSum },
    { "mul", MatchScaling },
    { "cat", MatchConcatenation },
  };
  return matchers;
}

} // namespace

std::optional<NormTensors> MatchNorm(const GraphNode& node, const GraphContext& context)
{
  NormTensors norm;
  const auto epsilon = NumberOf(node, "eps", {});
  const bool fits = Stem(node).find("batch_norm") != std::string::npos && epsilon &&
    IsStateOrNone(node, "weight", context, norm.Scale) &&
    IsStateOrNone(node, "bias", context, norm.Shift) &&
    IsStateOrNone(node, "running_mean", context, norm.Mean) && !norm.Mean.empty() &&
    IsStateOrNone(node, "running_var", context, norm.Variance) && !norm.Variance.empty();
  if (!fits || ResultOf(node).empty())
  {
    return std::nullopt;
  }
  norm.Epsilon = *epsilon;
  return norm;
}

MatchedLayer NewLayer(Layer::Kind kind, std::vector<std::string> inputs)
{
  MatchedLayer made;
  made.How.Type = kind;
  made.Inputs = std::move(inputs);
  return made;
}

std::optional<MatchedLayer> MatchLayer(const GraphNode& node, const GraphContext& context)
{
  if (ResultOf(node).empty())
  {
    return std::nullopt;
  }
  const auto found = Matchers().find(Stem(node));
  if (found != Matchers().end())
  {
    return found->second(node, context);
  }
  const auto norm = MatchNormLayer(node, context);
  return norm ? norm : MatchElementwise(node, context);
}

} // namespace losslandscape
