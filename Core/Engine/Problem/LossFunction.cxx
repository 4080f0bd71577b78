// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/LossFunction.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/EnumName.h"
#include "Core/Common/NumberText.h"
#include "Core/Engine/Problem/ClassLosses.h"
#include "Core/Engine/Problem/LabelLosses.h"
#include "Core/Engine/Problem/ValueLosses.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

void CheckOutputs(const torch::Tensor& outputs, const Batch& batch)
{
  if (outputs.dim() < 1 || outputs.size(0) != batch.Size())
  {
    throw Error("the network's outputs do not fit the batch")
      .Expected("shape (" + std::to_string(batch.Size()) + ", outputs)")
      .Found(ShapeText(outputs.sizes().vec()))
      .Advice("if the module returns a loss, choose Loss = Network Output");
  }
}

void RequireTargets(const LossOptions& loss, const Batch& batch)
{
  if (!batch.Targets.defined())
  {
    throw Error("the data have no targets")
      .Where(LossName(loss.Kind))
      .Expected("inputs and targets")
      .Found("inputs alone")
      .Advice("save targets beside them, or choose Loss = Network Output for a network that "
              "computes its own loss");
  }
}

/// Whether targets are labels to this loss: integers, unless they are one-hot vectors.
bool AreLabels(const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& targets)
{
  const bool areOneHot = loss.Kind == LossKind::CrossEntropy && outputs.dim() > 1 &&
    outputs.size(1) > 1 && targets.sizes() == outputs.sizes();
  return TakesLabels(loss.Kind) && targets.scalar_type() == torch::kInt64 && !areOneHot;
}

Error NeedsLabels(const LossOptions& loss, const torch::Tensor& targets)
{
  return Error(std::string(LossName(loss.Kind)) + " needs labels")
    .Expected("integer targets, one per sample, token or pixel")
    .Found("given values of shape " + ShapeText(targets.sizes().vec()))
    .Advice("choose Loss = Mean Squared Error, or store labels as integers");
}

/// Values that the outputs are compared with. Cross entropy takes probabilities of the outputs'
/// shape alone.
torch::Tensor ValuesFor(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& targets)
{
  if (TakesLabels(loss.Kind) &&
    (loss.Kind != LossKind::CrossEntropy || targets.sizes() != outputs.sizes()))
  {
    throw NeedsLabels(loss, targets);
  }
  return TargetValues(loss, outputs, targets);
}

torch::Tensor Columns(const torch::Tensor& outputs)
{
  return outputs.dim() == 1 ? outputs.unsqueeze(1) : outputs;
}

torch::Tensor PerSample(const torch::Tensor& places)
{
  return places.reshape({ places.size(0), -1 }).sum(1);
}

torch::Tensor MeanOfOutputs(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& targets)
{
  if (!AreLabels(loss, outputs, targets))
  {
    return LossesOfValues(loss, outputs, ValuesFor(loss, outputs, targets)).mean();
  }
  const torch::Tensor losses = LossesOfLabels(loss, MatchLabels(loss, outputs, targets));
  return HasPlainLabels(loss, targets) ? losses.mean()
                                       : losses.sum() / SampleWeights(loss, targets).sum().item();
}

BatchLoss LossesWithLabels(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& labels)
{
  const LabelledOutputs matched = MatchLabels(loss, outputs, labels);
  const bool isPlain = HasPlainLabels(loss, labels);
  BatchLoss result;
  // ClassLosses reads memory of the processor and has no derivatives.
  if (loss.Kind == LossKind::CrossEntropy && isPlain && outputs.dim() == 2 && outputs.is_cpu() &&
    !outputs.requires_grad())
  {
    result = ClassLosses(outputs, matched.Labels);
  }
  else
  {
    result.Losses = PerSample(LossesOfLabels(loss, matched)).to(torch::kCPU).contiguous();
    CountCorrect(loss, matched, result);
  }
  if (!isPlain)
  {
    result.Weights = SampleWeights(loss, labels);
  }
  result.HasLabels = true;
  return result;
}

torch::Tensor OnProcessor(const torch::Tensor& numbers)
{
  return numbers.to(torch::kCPU, torch::kFloat64).contiguous();
}

/// Counts decisions where targets are classes in another form than labels: one-hot vectors and
/// probabilities by the largest, labels that became values by the largest output, and yes or no.
void CountDecisions(const LossOptions& loss, const torch::Tensor& outputs,
  const torch::Tensor& targets, const torch::Tensor& values, BatchLoss& result)
{
  const bool areClasses =
    targets.scalar_type() == torch::kInt64 && targets.numel() == outputs.size(0);
  if (loss.Kind == LossKind::BinaryCrossEntropy)
  {
    const torch::Tensor right = outputs.gt(0).eq(values.gt(0.5)).reshape({ outputs.size(0), -1 });
    result.Correct = OnProcessor(right.sum(1));
    result.Counted = torch::full_like(result.Correct, static_cast<double>(right.size(1)));
  }
  else if (loss.Kind == LossKind::CrossEntropy)
  {
    const torch::Tensor right =
      outputs.argmax(1).eq(values.argmax(1)).reshape({ outputs.size(0), -1 });
    result.Correct = OnProcessor(right.sum(1));
    result.Counted = torch::full_like(result.Correct, static_cast<double>(right.size(1)));
  }
  else if (areClasses && outputs.dim() == 2 && outputs.size(1) > 1)
  {
    result.Correct = OnProcessor(outputs.argmax(1).eq(targets.flatten()));
  }
}

bool IsNumberOrPerSample(const torch::Tensor& numbers, const Batch& batch)
{
  return numbers.numel() == 1 || numbers.numel() == batch.Size();
}

/// What the module returns; its loss comes first.
NamedTensors OwnObjective(NetworkModule& network, const Batch& batch)
{
  NamedTensors outputs = network.Objective(NetworkInputs(batch.Inputs), batch.Targets);
  torch::Tensor& losses = outputs.front().second;
  losses = losses.flatten();
  if (!IsNumberOrPerSample(losses, batch))
  {
    throw Error("the module's output is no loss")
      .Expected("one number, or one per sample (" + std::to_string(batch.Size()) + ")")
      .Found(std::to_string(losses.numel()) + " numbers")
      .Advice(
        "choose Loss = Cross Entropy or Mean Squared Error for a module that returns outputs");
  }
  return outputs;
}

/// Sorts what a module returned, its loss first.
BatchLoss LossAndMetrics(const NamedTensors& outputs, const Batch& batch)
{
  BatchLoss own;
  own.Losses = OnProcessor(outputs.front().second);
  for (auto output = outputs.begin() + 1; output != outputs.end(); ++output)
  {
    if (own.Metrics.size() < MostMetrics && IsNumberOrPerSample(output->second, batch))
    {
      own.Metrics.emplace_back(output->first, OnProcessor(output->second.detach().flatten()));
    }
    else
    {
      own.Others.push_back(output->first);
    }
  }
  return own;
}

void RefuseSetting(const LossOptions& loss, const char* setting, const char* losses)
{
  throw Error("a setting has no effect on this loss")
    .Where(setting)
    .Expected(std::string("none, or Loss = ") + losses)
    .Found(LossName(loss.Kind));
}

} // namespace

const char* LossName(LossKind kind)
{
  return EnumName(kind,
    { "Cross Entropy", "Mean Squared Error", "Network Output", "Binary Cross Entropy",
      "Negative Log Likelihood", "Mean Absolute Error", "Huber" },
    Error("unknown loss"));
}

void CheckLossOptions(const LossOptions& loss)
{
  if (!(loss.LabelSmoothing >= 0.0 && loss.LabelSmoothing <= 1.0))
  {
    throw Error("label smoothing is out of range")
      .Where("LabelSmoothing")
      .Expected("0 to 1")
      .Found(NumberText(loss.LabelSmoothing));
  }
  if (loss.LabelSmoothing > 0.0 && loss.Kind != LossKind::CrossEntropy)
  {
    RefuseSetting(loss, "LabelSmoothing", "Cross Entropy");
  }
  if (!loss.ClassWeights.empty() && !TakesLabels(loss.Kind))
  {
    RefuseSetting(loss, "ClassWeights", "Cross Entropy or Negative Log Likelihood");
  }
  const auto wrong = std::find_if(loss.ClassWeights.begin(), loss.ClassWeights.end(),
    [](double weight) { return !(weight >= 0.0 && std::isfinite(weight)); });
  if (wrong != loss.ClassWeights.end())
  {
    throw Error("a class weight is out of range")
      .Where("ClassWeights")
      .Expected("numbers of at least 0")
      .Found(NumberText(*wrong));
  }
}

torch::Tensor NetworkInputs(const torch::Tensor& inputs)
{
  return inputs.dim() == 4 ? inputs.contiguous(torch::MemoryFormat::ChannelsLast) : inputs;
}

std::vector<torch::Tensor> NetworkInputs(const std::vector<torch::Tensor>& inputs)
{
  std::vector<torch::Tensor> ordered;
  for (const torch::Tensor& input : inputs)
  {
    ordered.push_back(NetworkInputs(input));
  }
  return ordered;
}

torch::Tensor ClassOutputs(NetworkModule& network, const torch::Tensor& inputs)
{
  const torch::Tensor outputs = network.Forward(NetworkInputs(inputs));
  if (outputs.dim() != 2 || outputs.size(0) != inputs.size(0) || outputs.size(1) < 2)
  {
    throw Error("the network does not tell classes apart")
      .Expected("outputs of shape (" + std::to_string(inputs.size(0)) + ", 2 or more classes)")
      .Found(ShapeText(outputs.sizes().vec()))
      .Advice("use a network that returns a score for each class");
  }
  return OnProcessor(outputs);
}

torch::Tensor MeanLoss(const LossOptions& loss, NetworkModule& network, const Batch& batch)
{
  if (loss.Kind == LossKind::NetworkOutput)
  {
    return OwnObjective(network, batch).front().second.mean();
  }
  const torch::Tensor outputs = network.Forward(NetworkInputs(batch.Inputs));
  CheckOutputs(outputs, batch);
  RequireTargets(loss, batch);
  return MeanOfOutputs(loss, Columns(outputs), batch.Targets);
}

BatchLoss SampleLosses(const LossOptions& loss, NetworkModule& network, const Batch& batch)
{
  if (loss.Kind == LossKind::NetworkOutput)
  {
    return LossAndMetrics(OwnObjective(network, batch), batch);
  }
  return OutputLosses(loss, network.Forward(NetworkInputs(batch.Inputs)), batch);
}

BatchLoss OutputLosses(const LossOptions& loss, const torch::Tensor& outputs, const Batch& batch)
{
  CheckOutputs(outputs, batch);
  RequireTargets(loss, batch);
  const torch::Tensor precise = Columns(outputs.to(torch::kFloat64));
  if (AreLabels(loss, precise, batch.Targets))
  {
    return LossesWithLabels(loss, precise, batch.Targets);
  }
  const torch::Tensor values = ValuesFor(loss, precise, batch.Targets);
  BatchLoss result;
  result.Losses = LossesOfValues(loss, precise, values).to(torch::kCPU).contiguous();
  CountDecisions(loss, precise, batch.Targets, values, result);
  return result;
}

double TotalWeight(
  const LossOptions& loss, const std::vector<Batch>& batches, const BatchLoss& example)
{
  double total = 0.0;
  for (const Batch& batch : batches)
  {
    total += example.HasLabels ? SampleWeights(loss, batch.Targets).sum().item<double>()
                               : static_cast<double>(batch.Size());
  }
  if (!(total > 0.0))
  {
    throw Error("no label counts")
      .Expected("labels other than IgnoredLabel (" + std::to_string(loss.IgnoredLabel) +
        ") of classes with a weight above 0")
      .Found("none in all samples");
  }
  return total;
}

} // namespace losslandscape
