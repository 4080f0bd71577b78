// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace losslandscape
{

struct VisionTransformerOptions
{
  std::int64_t PatchSize = 4;
  std::int64_t Depth = 12;
  std::int64_t Width = 192;
  ImageShape Image = { 3, 32, 32 };
  std::int64_t Outputs = 10;

  /// Number of attention heads: one for each 64 channels, but at least one.
  std::int64_t Heads() const { return std::max<std::int64_t>(1, this->Width / 64); }
  std::int64_t Patches() const
  {
    return (this->Image.Height / this->PatchSize) * (this->Image.Width / this->PatchSize);
  }
};

/// Attention of each token to all of them. The weights of queries, keys and values lie in one
/// matrix, a row for each output, so that rows are filters as in any linear layer.
class AttentionImpl : public torch::nn::Module
{
public:
  AttentionImpl(std::int64_t width, std::int64_t heads);
  torch::Tensor forward(const torch::Tensor& tokens);

private:
  std::int64_t Heads;
  LinearLayer Qkv;
  LinearLayer Projection;
};
TORCH_MODULE(Attention);

/// Two linear layers with a GELU (the exact one) between them.
class TokenMlpImpl : public torch::nn::Module
{
public:
  explicit TokenMlpImpl(std::int64_t width);
  torch::Tensor forward(const torch::Tensor& tokens);

private:
  LinearLayer Fc1;
  LinearLayer Fc2;
};
TORCH_MODULE(TokenMlp);

/// Attention, then the two linear layers. Each comes after a layer norm, and a shortcut leads
/// around it and its norm.
class TransformerBlockImpl : public torch::nn::Module
{
public:
  TransformerBlockImpl(std::int64_t width, std::int64_t heads);
  torch::Tensor forward(const torch::Tensor& tokens);

private:
  torch::nn::LayerNorm Norm1;
  Attention TokenAttention;
  torch::nn::LayerNorm Norm2;
  TokenMlp Mlp;
};
TORCH_MODULE(TransformerBlock);

/// The convolution that makes a token of each patch; a module of its own as in timm.
class PatchEmbeddingImpl : public torch::nn::Module
{
public:
  explicit PatchEmbeddingImpl(const VisionTransformerOptions& options);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  ConvolutionLayer Projection;
};
TORCH_MODULE(PatchEmbedding);

/// Vision transformer (Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021) of the sizes
/// of Touvron et al., "Training data-efficient image transformers", ICML 2021, without dropout.
/// Modules carry the names of timm (cls_token, pos_embed, patch_embed.proj, blocks.0.norm1,
/// blocks.0.attn.qkv, ..., norm, head). The network is smooth: derivatives of any order exist.
class VisionTransformerImpl : public torch::nn::Module
{
public:
  explicit VisionTransformerImpl(const VisionTransformerOptions& options);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::Tensor ClassToken;
  torch::Tensor Positions;
  PatchEmbedding Embedding;
  torch::nn::Sequential Blocks;
  torch::nn::LayerNorm Norm;
  LinearLayer Head;
};
TORCH_MODULE(VisionTransformer);

namespace
{

constexpr double NormEpsilon = 1e-6;
/// Standard deviation of weights, tokens and positions before training, as in timm.
constexpr double InitialDeviation = 0.02;
constexpr std::int64_t Largest = 4096;

const std::map<std::string, std::int64_t>& KnownWidths()
{
  static const std::map<std::string, std::int64_t> widths = { { "vit-small", 384 },
    { "vit-tiny", 192 } };
  return widths;
}

torch::nn::LayerNorm MakeNorm(std::int64_t width)
{
  return torch::nn::LayerNorm(torch::nn::LayerNormOptions({ width }).eps(NormEpsilon));
}

/// `given`, or the network's own value if it is 0.
std::int64_t Chosen(const char* name, std::int64_t given, std::int64_t own)
{
  if (given < 0 || given > Largest)
  {
    throw Error("setting of a vision transformer is out of range")
      .Where(name)
      .Expected("1 to " + std::to_string(Largest) + ", or 0 for the network's own")
      .Found(std::to_string(given));
  }
  return given == 0 ? own : given;
}

void RequireEqualHeads(const VisionTransformerOptions& options)
{
  const std::int64_t heads = options.Heads();
  if (options.Width % heads != 0)
  {
    throw Error("width of the transformer cannot be shared by its heads")
      .Where("TransformerWidth")
      .Expected("a multiple of " + std::to_string(heads) + " (one head for each 64 channels)")
      .Found(std::to_string(options.Width));
  }
}

void RequireWholePatches(const VisionTransformerOptions& options)
{
  const auto& image = options.Image;
  const std::int64_t size = options.PatchSize;
  if (image.Height < size || image.Width < size || image.Height % size != 0 ||
    image.Width % size != 0)
  {
    throw Error("the images cannot be cut into patches")
      .Where("PatchSize")
      .Expected("height and width that are multiples of " + std::to_string(size))
      .Found(std::to_string(image.Height) + " x " + std::to_string(image.Width) + " pixels")
      .Advice("choose a PatchSize that divides both");
  }
}

} // namespace

AttentionImpl::AttentionImpl(std::int64_t width, std::int64_t heads)
  : Heads(heads), Qkv(register_module("qkv", LinearLayer(width, 3 * width))),
    Projection(register_module("proj", LinearLayer(width, width)))
{
}

torch::Tensor AttentionImpl::forward(const torch::Tensor& tokens)
{
  const std::int64_t batch = tokens.size(0), count = tokens.size(1), width = tokens.size(2);
  const std::int64_t share = width / this->Heads;
  const auto parts =
    this->Qkv(tokens).reshape({ batch, count, 3, this->Heads, share }).permute({ 2, 0, 3, 1, 4 });
  const auto queries = parts[0] / std::sqrt(static_cast<double>(share));
  const auto attention = torch::matmul(queries, parts[1].transpose(-2, -1)).softmax(-1);
  const auto mixed = torch::matmul(attention, parts[2]).transpose(1, 2);
  return this->Projection(mixed.reshape({ batch, count, width }));
}

TokenMlpImpl::TokenMlpImpl(std::int64_t width)
  : Fc1(register_module("fc1", LinearLayer(width, 4 * width))),
    Fc2(register_module("fc2", LinearLayer(4 * width, width)))
{
}

torch::Tensor TokenMlpImpl::forward(const torch::Tensor& tokens)
{
  return this->Fc2(torch::gelu(this->Fc1(tokens)));
}

TransformerBlockImpl::TransformerBlockImpl(std::int64_t width, std::int64_t heads)
  : Norm1(register_module("norm1", MakeNorm(width))),
    TokenAttention(register_module("attn", Attention(width, heads))),
    Norm2(register_module("norm2", MakeNorm(width))), Mlp(register_module("mlp", TokenMlp(width)))
{
}

torch::Tensor TransformerBlockImpl::forward(const torch::Tensor& tokens)
{
  const auto x = tokens + this->TokenAttention(this->Norm1(tokens));
  return x + this->Mlp(this->Norm2(x));
}

PatchEmbeddingImpl::PatchEmbeddingImpl(const VisionTransformerOptions& options)
  : Projection(register_module("proj",
      ConvolutionLayer(
        torch::nn::Conv2dOptions(options.Image.Channels, options.Width, options.PatchSize)
          .stride(options.PatchSize))))
{
}

torch::Tensor PatchEmbeddingImpl::forward(const torch::Tensor& inputs)
{
  return this->Projection(inputs).flatten(2).transpose(1, 2);
}

VisionTransformerImpl::VisionTransformerImpl(const VisionTransformerOptions& options)
  : ClassToken(register_parameter("cls_token", torch::empty({ 1, 1, options.Width }))),
    Positions(
      register_parameter("pos_embed", torch::empty({ 1, options.Patches() + 1, options.Width }))),
    Embedding(register_module("patch_embed", PatchEmbedding(options))),
    Blocks(register_module("blocks", torch::nn::Sequential())),
    Norm(register_module("norm", MakeNorm(options.Width))),
    Head(register_module("head", LinearLayer(options.Width, options.Outputs)))
{
  for (std::int64_t block = 0; block < options.Depth; ++block)
  {
    this->Blocks->push_back(TransformerBlock(options.Width, options.Heads()));
  }
}

torch::Tensor VisionTransformerImpl::forward(const torch::Tensor& inputs)
{
  const auto classes = this->ClassToken.expand({ inputs.size(0), -1, -1 });
  const auto tokens = torch::cat({ classes, this->Embedding(inputs) }, 1) + this->Positions;
  const auto x = this->Norm(this->Blocks->forward(tokens));
  return this->Head(x.select(1, 0));
}

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
  VisionTransformerOptions vit;
  vit.PatchSize = Chosen("PatchSize", options.Transformer.PatchSize, vit.PatchSize);
  vit.Depth = Chosen("TransformerDepth", options.Transformer.Depth, vit.Depth);
  vit.Width = Chosen("TransformerWidth", options.Transformer.Width, found->second);
  vit.Image = RequireImages(options);
  vit.Outputs = options.Outputs;
  RequireEqualHeads(vit);
  RequireWholePatches(vit);
  Definition definition{ torch::nn::AnyModule(VisionTransformer(vit)) };
  definition.InitialDeviation = InitialDeviation;
  return definition;
}

} // namespace losslandscape
