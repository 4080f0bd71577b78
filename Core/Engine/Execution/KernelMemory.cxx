// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/KernelMemory.h"

#include "Core/Common/DenseArray.h"
#include "Core/Engine/Execution/PlanOrder.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

using Kind = Layer::Kind;

bool SameLayout(const Activation& a, const Activation& b)
{
  return a.Shape == b.Shape && a.Block == b.Block && a.Type == b.Type;
}

} // namespace

KernelMemory::KernelMemory(const FusionPlan& plan, torch::ScalarType type, std::int64_t block)
  : Plan(plan), Type(type), Block(block), InPlace(plan.Steps.size(), false)
{
  for (std::size_t step = 0; step < plan.Steps.size(); ++step)
  {
    if (plan.Steps[step].Kernel)
    {
      Activation output = this->Shaped(step);
      this->TakeMemory(step, output);
      this->Keep(plan.Steps[step], std::move(output));
    }
    this->GiveBack(step);
  }
}

const Activation* KernelMemory::Find(const Values& values, std::size_t value)
{
  const auto found = values.find(value);
  return found == values.end() ? nullptr : &found->second;
}

const Activation& KernelMemory::OutputOf(const PlannedStep& step) const
{
  const Kind kind = step.Kernel->Type;
  return kind == Kind::Linear || kind == Kind::Export ? this->Rows.at(step.Output)
                                                      : this->Images.at(step.Output);
}

/// The output of a step, without memory.
Activation KernelMemory::Shaped(std::size_t step) const
{
  const PlannedStep& planned = this->Plan.Steps[step];
  const auto& shape = this->Plan.Shapes[planned.Output];
  Activation output;
  if (planned.Kernel->Type == Kind::Linear)
  {
    output.Shape = { ElementCount(shape) / std::max<std::int64_t>(shape.back(), 1), shape.back() };
  }
  else
  {
    output = this->ShapedImage(step);
  }
  output.Type = planned.Output == this->Plan.Output ? torch::kFloat32 : this->Type;
  return output;
}

Activation KernelMemory::ShapedImage(std::size_t step) const
{
  const PlannedStep& planned = this->Plan.Steps[step];
  const Layer& layer = *planned.Kernel;
  const auto& shape = this->Plan.Shapes[planned.Output];
  Activation output;
  output.Shape = shape;
  const std::int64_t channels = shape[1];
  const bool fitsBlocks = this->Block > 0 && channels % this->Block == 0;
  const auto blockOf = [&](std::size_t input)
  { return this->Images.at(planned.Inputs[input]).Block; };
  switch (layer.Type)
  {
    case Kind::Import:
      output.Block = this->ImportedBlock(step);
      return output;
    case Kind::Export:
      output.Block = 1;
      return output;
    case Kind::GlobalMean:
      output.Shape = { shape[0], channels, 1, 1 };
      output.Block = channels;
      return output;
    case Kind::Convolution:
    {
      const bool readsBlocks = blockOf(0) == this->Block || blockOf(0) == 1;
      output.Block = fitsBlocks && readsBlocks ? this->Block : channels;
      return output;
    }
    case Kind::Concatenation:
    {
      bool inBlocks = fitsBlocks;
      for (std::size_t i = 0; i < planned.Inputs.size(); ++i)
      {
        inBlocks = inBlocks && blockOf(i) == this->Block;
      }
      output.Block = inBlocks ? this->Block : channels;
      return output;
    }
    case Kind::Subsample:
      output.Block = fitsBlocks ? this->Block : channels;
      return output;
    default:
      output.Block = blockOf(0);
      return output;
  }
}

/// Whether the next step, which an image is imported for, makes blocks of channels out of planes.
/// If its outputs are a single block, it reads channels-last images instead: see AreInBlocks in
/// FusedLayer.cxx.
std::int64_t KernelMemory::ImportedBlock(std::size_t step) const
{
  const PlannedStep& reader = this->Plan.Steps[step + 1];
  const std::int64_t channels = this->Plan.Shapes[this->Plan.Steps[step].Output][1];
  if (this->Block > 0 && channels % this->Block == 0)
  {
    return this->Block;
  }
  const bool isConvolution =
    reader.Kernel && reader.Kernel->Type == Kind::Convolution && reader.Kernel->Groups == 1;
  const std::int64_t outputs = isConvolution ? this->Plan.Shapes[reader.Output][1] : 0;
  const bool readsPlanes =
    channels < this->Block && outputs > this->Block && outputs % this->Block == 0;
  return readsPlanes ? 1 : channels;
}

const Activation* KernelMemory::Added(const PlannedStep& step) const
{
  if (!step.Kernel->Adds)
  {
    return nullptr;
  }
  const std::size_t added = step.Inputs.back();
  return step.Kernel->Type == Kind::Linear ? this->Numbers(added) : this->Image(added);
}

bool KernelMemory::CanAddInPlace(std::size_t step, const Activation& output) const
{
  const PlannedStep& planned = this->Plan.Steps[step];
  const Activation* added = this->Added(planned);
  return added && SameLayout(*added, output) && planned.Inputs.front() != planned.Inputs.back() &&
    this->Plan.LastUse[planned.Inputs.back()] == step;
}

void KernelMemory::TakeMemory(std::size_t step, Activation& output)
{
  const std::size_t last = std::max(step, this->Plan.LastUse[this->Plan.Steps[step].Output]);
  const std::int64_t count = ElementCount(output.Shape);
  if (this->CanAddInPlace(step, output))
  {
    this->InPlace[step] = true;
    const torch::Tensor& memory = this->Added(this->Plan.Steps[step])->Memory;
    const auto use = std::find_if(this->Used.begin(), this->Used.end(),
      [&](const Use& candidate) { return candidate.Memory.is_alias_of(memory); });
    use->Last = last;
    output.Memory = use->Memory.narrow(0, 0, count);
    return;
  }
  auto free = std::find_if(this->Free.begin(), this->Free.end(),
    [&](const torch::Tensor& memory)
    { return memory.numel() >= count && memory.scalar_type() == output.Type; });
  torch::Tensor memory;
  if (free == this->Free.end())
  {
    memory = torch::zeros({ count }, output.Type);
  }
  else
  {
    memory = *free;
    this->Free.erase(free);
  }
  this->Used.push_back({ memory, last });
  output.Memory = memory.narrow(0, 0, count);
}

void KernelMemory::Keep(const PlannedStep& step, Activation output)
{
  const Kind kind = step.Kernel->Type;
  if (kind == Kind::GlobalMean || kind == Kind::Linear || kind == Kind::Export)
  {
    this->Rows[step.Output] = output;
  }
  if (kind != Kind::Linear && kind != Kind::Export)
  {
    this->Images[step.Output] = std::move(output);
  }
}

void KernelMemory::GiveBack(std::size_t step)
{
  for (auto use = this->Used.begin(); use != this->Used.end();)
  {
    if (use->Last > step)
    {
      ++use;
      continue;
    }
    this->Free.push_back(use->Memory);
    use = this->Used.erase(use);
  }
}

} // namespace losslandscape
