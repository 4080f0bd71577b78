// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ValueLosses.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"

#include <torch/nn/functional/loss.h>

#include <algorithm>

namespace losslandscape
{
namespace
{

namespace F = torch::nn::functional;
using Shape = std::vector<std::int64_t>;

/// A batch's shape without axes of length 1, but with its samples.
Shape Essential(const torch::Tensor& tensor)
{
  Shape shape = tensor.sizes().vec();
  shape.erase(std::remove(shape.begin() + 1, shape.end(), 1), shape.end());
  return shape;
}

bool IsFlat(const torch::Tensor& tensor)
{
  return tensor.dim() <= 2;
}

/// Whether targets are as many as outputs and in the same order: of one shape apart from axes of
/// length 1, or one of them is flat.
bool AreAlike(const torch::Tensor& outputs, const torch::Tensor& targets)
{
  return outputs.numel() == targets.numel() && outputs.size(0) == targets.size(0) &&
    (IsFlat(outputs) || IsFlat(targets) || Essential(outputs) == Essential(targets));
}

bool IsOneHot(const LossOptions& loss)
{
  return loss.Kind == LossKind::MeanSquaredError || loss.Kind == LossKind::MeanAbsoluteError ||
    loss.Kind == LossKind::Huber;
}

torch::Tensor OneHot(const torch::Tensor& outputs, const torch::Tensor& labels)
{
  const auto smallest = labels.min().item<std::int64_t>();
  const auto largest = labels.max().item<std::int64_t>();
  if (smallest < 0 || largest >= outputs.size(1))
  {
    throw Error("a label is out of range")
      .Expected("classes 0 to " + std::to_string(outputs.size(1) - 1) + ", the network's outputs")
      .Found("class " + std::to_string(smallest < 0 ? smallest : largest))
      .Advice("use the data set that the network was made for");
  }
  return torch::one_hot(labels, outputs.size(1));
}

void CheckProbabilities(const torch::Tensor& values)
{
  if (values.lt(0).logical_or(values.gt(1)).any().item<bool>())
  {
    throw Error("targets are no probabilities")
      .Expected("numbers from 0 to 1 (or labels 0 and 1)")
      .Found("numbers from " + std::to_string(values.min().item<double>()) + " to " +
        std::to_string(values.max().item<double>()))
      .Advice("for classes of which each sample has one, choose Loss = Cross Entropy");
  }
}

torch::Tensor CrossEntropyOf(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& probabilities)
{
  const auto weights = loss.ClassWeights.empty()
    ? torch::Tensor()
    : torch::tensor(loss.ClassWeights, torch::kFloat64).to(outputs.device(), outputs.scalar_type());
  return F::cross_entropy(outputs, probabilities,
    F::CrossEntropyFuncOptions()
      .weight(weights)
      .label_smoothing(loss.LabelSmoothing)
      .reduction(torch::kNone));
}

torch::Tensor Elementwise(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& values)
{
  switch (loss.Kind)
  {
    case LossKind::CrossEntropy:
      return CrossEntropyOf(loss, outputs, values);
    case LossKind::BinaryCrossEntropy:
      return F::binary_cross_entropy_with_logits(
        outputs, values, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kNone));
    case LossKind::MeanAbsoluteError:
      return (outputs - values).abs();
    case LossKind::Huber:
      return F::huber_loss(outputs, values, F::HuberLossFuncOptions().reduction(torch::kNone));
    default:
      return (outputs - values).square();
  }
}

} // namespace

torch::Tensor TargetValues(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& targets)
{
  torch::Tensor values = targets;
  const bool isLabel = targets.scalar_type() == torch::kInt64 && targets.numel() == targets.size(0);
  if (IsOneHot(loss) && isLabel && outputs.dim() == 2 && outputs.size(1) > 1)
  {
    values = OneHot(outputs, targets.flatten());
  }
  values = values.to(outputs.scalar_type());
  if (!AreAlike(outputs, values))
  {
    throw Error("targets do not fit the network's outputs")
      .Expected("targets of shape " + ShapeText(outputs.sizes().vec()))
      .Found(ShapeText(targets.sizes().vec()));
  }
  if (!IsOneHot(loss))
  {
    CheckProbabilities(values);
  }
  return values.reshape(outputs.sizes());
}

torch::Tensor LossesOfValues(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& values)
{
  return Elementwise(loss, outputs, values).reshape({ outputs.size(0), -1 }).mean(1);
}

} // namespace losslandscape
