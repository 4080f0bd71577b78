// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/SpelledOperators.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"

#include <cmath>
#include <limits>
#include <map>

namespace losslandscape
{
namespace
{

using Values = std::vector<c10::IValue>;

c10::optional<torch::Tensor> OptionalTensor(const c10::IValue& value)
{
  return value.isNone() ? c10::optional<torch::Tensor>() : value.toTensor();
}

double NumberOr(const c10::IValue& value, double otherwise)
{
  return value.isNone() ? otherwise : value.toScalar().toDouble();
}

bool Truth(const c10::IValue& value)
{
  return !value.isNone() && value.toBool();
}

void RefuseDropout(const c10::IValue& probability, const GraphMode& mode)
{
  if (mode.Training && NumberOr(probability, 0.0) > 0.0)
  {
    throw Error("the exported network cannot be trained here")
      .Expected("attention without dropout")
      .Found("dropout inside of scaled_dot_product_attention")
      .Advice("export it with dropout 0, or train it in PyTorch");
  }
}

/// Vaswani et al. 2017, equation 1. A row of the mask that lets nothing pass gives zeros, as
/// LibTorch's does since 2.5.
struct Attention
{
  torch::Tensor Output;
  torch::Tensor LogSums;
};

torch::Tensor CausalMask(const torch::Tensor& scores)
{
  return torch::ones(
    { scores.size(-2), scores.size(-1) }, torch::dtype(torch::kBool).device(scores.device()))
    .tril();
}

torch::Tensor AddMask(const torch::Tensor& scores, const torch::Tensor& mask)
{
  const double nothing = -std::numeric_limits<double>::infinity();
  return mask.scalar_type() == torch::kBool ? scores.masked_fill(mask.logical_not(), nothing)
                                            : scores + mask;
}

torch::Tensor Repeated(const torch::Tensor& heads, const torch::Tensor& query)
{
  if (heads.size(-3) == 0)
  {
    throw Error("attention needs at least one head of keys and values")
      .Found("heads of shape " + ShapeText(heads.sizes().vec()));
  }
  const std::int64_t times = query.size(-3) / heads.size(-3);
  return times == 1 ? heads : heads.repeat_interleave(times, -3);
}

Attention Attend(torch::Tensor query, const torch::Tensor& key, const torch::Tensor& value,
  const c10::optional<torch::Tensor>& mask, bool isCausal, double scale)
{
  torch::Tensor scores = (query * scale).matmul(key.transpose(-2, -1));
  if (isCausal)
  {
    scores = AddMask(scores, CausalMask(scores));
  }
  if (mask)
  {
    scores = AddMask(scores, *mask);
  }
  torch::Tensor weights = scores.softmax(-1);
  if (isCausal || mask)
  {
    const torch::Tensor isEmpty =
      (scores == -std::numeric_limits<double>::infinity()).all(-1, true);
    weights = weights.masked_fill(isEmpty, 0.0);
  }
  return { weights.matmul(value), scores.logsumexp(-1) };
}

double ScaleOf(const c10::IValue& scale, const torch::Tensor& query)
{
  return NumberOr(scale, 1.0 / std::sqrt(static_cast<double>(query.size(-1))));
}

Values ScaledDotProductAttention(const Values& a, const GraphMode& mode)
{
  RefuseDropout(a[4], mode);
  const torch::Tensor query = a[0].toTensor();
  torch::Tensor key = a[1].toTensor();
  torch::Tensor value = a[2].toTensor();
  if (Truth(a[7]))
  {
    key = Repeated(key, query);
    value = Repeated(value, query);
  }
  return {
    Attend(query, key, value, OptionalTensor(a[3]), Truth(a[5]), ScaleOf(a[6], query)).Output
  };
}

/// What the inference graphs of some exports have in place of the former.
Values FlashAttentionForProcessors(const Values& a, const GraphMode& mode)
{
  RefuseDropout(a[3], mode);
  const torch::Tensor query = a[0].toTensor();
  const Attention attention = Attend(query, a[1].toTensor(), a[2].toTensor(), OptionalTensor(a[5]),
    Truth(a[4]), ScaleOf(a[6], query));
  return { attention.Output, attention.LogSums };
}

/// What decompositions of attention have: a row of minus infinities gives zeros.
Values SafeSoftmax(const Values& a, const GraphMode&)
{
  const torch::Tensor scores = a[2].isNone()
    ? a[0].toTensor()
    : a[0].toTensor().to(static_cast<torch::ScalarType>(a[2].toInt()));
  const std::int64_t axis = a[1].toInt();
  const torch::Tensor isEmpty =
    (scores == -std::numeric_limits<double>::infinity()).all(axis, true);
  return { scores.softmax(axis).masked_fill(isEmpty, 0.0) };
}

/// Zhang and Sennrich 2019.
Values RmsNorm(const Values& a, const GraphMode&)
{
  const torch::Tensor input = a[0].toTensor();
  std::vector<std::int64_t> axes(a[1].toListRef().size());
  for (std::size_t i = 0; i < axes.size(); ++i)
  {
    axes[i] = -static_cast<std::int64_t>(i) - 1;
  }
  // PyTorch's default is the precision of the type that it computes in.
  const double epsilon = NumberOr(a[3],
    input.scalar_type() == torch::kFloat64
      ? std::numeric_limits<double>::epsilon()
      : static_cast<double>(std::numeric_limits<float>::epsilon()));
  torch::Tensor normalised = input * torch::rsqrt(input.pow(2).mean(axes, true) + epsilon);
  const auto weight = OptionalTensor(a[2]);
  return { weight ? normalised * *weight : normalised };
}

/// As the layers of PyTorch and LibTorch do, since the running variance would become NaN.
void RequireVariance(const torch::Tensor& input)
{
  if (input.dim() > 1 && input.numel() == input.size(1))
  {
    throw Error("batch norm cannot be trained on a batch that has one value per channel")
      .Expected("several samples or pixels")
      .Found("a tensor of shape " + ShapeText(input.sizes().vec()));
  }
}

/// Share of this batch in the running statistics. One of None is that of a mean over all batches,
/// which are counted here.
double MomentumOf(const c10::IValue& momentum, const c10::IValue& counter, bool isTraining)
{
  if (!momentum.isNone())
  {
    return momentum.toScalar().toDouble();
  }
  return isTraining ? 1.0 / counter.toTensor().add_(1).item<double>() : 0.0;
}

/// One call of LibTorch's batch norm. Of the three results of the native operators only the first
/// is of use outside of the backward pass that LibTorch makes itself.
Values BatchNorm(const Values& a, std::size_t training, bool isTraining)
{
  const auto mean = OptionalTensor(a[3]);
  const auto variance = OptionalTensor(a[4]);
  if (isTraining || !mean)
  {
    RequireVariance(a[0].toTensor());
  }
  const double momentum = MomentumOf(a[training + 1], a.back(), isTraining);
  const double epsilon = a[training + 2].toScalar().toDouble();
  const torch::Tensor output = torch::batch_norm(a[0].toTensor(), OptionalTensor(a[1]),
    OptionalTensor(a[2]), mean, variance, isTraining || !mean, momentum, epsilon, false);
  return { output, c10::IValue(), c10::IValue(), mean.value_or(torch::Tensor()),
    variance.value_or(torch::Tensor()) };
}

/// Arguments of the operators with a switch `training`.
Values SwitchedBatchNorm(const Values& a, const GraphMode& mode)
{
  return BatchNorm(a, 5, mode.NormTraining);
}

Values InferenceBatchNorm(const Values& a, const GraphMode& mode)
{
  return BatchNorm(a, 4, mode.NormTraining);
}

Values InstanceNorm(const Values& a, const GraphMode& mode)
{
  const auto mean = OptionalTensor(a[3]);
  return { torch::instance_norm(a[0].toTensor(), OptionalTensor(a[1]), OptionalTensor(a[2]), mean,
    OptionalTensor(a[4]), mode.NormTraining || !mean, a[6].toScalar().toDouble(),
    a[7].toScalar().toDouble(), false) };
}

/// Without running statistics: those of the batch, always.
Values BatchNormOfTheBatch(const Values& a, const GraphMode&)
{
  const torch::Tensor output =
    torch::batch_norm(a[0].toTensor(), OptionalTensor(a[1]), OptionalTensor(a[2]), {}, {}, true,
      a[4].toScalar().toDouble(), a[5].toScalar().toDouble(), false);
  return { output, c10::IValue(), c10::IValue() };
}

/// Whether memory allows a view depends on the kernels that PyTorch ran before it: here others may
/// have run, and a copy does as well.
Values View(const Values& a, const GraphMode&)
{
  std::vector<std::int64_t> sizes;
  for (const c10::IValue& size : a[1].toListRef())
  {
    sizes.push_back(size.toInt());
  }
  return { a[0].toTensor().reshape(sizes) };
}

const std::map<std::string, SpelledOperator>& Operators()
{
  const std::vector<std::string> attention = { "query", "key", "value", "attn_mask", "dropout_p",
    "is_causal", "scale", "enable_gqa" };
  const std::vector<std::string> flash = { "query", "key", "value", "dropout_p", "is_causal",
    "attn_mask", "scale" };
  const std::vector<std::string> switched = { "input", "weight", "bias", "running_mean",
    "running_var", "training", "momentum", "eps", "num_batches_tracked" };
  const std::vector<std::string> instances = { "input", "weight", "bias", "running_mean",
    "running_var", "use_input_stats", "momentum", "eps" };
  const std::vector<std::string> inference = { "input", "weight", "bias", "running_mean",
    "running_var", "momentum", "eps" };
  const std::vector<std::string> batch = { "input", "weight", "bias", "training", "momentum",
    "eps" };
  static const std::map<std::string, SpelledOperator> operators = {
    { "torch.ops.aten.scaled_dot_product_attention.default",
      { attention, ScaledDotProductAttention } },
    { "torch.ops.aten._scaled_dot_product_flash_attention_for_cpu.default",
      { flash, FlashAttentionForProcessors } },
    { "torch.ops.aten._safe_softmax.default", { { "self", "dim", "dtype" }, SafeSoftmax } },
    { "torch.ops.aten.view.default", { { "self", "size" }, View, true } },
    { "torch.ops.aten._unsafe_view.default", { { "self", "size" }, View, true } },
    { "torch.ops.aten.rms_norm.default",
      { { "input", "normalized_shape", "weight", "eps" }, RmsNorm } },
    { "torch.ops.aten.batch_norm.default", { switched, SwitchedBatchNorm } },
    { "torch.ops.aten.instance_norm.default", { instances, InstanceNorm } },
    { "torch.ops.aten.native_batch_norm.default", { switched, SwitchedBatchNorm } },
    { "torch.ops.aten._native_batch_norm_legit.default", { switched, SwitchedBatchNorm } },
    { "torch.ops.aten._native_batch_norm_legit_functional.default",
      { switched, SwitchedBatchNorm } },
    { "torch.ops.aten._native_batch_norm_legit_no_training.default",
      { inference, InferenceBatchNorm } },
    { "torch.ops.aten._native_batch_norm_legit.no_stats", { batch, BatchNormOfTheBatch } },
  };
  return operators;
}

} // namespace

const SpelledOperator* FindSpelledOperator(const std::string& name)
{
  const auto found = Operators().find(name);
  return found == Operators().end() ? nullptr : &found->second;
}

} // namespace losslandscape
