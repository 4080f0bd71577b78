// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/PlanOrder.h"

#include <algorithm>
#include <set>
#include <string>

namespace losslandscape
{
namespace
{

using Kind = Layer::Kind;

std::vector<std::size_t> ReadsOf(const FusionPlan& plan, const PlannedStep& step)
{
  return step.Kernel ? step.Inputs : plan.Program->EffectsOf(step.ProgramStep).Reads;
}

void RemoveUnread(FusionPlan& plan)
{
  std::set<std::size_t> needed = { plan.Output };
  std::vector<PlannedStep> kept;
  for (auto step = plan.Steps.rbegin(); step != plan.Steps.rend(); ++step)
  {
    bool isNeeded = step->Kernel && needed.count(step->Output) > 0;
    if (!step->Kernel)
    {
      const StepEffects effects = plan.Program->EffectsOf(step->ProgramStep);
      isNeeded = !effects.Written.empty() ||
        std::any_of(effects.Results.begin(), effects.Results.end(),
          [&](std::size_t result) { return needed.count(result) > 0; });
    }
    if (isNeeded)
    {
      const auto reads = ReadsOf(plan, *step);
      needed.insert(reads.begin(), reads.end());
      kept.push_back(*step);
    }
  }
  std::reverse(kept.begin(), kept.end());
  plan.Steps = std::move(kept);
}

/// Puts a step before the first one that reads a value in another form than it was made in.
class Conversions
{
public:
  explicit Conversions(FusionPlan& plan) : Plan(plan)
  {
    for (PlannedStep& step : plan.Steps)
    {
      this->Add(std::move(step));
    }
    this->NeedNumbers(plan.Output);
    plan.Steps = std::move(this->Steps);
  }

private:
  void Add(PlannedStep step)
  {
    if (step.Kernel)
    {
      for (std::size_t i = 0; i < step.Inputs.size(); ++i)
      {
        ReadsImage(this->Plan, step, i) ? this->NeedImage(step.Inputs[i])
                                        : this->NeedNumbers(step.Inputs[i]);
      }
      this->NoteForm(step);
    }
    else
    {
      for (const std::size_t read : ReadsOf(this->Plan, step))
      {
        this->NeedNumbers(read);
      }
    }
    this->Steps.push_back(std::move(step));
  }

  void NoteForm(const PlannedStep& step)
  {
    const Kind kind = step.Kernel->Type;
    if (kind != Kind::Linear)
    {
      this->Images.insert(step.Output);
    }
    // The means of an image are numbers one after the other, and an image of one pixel too.
    if (kind != Kind::Linear && kind != Kind::GlobalMean)
    {
      this->WithoutNumbers.insert(step.Output);
    }
  }

  void NeedImage(std::size_t value)
  {
    if (this->Images.insert(value).second)
    {
      this->Convert(Kind::Import, value);
    }
  }

  void NeedNumbers(std::size_t value)
  {
    if (this->WithoutNumbers.erase(value) > 0)
    {
      this->Convert(Kind::Export, value);
    }
  }

  void Convert(Kind kind, std::size_t value)
  {
    PlannedStep step;
    step.Kernel = Layer();
    step.Kernel->Type = kind;
    step.Inputs = { value };
    step.Output = value;
    this->Steps.push_back(std::move(step));
  }

  FusionPlan& Plan;
  std::vector<PlannedStep> Steps;
  std::set<std::size_t> Images;
  std::set<std::size_t> WithoutNumbers;
};

void NoteLastUses(FusionPlan& plan, SharedMemory& memory)
{
  plan.LastUse.assign(plan.Program->ValueCount(), 0);
  const auto note = [&](std::size_t value, std::size_t step)
  {
    for (const std::size_t shared : memory.With(value))
    {
      plan.LastUse[shared] = std::max(plan.LastUse[shared], step);
    }
  };
  for (std::size_t step = 0; step < plan.Steps.size(); ++step)
  {
    for (const std::size_t read : ReadsOf(plan, plan.Steps[step]))
    {
      note(read, step);
    }
    if (plan.Steps[step].Kernel)
    {
      note(plan.Steps[step].Output, step);
    }
  }
  note(plan.Output, plan.Steps.size());
}

/// Whether an operator can only change how numbers are arranged, so that it mixes no samples with
/// each other by itself.
bool OnlyArranges(const std::string& name)
{
  static const std::set<std::string> operators = { "torch.ops.aten.flatten.using_ints",
    "torch.ops.aten.view.default", "torch.ops.aten.reshape.default",
    "torch.ops.aten.unsqueeze.default", "torch.ops.aten.squeeze.dim", "torch.ops.aten.sym_size.int",
    "_operator.mul" };
  return operators.count(name) > 0;
}

} // namespace

bool ReadsImage(const FusionPlan& plan, const PlannedStep& step, std::size_t input)
{
  switch (step.Kernel->Type)
  {
    case Kind::Import:
      return false;
    case Kind::Linear:
    {
      // An image taken flat has more numbers in a sample than rows of its last dimension have.
      const auto& from = plan.Shapes[step.Inputs[input]];
      const auto& to = plan.Shapes[step.Output];
      return input == 0 && from.size() == 4 && to.size() == 2;
    }
    default:
      return true;
  }
}

void CompletePlan(FusionPlan& plan, const NetworkGraph& graph, SharedMemory& memory)
{
  RemoveUnread(plan);
  plan.SeparatesSamples = std::all_of(plan.Steps.begin(), plan.Steps.end(),
    [&](const PlannedStep& step)
    { return step.Kernel || OnlyArranges(graph.Nodes[step.ProgramStep].Operator); });
  Conversions{ plan };
  NoteLastUses(plan, memory);
}

} // namespace losslandscape
