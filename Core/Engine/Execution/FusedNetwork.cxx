// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/FusedNetwork.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Engine/Execution/ImageCopies.h"
#include "Core/Engine/Execution/PlanOrder.h"

#include <algorithm>
#include <map>
#include <set>

namespace losslandscape
{
namespace
{

using Kind = Layer::Kind;

/// Values that the program's own steps read, or that the network returns.
std::set<std::size_t> ReadByProgram(const FusionPlan& plan)
{
  std::set<std::size_t> read = { plan.Output };
  for (const PlannedStep& step : plan.Steps)
  {
    if (!step.Kernel)
    {
      const auto reads = plan.Program->EffectsOf(step.ProgramStep).Reads;
      read.insert(reads.begin(), reads.end());
    }
    else if (step.Kernel->Type == Kind::Import || step.Kernel->Type == Kind::Linear)
    {
      read.insert(step.Inputs.begin(), step.Inputs.end());
    }
  }
  return read;
}

/// Tensors of the weights' own type are computed with in `type`; others keep theirs, as when
/// LibTorch runs the whole network.
torch::Tensor InPrecision(const torch::Tensor& tensor, torch::ScalarType type)
{
  return tensor.scalar_type() == torch::kFloat32 ? tensor.detach().to(type) : tensor.detach();
}

/// Numbers that a kernel reads from a tensor: rows of the last dimension.
Activation RowsLike(const std::vector<std::int64_t>& shape, torch::ScalarType type)
{
  Activation rows;
  std::int64_t count = 1;
  for (std::size_t axis = 0; axis + 1 < shape.size(); ++axis)
  {
    count *= shape[axis];
  }
  rows.Shape = { count, shape.back() };
  rows.Type = type;
  return rows;
}

} // namespace

FusedNetwork::FusedNetwork(std::shared_ptr<const FusionPlan> plan, const NetworkModule& network,
  torch::ScalarType type, std::int64_t block)
  : Plan(std::move(plan)), Memory(*Plan, type, block), Engine(dnnl::engine::kind::cpu, 0),
    Stream(Engine), Scratch(Engine), Values(Plan->Program->ValueCount())
{
  this->Mode.Type = type;
  this->TakeTensors(network);
  const NamedTensors state = network.State();
  for (std::size_t step = 0; step < this->Plan->Steps.size(); ++step)
  {
    this->Steps.push_back(this->MakeStep(step, state));
  }
  this->NoteFinished();
  this->Scratch.Allocate();
}

void FusedNetwork::TakeTensors(const NetworkModule& network)
{
  const NamedTensors state = network.State();
  const NamedTensors constants = network.Constants();
  const std::map<std::string, torch::Tensor> byName(constants.begin(), constants.end());
  for (const std::size_t value : ReadByProgram(*this->Plan))
  {
    const auto name = this->Plan->Tensors.find(value);
    if (name == this->Plan->Tensors.end())
    {
      continue;
    }
    const auto constant = byName.find(name->second);
    if (constant != byName.end())
    {
      this->Values[value] = InPrecision(constant->second, this->Mode.Type);
      continue;
    }
    const StateTensor source = StateTensor::Find(state, name->second);
    const torch::Tensor& tensor = state[source.Index].second;
    this->Values[value] = InPrecision(tensor, this->Mode.Type).clone();
    if (tensor.is_floating_point())
    {
      this->Loaded.push_back({ source, this->Values[value].toTensor() });
    }
  }
}

FusedNetwork::Step FusedNetwork::MakeStep(std::size_t step, const NamedTensors& state)
{
  const PlannedStep& planned = this->Plan->Steps[step];
  Step made;
  made.Planned = &planned;
  if (!planned.Kernel || planned.Kernel->Type == Kind::Import)
  {
    return made;
  }
  std::vector<Activation> inputs;
  for (std::size_t i = 0; i < planned.Inputs.size(); ++i)
  {
    const std::size_t value = planned.Inputs[i];
    const Activation* input =
      ReadsImage(*this->Plan, planned, i) ? this->Memory.Image(value) : this->Memory.Numbers(value);
    made.ReadsTensor = made.ReadsTensor || (i == 0 && !input);
    inputs.push_back(input ? *input : RowsLike(this->Plan->Shapes[value], this->Mode.Type));
  }
  if (planned.Kernel->Type == Kind::Linear && !inputs.front().IsImage())
  {
    // Means of an image, too, are rows of numbers here.
    const auto& shape = this->Plan->Shapes[planned.Inputs.front()];
    const torch::Tensor memory = inputs.front().Memory;
    inputs.front() = RowsLike(shape, this->Mode.Type);
    inputs.front().Memory = memory;
  }
  const Activation& output = this->Memory.OutputOf(planned);
  made.CopiesAdded = planned.Kernel->Adds && !this->Memory.AddsInPlace(step);
  made.Kernel = MakeLayerKernel(this->Scratch, *planned.Kernel, state, inputs, output);
  const Activation* numbers = this->Memory.Numbers(planned.Output);
  if (numbers)
  {
    this->Values[planned.Output] = numbers->Memory.view(this->Plan->Shapes[planned.Output]);
  }
  return made;
}

void FusedNetwork::NoteFinished()
{
  for (std::size_t step = 0; step < this->Steps.size(); ++step)
  {
    const PlannedStep& planned = *this->Steps[step].Planned;
    if (planned.Kernel)
    {
      continue;
    }
    for (const std::size_t result : this->Plan->Program->EffectsOf(planned.ProgramStep).Results)
    {
      const std::size_t last = std::max(step, this->Plan->LastUse[result]);
      if (last < this->Steps.size())
      {
        this->Steps[last].Finished.push_back(result);
      }
    }
  }
}

void FusedNetwork::Load(const StateReader& read)
{
  FoldedWeights::Values scratch;
  for (auto& step : this->Steps)
  {
    if (step.Kernel)
    {
      step.Kernel->Load(read, scratch, this->Stream);
      this->Stream.wait();
    }
  }
  for (const LoadedTensor& tensor : this->Loaded)
  {
    std::vector<double> values = tensor.Source.Read(read);
    tensor.Target.copy_(torch::from_blob(values.data(), tensor.Target.sizes(), torch::kFloat64));
  }
}

torch::Tensor FusedNetwork::TensorOf(std::size_t value) const
{
  return this->Values[value].toTensor();
}

torch::Tensor FusedNetwork::FullBatch(const torch::Tensor& inputs)
{
  const std::int64_t full = this->Plan->Shapes[this->Plan->Input].empty()
    ? inputs.size(0)
    : this->Plan->Shapes[this->Plan->Input].front();
  if (inputs.size(0) == full)
  {
    return inputs;
  }
  // Behind the samples of a smaller batch stand zeros, whose outputs nobody takes.
  if (!this->Batch.defined())
  {
    auto shape = inputs.sizes().vec();
    shape.front() = full;
    this->Batch = torch::zeros(shape, inputs.options());
  }
  this->Batch.narrow(0, 0, inputs.size(0)).copy_(inputs);
  return this->Batch;
}

torch::Tensor FusedNetwork::Forward(const torch::Tensor& inputs)
{
  this->Values[this->Plan->Input] = this->FullBatch(inputs);
  for (const Step& step : this->Steps)
  {
    this->Run(step);
    for (const std::size_t finished : step.Finished)
    {
      this->Values[finished] = c10::IValue();
    }
  }
  const torch::Tensor outputs = this->TensorOf(this->Plan->Output);
  const std::int64_t samples = inputs.size(0);
  return outputs.dim() > 0 && outputs.size(0) > samples ? outputs.narrow(0, 0, samples) : outputs;
}

/// Kernels are made for the sizes of the first batch: those that depend on numbers in a tensor may
/// be others later.
torch::Tensor FusedNetwork::TensorAsPlanned(std::size_t value) const
{
  torch::Tensor tensor = this->TensorOf(value);
  const auto& planned = this->Plan->Shapes[value];
  if (!planned.empty() && tensor.sizes() != torch::IntArrayRef(planned))
  {
    throw Error("the sizes of a tensor inside of the network depend on the data or the weights")
      .Expected("shape " + ShapeText(planned) + ", as for the first batch")
      .Found("shape " + ShapeText(tensor.sizes().vec()));
  }
  return tensor;
}

void FusedNetwork::Run(const Step& step)
{
  const PlannedStep& planned = *step.Planned;
  if (!planned.Kernel)
  {
    this->Plan->Program->RunStep(planned.ProgramStep, this->Values, this->Mode);
    return;
  }
  if (planned.Kernel->Type == Kind::Import)
  {
    CopyTensorToImage(
      this->TensorAsPlanned(planned.Inputs.front()), *this->Memory.Image(planned.Output));
    return;
  }
  torch::Tensor input;
  if (step.ReadsTensor)
  {
    input = this->TensorAsPlanned(planned.Inputs.front()).to(this->Mode.Type).contiguous();
    step.Kernel->ReadFrom(input.data_ptr());
  }
  if (step.CopiesAdded)
  {
    this->CopyAdded(step);
  }
  step.Kernel->Run(this->Stream);
  // LibTorch's operators read what the kernel writes, and free what it reads.
  this->Stream.wait();
}

void FusedNetwork::CopyAdded(const Step& step)
{
  const PlannedStep& planned = *step.Planned;
  const std::size_t added = planned.Inputs.back();
  const Activation& output = this->Memory.OutputOf(planned);
  if (planned.Kernel->Type == Kind::Linear)
  {
    output.Memory.view(this->Plan->Shapes[planned.Output]).copy_(this->TensorAsPlanned(added));
    return;
  }
  CopyImage(*this->Memory.Image(added), output);
}

} // namespace losslandscape
