// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/LossFunction.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/EnumName.h"
#include "Core/Engine/Problem/ClassLosses.h"

#include <torch/nn/functional/loss.h>

namespace losslandscape
{
namespace
{

bool HasClasses(const torch::Tensor& targets)
{
  return targets.scalar_type() == torch::kInt64;
}

void CheckOutputs(const torch::Tensor& outputs, const Batch& batch)
{
  if (outputs.dim() < 1 || outputs.size(0) != batch.Inputs.size(0))
  {
    throw Error("the network's outputs do not fit the batch")
      .Expected("shape (" + std::to_string(batch.Inputs.size(0)) + ", outputs)")
      .Found(ShapeText(outputs.sizes().vec()))
      .Advice("if the module returns a loss, choose Loss = Network Output");
  }
  if (HasClasses(batch.Targets) && (outputs.dim() != 2))
  {
    throw Error("the network's outputs are no class scores")
      .Expected("shape (batch, classes)")
      .Found(ShapeText(outputs.sizes().vec()));
  }
}

/// Labels are checked where they meet the outputs: a class beyond them would be read from memory
/// that is not theirs.
void CheckLabels(const torch::Tensor& outputs, const torch::Tensor& labels)
{
  const auto largest = labels.max().item<std::int64_t>();
  if (largest >= outputs.size(1))
  {
    throw Error("a label is out of range")
      .Expected("classes 0 to " + std::to_string(outputs.size(1) - 1) + ", the network's outputs")
      .Found("class " + std::to_string(largest))
      .Advice("use the data set that the network was made for");
  }
}

void RequireClasses(const torch::Tensor& outputs, const Batch& batch)
{
  if (!HasClasses(batch.Targets))
  {
    throw Error("cross entropy needs classes")
      .Expected("integer targets, one per sample")
      .Found("given values")
      .Advice("choose Loss = Mean Squared Error");
  }
  CheckLabels(outputs, batch.Targets);
}

torch::Tensor CrossEntropy(const torch::Tensor& outputs, const Batch& batch)
{
  RequireClasses(outputs, batch);
  namespace F = torch::nn::functional;
  return F::cross_entropy(
    outputs, batch.Targets, F::CrossEntropyFuncOptions().reduction(torch::kNone));
}

torch::Tensor MeanSquaredError(const torch::Tensor& outputs, const Batch& batch)
{
  torch::Tensor targets = batch.Targets;
  if (HasClasses(targets))
  {
    CheckLabels(outputs, targets);
    targets = torch::one_hot(targets, outputs.size(1));
  }
  targets = targets.to(outputs.scalar_type());
  if (targets.numel() != outputs.numel())
  {
    throw Error("targets do not fit the network's outputs")
      .Expected("targets of shape " + ShapeText(outputs.sizes().vec()))
      .Found(ShapeText(targets.sizes().vec()));
  }
  return (outputs - targets.reshape(outputs.sizes())).square().flatten(1).mean(1);
}

torch::Tensor LossesFromOutputs(LossKind kind, torch::Tensor outputs, const Batch& batch)
{
  if (outputs.dim() == 1)
  {
    outputs = outputs.unsqueeze(1);
  }
  return kind == LossKind::CrossEntropy ? CrossEntropy(outputs, batch)
                                        : MeanSquaredError(outputs, batch);
}

torch::Tensor Correct(const torch::Tensor& outputs, const torch::Tensor& targets)
{
  if (!HasClasses(targets))
  {
    return {};
  }
  return outputs.argmax(1).eq(targets).to(torch::kCPU, torch::kFloat64);
}

torch::Tensor OwnObjective(NetworkModule& network, const Batch& batch)
{
  torch::Tensor losses = network.Objective(NetworkInputs(batch.Inputs), batch.Targets).flatten();
  if (losses.numel() != 1 && losses.numel() != batch.Inputs.size(0))
  {
    throw Error("the module's output is no loss")
      .Expected("one number, or one per sample (" + std::to_string(batch.Inputs.size(0)) + ")")
      .Found(std::to_string(losses.numel()) + " numbers")
      .Advice(
        "choose Loss = Cross Entropy or Mean Squared Error for a module that returns outputs");
  }
  return losses;
}

} // namespace

const char* LossName(LossKind kind)
{
  return EnumName(
    kind, { "Cross Entropy", "Mean Squared Error", "Network Output" }, Error("unknown loss"));
}

torch::Tensor NetworkInputs(const torch::Tensor& inputs)
{
  return inputs.dim() == 4 ? inputs.contiguous(torch::MemoryFormat::ChannelsLast) : inputs;
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
  return outputs.to(torch::kCPU, torch::kFloat64).contiguous();
}

torch::Tensor MeanLoss(LossKind kind, NetworkModule& network, const Batch& batch)
{
  if (kind == LossKind::NetworkOutput)
  {
    return OwnObjective(network, batch).mean();
  }
  const torch::Tensor outputs = network.Forward(NetworkInputs(batch.Inputs));
  CheckOutputs(outputs, batch);
  return LossesFromOutputs(kind, outputs, batch).mean();
}

BatchLoss SampleLosses(LossKind kind, NetworkModule& network, const Batch& batch)
{
  if (kind == LossKind::NetworkOutput)
  {
    return { OwnObjective(network, batch).to(torch::kCPU, torch::kFloat64).contiguous(), {} };
  }
  return OutputLosses(kind, network.Forward(NetworkInputs(batch.Inputs)), batch);
}

BatchLoss OutputLosses(LossKind kind, const torch::Tensor& outputs, const Batch& batch)
{
  CheckOutputs(outputs, batch);
  const torch::Tensor precise = outputs.to(torch::kFloat64);
  // ClassLosses reads memory of the processor and has no derivatives.
  if (kind == LossKind::CrossEntropy && outputs.is_cpu() && !outputs.requires_grad())
  {
    RequireClasses(outputs, batch);
    return ClassLosses(precise, batch.Targets);
  }
  return { LossesFromOutputs(kind, precise, batch).to(torch::kCPU).contiguous(),
    Correct(outputs, batch.Targets) };
}

} // namespace losslandscape
