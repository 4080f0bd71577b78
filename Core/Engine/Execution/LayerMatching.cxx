// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/LayerMatching.h"

#include "Core/Engine/Network/Graph/NodeArguments.h"

#include <algorithm>
#include <limits>

namespace losslandscape
{
namespace
{

using Kind = Layer::Kind;
using Match = std::optional<MatchedLayer>;
using Integers = std::vector<std::int64_t>;

constexpr std::size_t ImageDimensions = 4;

bool IsImage(const GraphContext& context, const std::string& value)
{
  return context.ShapeOf(value).size() == ImageDimensions;
}

/// A number for both directions, or one for each.
std::optional<Window::Pair> PairOf(
  const GraphNode& node, const std::string& name, std::optional<Window::Pair> otherwise)
{
  const auto numbers = IntegersOf(node, name, Integers());
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
bool IsStateOrNone(
  const GraphNode& node, const std::string& name, const GraphContext& context, std::string& state)
{
  const std::string value = NameOfValue(node, name);
  state = value.empty() ? "" : context.StateName(value);
  return value.empty() || !state.empty();
}

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

Match MatchConvolution(const GraphNode& node, const GraphContext& context)
{
  const std::string input = NameOfValue(node, "input");
  MatchedLayer match{ {}, { input } };
  Layer& layer = match.How;
  layer.Type = Kind::Convolution;
  const auto& weight = context.ShapeOf(NameOfValue(node, "weight"));
  if (!IsImage(context, input) || weight.size() != ImageDimensions ||
    TruthOf(node, "transposed", false) ||
    !IsStateOrNone(node, "weight", context, layer.Weight) || layer.Weight.empty() ||
    !IsStateOrNone(node, "bias", context, layer.Bias))
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
    (node->Operator == "torch.ops.aten.transpose.int" &&
      NumberOf(*node, "dim0", {}) == 0.0 && NumberOf(*node, "dim1", {}) == 1.0);
  return isTransposed ? context.StateName(NameOfValue(*node, node->Arguments.front().Name)) : "";
}

/// A product of (..., features) with a matrix (features, outputs) of the state, or the transpose of
/// one.
Match MatchProduct(const std::string& input, const std::string& matrix, const std::string& bias,
  const GraphContext& context)
{
  MatchedLayer match{ {}, { input } };
  Layer& layer = match.How;
  layer.Type = Kind::Linear;
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
    (bias.empty() || context.ShapeOf(bias).size() == 1);
  return fits ? Match(match) : std::nullopt;
}

Match MatchLinear(const GraphNode& node, const GraphContext& context)
{
  const std::string input = NameOfValue(node, "input");
  MatchedLayer match{ {}, { input } };
  Layer& layer = match.How;
  layer.Type = Kind::Linear;
  const bool fits = context.ShapeOf(input).size() >= 2 &&
    IsStateOrNone(node, "weight", context, layer.Weight) && !layer.Weight.empty() &&
    context.ShapeOf(NameOfValue(node, "weight")).size() == 2 &&
    IsStateOrNone(node, "bias", context, layer.Bias);
  return fits ? Match(match) : std::nullopt;
}

Match MatchMatrixProduct(const GraphNode& node, const GraphContext& context)
{
  if (node.Operator == "torch.ops.aten.addmm.default")
  {
    const bool isPlain =
      NumberOf(node, "beta", 1.0) == 1.0 && NumberOf(node, "alpha", 1.0) == 1.0;
    return isPlain ? MatchProduct(NameOfValue(node, "mat1"), NameOfValue(node, "mat2"),
                       NameOfValue(node, "self"), context)
                   : std::nullopt;
  }
  const std::string matrix = node.Operator == "torch.ops.aten.mm.default" ? "mat2" : "other";
  return MatchProduct(NameOfValue(node, "self"), NameOfValue(node, matrix), "", context);
}

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

Match MatchPooling(const GraphNode& node, const GraphContext& context, Kind kind)
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
  MatchedLayer match{ {}, { input } };
  match.How.Type = kind;
  match.How.Window = *window;
  return match;
}

Match MatchAdaptiveMean(const GraphNode& node, const GraphContext& context)
{
  const std::string input = NameOfValue(node, "self");
  const auto size = PairOf(node, "output_size", {});
  if (!size || !IsImage(context, input))
  {
    return std::nullopt;
  }
  MatchedLayer match{ {}, { input } };
  if (*size == Window::Pair{ 1, 1 })
  {
    match.How.Type = Kind::GlobalMean;
    return match;
  }
  match.How.Type = Kind::MeanPool;
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

Match MatchMean(const GraphNode& node, const GraphContext& context)
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
  MatchedLayer match{ {}, { input } };
  match.How.Type = Kind::GlobalMean;
  return *axes == Integers{ 2, 3 } ? Match(match) : std::nullopt;
}

/// Steps of `x[:, :, ::rows, ::columns]`, and x. Slices that take all are passed over.
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
    if (!axis || !step || !fromFirst || !toLast || (*axis < 2.0 && *step != 1.0))
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
  const auto slices = MatchSlices(NameOfValue(node, "self"), context);
  if (!padsChannels || !isZero || (mode && *mode != "constant") || !slices ||
    !IsImage(context, slices->Input))
  {
    return std::nullopt;
  }
  MatchedLayer match{ {}, { slices->Input } };
  match.How.Type = Kind::Subsample;
  match.How.Window.Stride = slices->Steps;
  match.How.AddedChannels = { (*pad)[4], (*pad)[5] };
  return match;
}

Match MatchSum(const GraphNode& node, const GraphContext& context)
{
  const std::string first = NameOfValue(node, "self"), second = NameOfValue(node, "other");
  const bool fits = NumberOf(node, "alpha", 1.0) == 1.0 && context.ShapeOf(first).size() >= 2 &&
    context.ShapeOf(first) == context.ShapeOf(second);
  MatchedLayer match{ {}, { first, second } };
  match.How.Type = Kind::Sum;
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
  MatchedLayer match{ {}, { first, second } };
  match.How.Type = Kind::Product;
  const bool fits = image == scale ||
    (isPerChannel(second) && image[0] == scale[0] && image[1] == scale[1]);
  return fits ? Match(match) : std::nullopt;
}

Match MatchConcatenation(const GraphNode& node, const GraphContext& context)
{
  const auto* list = ValueOf<GraphArgument::List>(node, "tensors");
  if (!list || NumberOf(node, "dim", 0.0) != 1.0)
  {
    return std::nullopt;
  }
  MatchedLayer match;
  match.How.Type = Kind::Concatenation;
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
  MatchedLayer match{ {}, { input } };
  match.How.Type = Kind::Norm;
  match.How.HasNorm = true;
  match.How.Norm = *norm;
  return match;
}

Match MatchElementwise(const GraphNode& node, const GraphContext& context)
{
  const std::string input =
    node.Arguments.empty() ? "" : NameOfValue(node, node.Arguments.front().Name);
  MatchedLayer match{ {}, { input } };
  match.How.Type = Kind::Elementwise;
  match.How.Nonlinearities = MatchNonlinearity(node);
  return match.How.Nonlinearities.empty() || !IsImage(context, input) ? std::nullopt : Match(match);
}

/// Name of LibTorch's operator without its overload; empty for other functions.
std::string Stem(const GraphNode& node)
{
  static const std::string prefix = "torch.ops.aten.";
  const std::size_t dot = node.Operator.rfind('.');
  return node.Operator.rfind(prefix, 0) != 0 || dot <= prefix.size()
    ? ""
    : node.Operator.substr(prefix.size(), dot - prefix.size());
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

std::vector<Nonlinearity> MatchNonlinearity(const GraphNode& node)
{
  using Function = Nonlinearity::Kind;
  const std::string name = Stem(node);
  const auto number = [&](const char* argument, double otherwise)
  { return NumberOf(node, argument, otherwise).value_or(otherwise); };
  const std::map<std::string, Nonlinearity> functions = {
    { "relu", { Function::ReLU } },
    { "relu6", { Function::Clip, 0.0, 6.0 } },
    { "hardtanh", { Function::Clip, number("min_val", -1.0), number("max_val", 1.0) } },
    { "silu", { Function::Swish, 1.0 } },
    { "hardswish", { Function::HardSwish } },
    { "hardsigmoid", { Function::HardSigmoid } },
    { "sigmoid", { Function::Sigmoid } },
    { "tanh", { Function::Tanh } },
    { "leaky_relu", { Function::ReLU, number("negative_slope", 0.01) } },
  };
  if (name == "gelu")
  {
    const auto* approximation = ValueOf<std::string>(node, "approximate");
    const bool byTanh = approximation && *approximation == "tanh";
    return { { byTanh ? Function::GeluTanh : Function::GeluErf } };
  }
  if (name == "elu" && number("scale", 1.0) == 1.0 && number("input_scale", 1.0) == 1.0)
  {
    return { { Function::Elu, number("alpha", 1.0) } };
  }
  const auto found = functions.find(name);
  return found == functions.end() ? std::vector<Nonlinearity>()
                                  : std::vector<Nonlinearity>{ found->second };
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
