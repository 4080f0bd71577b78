// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/LabelLosses.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"

#include <torch/nn/functional/loss.h>

namespace losslandscape
{
namespace
{

namespace F = torch::nn::functional;

/// Labels without an axis of length 1 that the outputs have as classes, such as those of masks (N,
/// 1, H, W) and of columns (N, 1).
torch::Tensor Squeezed(const torch::Tensor& outputs, const torch::Tensor& labels)
{
  if (labels.dim() != outputs.dim() || labels.dim() < 2)
  {
    return labels;
  }
  if (labels.size(1) == 1)
  {
    return labels.squeeze(1);
  }
  return labels.size(-1) == 1 ? labels.squeeze(-1) : labels;
}

/// Whether the outputs have the labels' shape apart from one axis.
bool FitsWithout(const torch::Tensor& outputs, std::int64_t axis, const torch::Tensor& labels)
{
  std::vector<std::int64_t> shape = outputs.sizes().vec();
  shape.erase(shape.begin() + axis);
  return labels.sizes() == shape;
}

Error DoNotFit(const torch::Tensor& outputs, const torch::Tensor& labels)
{
  return Error("labels do not fit the network's outputs")
    .Expected(
      "outputs (N, classes) and labels (N), or one axis of classes more than labels (N, ...)")
    .Found("outputs " + ShapeText(outputs.sizes().vec()) + " and labels " +
      ShapeText(labels.sizes().vec()));
}

std::int64_t ClassAxis(const torch::Tensor& outputs, const torch::Tensor& labels)
{
  const std::int64_t last = outputs.dim() - 1;
  if (labels.dim() != last || last < 1)
  {
    throw DoNotFit(outputs, labels)
      .Advice("for targets that are no labels choose another loss, such as Mean Squared Error");
  }
  const bool isSecond = FitsWithout(outputs, 1, labels);
  const bool isLast = FitsWithout(outputs, last, labels);
  const std::int64_t axis = isSecond ? 1 : last;
  if ((!isSecond && !isLast) || outputs.size(axis) == 0)
  {
    throw DoNotFit(outputs, labels);
  }
  if (isSecond && isLast && last > 1)
  {
    throw DoNotFit(outputs, labels)
      .Advice(
        "two axes may be the classes: give the network's own loss (Loss = Network Output), or "
        "data of another length");
  }
  return axis;
}

/// Calls `visit` with each label.
template <typename Visit>
void ForEachLabel(const torch::Tensor& labels, Visit&& visit)
{
  // A loop: for small networks LibTorch's operators on a few hundred labels would take a good part
  // of a point's time.
  const torch::Tensor here = labels.to(torch::kCPU).contiguous();
  const auto* label = here.data_ptr<std::int64_t>();
  for (const auto* end = label + here.numel(); label != end; ++label)
  {
    visit(*label);
  }
}

void CheckLabels(const LossOptions& loss, std::int64_t classes, const torch::Tensor& labels)
{
  ForEachLabel(labels,
    [&](std::int64_t label)
    {
      if ((label < 0 || label >= classes) && label != loss.IgnoredLabel)
      {
        throw Error("a label is out of range")
          .Expected("classes 0 to " + std::to_string(classes - 1) +
            ", the network's outputs, or IgnoredLabel (" + std::to_string(loss.IgnoredLabel) + ")")
          .Found("class " + std::to_string(label))
          .Advice(classes == 1
              ? "for one output and labels 0 and 1 choose Loss = Binary Cross Entropy"
              : "use the data set that the network was made for");
      }
    });
}

/// The weights as a tensor; undefined if there are none.
torch::Tensor WeightsFor(const LossOptions& loss, const torch::TensorOptions& options)
{
  return loss.ClassWeights.empty()
    ? torch::Tensor()
    : torch::tensor(loss.ClassWeights, torch::kFloat64).to(options.device(), options.dtype());
}

void CheckNumberOfWeights(const LossOptions& loss, std::int64_t classes)
{
  const auto found = static_cast<std::int64_t>(loss.ClassWeights.size());
  if (found != 0 && found != classes)
  {
    throw Error("wrong number of class weights")
      .Where("ClassWeights")
      .Expected("one for each of the network's " + std::to_string(classes) + " classes, or none")
      .Found(std::to_string(found));
  }
}

} // namespace

LabelledOutputs MatchLabels(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& labels)
{
  const torch::Tensor places = Squeezed(outputs, labels);
  const std::int64_t axis = ClassAxis(outputs, places);
  CheckLabels(loss, outputs.size(axis), places);
  CheckNumberOfWeights(loss, outputs.size(axis));
  return { outputs.movedim(axis, 1), places };
}

torch::Tensor LossesOfLabels(const LossOptions& loss, const LabelledOutputs& matched)
{
  const torch::Tensor weights = WeightsFor(loss, matched.Outputs.options());
  if (loss.Kind == LossKind::NegativeLogLikelihood)
  {
    return F::nll_loss(matched.Outputs, matched.Labels,
      F::NLLLossFuncOptions()
        .weight(weights)
        .ignore_index(loss.IgnoredLabel)
        .reduction(torch::kNone));
  }
  return F::cross_entropy(matched.Outputs, matched.Labels,
    F::CrossEntropyFuncOptions()
      .weight(weights)
      .ignore_index(loss.IgnoredLabel)
      .label_smoothing(loss.LabelSmoothing)
      .reduction(torch::kNone));
}

torch::Tensor SampleWeights(const LossOptions& loss, const torch::Tensor& labels)
{
  const torch::Tensor counts = labels.ne(loss.IgnoredLabel);
  torch::Tensor weights = counts.to(torch::kFloat64);
  if (!loss.ClassWeights.empty())
  {
    const torch::Tensor ofClasses = WeightsFor(loss, weights.options());
    const torch::Tensor classes = labels.where(counts, torch::zeros_like(labels));
    CheckLabels(loss, static_cast<std::int64_t>(loss.ClassWeights.size()), labels);
    weights = weights * ofClasses.index_select(0, classes.flatten()).reshape(labels.sizes());
  }
  return weights.reshape({ labels.size(0), -1 }).sum(1).to(torch::kCPU).contiguous();
}

bool HasPlainLabels(const LossOptions& loss, const torch::Tensor& labels)
{
  bool allCount = true;
  ForEachLabel(
    labels, [&](std::int64_t label) { allCount = allCount && label != loss.IgnoredLabel; });
  return allCount && labels.numel() == labels.size(0) && loss.ClassWeights.empty() &&
    loss.LabelSmoothing == 0.0;
}

void CountCorrect(const LossOptions& loss, const LabelledOutputs& matched, BatchLoss& result)
{
  const auto sumOf = [&](const torch::Tensor& places)
  {
    return places.reshape({ matched.Labels.size(0), -1 })
      .sum(1)
      .to(torch::kCPU, torch::kFloat64)
      .contiguous();
  };
  const torch::Tensor counts = matched.Labels.ne(loss.IgnoredLabel);
  result.Correct = sumOf(matched.Outputs.argmax(1).eq(matched.Labels).logical_and(counts));
  result.Counted = sumOf(counts);
}

} // namespace losslandscape
