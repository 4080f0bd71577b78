// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

// Vision transformer (Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021) of the sizes
// of Touvron et al., "Training data-efficient image transformers", ICML 2021, without dropout.
// Modules carry the names of timm (cls_token, pos_embed, patch_embed.proj, blocks.0.norm1,
// blocks.0.attn.qkv, ..., norm, head). The network is smooth: derivatives of any order exist.
namespace losslandscape
{
namespace
{

constexpr double NormEpsilon = 1e-6;
/// Standard deviation of weights, tokens and positions before training, as in timm.
constexpr double InitialDeviation = 0.02;

const std::map<std::string, std::int64_t>& KnownWidths()
{
  static const std::map<std::string, std::int64_t> widths = { { "vit-small", 384 },
    { "vit-tiny", 192 } };
  return widths;
}

/// `given`, or the network's own value if it is 0.
std::int64_t Chosen(const char* name, std::int64_t given, std::int64_t own)
{
  constexpr std::int64_t largest = 4096;
  if (given < 0 || given > largest)
  {
    throw Error("setting of a vision transformer is out of range")
      .Where(name)
      .Expected("1 to " + std::to_string(largest) + ", or 0 for the network's own")
      .Found(std::to_string(given));
  }
  return given == 0 ? own : given;
}

void RequireEqualHeads(std::int64_t width, std::int64_t heads)
{
  if (width % heads != 0)
  {
    throw Error("width of the transformer cannot be shared by its heads")
      .Where("TransformerWidth")
      .Expected("a multiple of " + std::to_string(heads) + " (one head for each 64 channels)")
      .Found(std::to_string(width));
  }
}

void RequireWholePatches(const std::vector<std::int64_t>& image, std::int64_t size)
{
  const auto isWhole = [&](std::int64_t side) { return side >= size && side % size == 0; };
  if (!isWhole(image[1]) || !isWhole(image[2]))
  {
    throw Error("the images cannot be cut into patches")
      .Where("PatchSize")
      .Expected("height and width that are multiples of " + std::to_string(size))
      .Found(std::to_string(image[1]) + " x " + std::to_string(image[2]) + " pixels")
      .Advice("choose a PatchSize that divides both");
  }
}

/// Exchanges this dimension and the next; 0 is that of the batch.
BuiltValue Transpose(ProgramBuilder& net, const BuiltValue& inputs, std::int64_t dimension)
{
  std::vector<std::int64_t> shape = inputs.Shape;
  std::swap(
    shape[static_cast<std::size_t>(dimension - 1)], shape[static_cast<std::size_t>(dimension)]);
  return net.Call("torch.ops.aten.transpose.int",
    { { "self", inputs }, { "dim0", dimension }, { "dim1", dimension + 1 } }, shape);
}

/// An entry of the dimension that comes first in the value's shape.
BuiltValue Select(
  ProgramBuilder& net, const BuiltValue& inputs, std::int64_t dimension, std::int64_t index)
{
  const std::vector<std::int64_t> shape(inputs.Shape.begin() + 1, inputs.Shape.end());
  return net.Call("torch.ops.aten.select.int",
    { { "self", inputs }, { "dim", dimension }, { "index", index } }, shape);
}

BuiltValue Multiply(ProgramBuilder& net, const BuiltValue& left, const BuiltValue& right)
{
  return net.Call("torch.ops.aten.matmul.default", { { "self", left }, { "other", right } },
    { left.Shape[0], left.Shape[1], right.Shape[2] });
}

/// The attention of each query to all keys.
BuiltValue AttentionWeights(ProgramBuilder& net, const BuiltValue& queries, const BuiltValue& keys)
{
  const double scale = std::sqrt(static_cast<double>(queries.Shape.back()));
  const BuiltValue scaled = net.Call(
    "torch.ops.aten.div.Tensor", { { "self", queries }, { "other", scale } }, queries.Shape);
  const BuiltValue scores = Multiply(net, scaled, Transpose(net, keys, 2));
  return net.Call(
    "torch.ops.aten.softmax.int", { { "self", scores }, { "dim", -1 } }, scores.Shape);
}

/// Attention of each token to all of them. The weights of queries, keys and values lie in one
/// matrix, a row for each output, so that rows are filters as in any linear layer.
BuiltValue Attention(
  ProgramBuilder& net, const std::string& name, const BuiltValue& tokens, std::int64_t heads)
{
  const std::int64_t count = tokens.Shape[0], width = tokens.Shape[1];
  const BuiltValue together =
    net.Reshape(net.Linear(name + ".qkv", tokens, 3 * width), { count, 3, heads, width / heads });
  const BuiltValue parts = net.Call("torch.ops.aten.permute.default",
    { { "self", together }, { "dims", Integers({ 2, 0, 3, 1, 4 }) } },
    { 3, heads, count, width / heads });
  const BuiltValue queries = Select(net, parts, 0, 0);
  const BuiltValue weights = AttentionWeights(net, queries, Select(net, parts, 0, 1));
  const BuiltValue mixed = Transpose(net, Multiply(net, weights, Select(net, parts, 0, 2)), 1);
  return net.Linear(name + ".proj", net.Reshape(mixed, { count, width }), width);
}

/// Attention, then two linear layers with a GELU between them. Each comes after a layer norm, and a
/// shortcut leads around it and its norm.
BuiltValue Block(
  ProgramBuilder& net, const std::string& name, const BuiltValue& tokens, std::int64_t heads)
{
  const std::int64_t width = tokens.Shape[1];
  BuiltValue x = net.LayerNorm(name + ".norm1", tokens, NormEpsilon);
  const BuiltValue attended = net.Add(tokens, Attention(net, name + ".attn", x, heads));
  x = net.LayerNorm(name + ".norm2", attended, NormEpsilon);
  x = net.Gelu(net.Linear(name + ".mlp.fc1", x, 4 * width));
  return net.Add(attended, net.Linear(name + ".mlp.fc2", x, width));
}

/// A token of each patch, and one before them for the class; each has its position added.
BuiltValue Tokens(ProgramBuilder& net, std::int64_t patchSize, std::int64_t width)
{
  const auto& image = net.Input().Shape;
  const std::int64_t patches = (image[1] / patchSize) * (image[2] / patchSize);
  const BuiltValue token = net.Parameter("cls_token", { 1, 1, width });
  const BuiltValue positions = net.Parameter("pos_embed", { 1, patches + 1, width });
  const GraphArgument::List sizes = { net.BatchSize(), { -1 }, { -1 } };
  const BuiltValue classes = net.Call(
    "torch.ops.aten.expand.default", { { "self", token }, { "size", { sizes } } }, { 1, width });
  const BuiltValue embedded =
    net.BiasedConvolution("patch_embed.proj", net.Input(), width, patchSize, patchSize, 0);
  const BuiltValue x = Transpose(net, net.Flatten(embedded, 2), 1);
  return net.Add(net.Concatenate({ classes, x }), positions);
}

} // namespace

std::vector<std::string> VisionTransformerNames()
{
  return { "vit-tiny", "vit-small" };
}

std::optional<Definition> DefineVisionTransformer(const BuiltInOptions& options)
{
  const auto found = KnownWidths().find(options.Architecture);
  if (found == KnownWidths().end())
  {
    return std::nullopt;
  }
  const std::int64_t patchSize = Chosen("PatchSize", options.Transformer.PatchSize, 4);
  const std::int64_t depth = Chosen("TransformerDepth", options.Transformer.Depth, 12);
  const std::int64_t width = Chosen("TransformerWidth", options.Transformer.Width, found->second);
  // One head for each 64 channels, but at least one.
  const std::int64_t heads = std::max<std::int64_t>(1, width / 64);
  RequireImages(options);
  RequireEqualHeads(width, heads);
  RequireWholePatches(options.SampleShape, patchSize);
  ProgramBuilder net(options.SampleShape);
  BuiltValue x = Tokens(net, patchSize, width);
  for (std::int64_t block = 0; block < depth; ++block)
  {
    x = Block(net, "blocks." + std::to_string(block), x, heads);
  }
  const BuiltValue first = Select(net, net.LayerNorm("norm", x, NormEpsilon), 1, 0);
  return Definition{ net.Finish(net.Linear("head", first, options.Outputs)), InitialDeviation };
}

} // namespace losslandscape
