// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_VisionTransformer_h
#define losslandscape_Engine_Network_Zoo_VisionTransformer_h

#include "Core/Engine/Network/Zoo/Definition.h"

#include <algorithm>

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

/// The names vit-tiny and vit-small.
std::vector<std::string> VisionTransformerNames();

/// The network of one of these names; nothing for another one. Throws Error for a width that the
/// heads cannot share, and for images that are not whole patches.
std::optional<Definition> DefineVisionTransformer(const BuiltInOptions& options);

} // namespace losslandscape

#endif
