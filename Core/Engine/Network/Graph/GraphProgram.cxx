// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/GraphProgram.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/Graph/GraphStep.h"

#include <map>
#include <optional>
#include <set>

namespace losslandscape
{

bool IsAssertion(const GraphNode& node)
{
  for (const char* start : { "torch.ops.aten._assert_", "torch.ops.aten.sym_constrain_range",
         "torch.ops.aten._assert", "torch._check", "torch.ops.aten._functional_assert" })
  {
    if (node.Operator.rfind(start, 0) == 0)
    {
      return true;
    }
  }
  return false;
}

/// Numbers the values of a graph and follows which of them are views of which.
class GraphProgram::Preparation
{
public:
  explicit Preparation(GraphProgram& program) : Program(program) {}

  void AddInput(const GraphInput& input)
  {
    // An input that is not a tensor has no name, and nobody reads it.
    const std::size_t number = this->NewValue(input.Value.empty()
        ? "(input " + std::to_string(this->Program.ValueCount()) + ")"
        : input.Value);
    this->Roots[number].insert(number);
    this->Kinds[number] = input.Type;
  }

  void AddNode(const GraphNode& node)
  {
    this->RequireStatistics(node);
    auto step =
      MakeStep(node, [this](const std::string& name) { return this->Program.NumberOf(name); });
    std::set<std::size_t> roots;
    for (const std::size_t viewed : step->Viewed())
    {
      roots.insert(this->Roots[viewed].begin(), this->Roots[viewed].end());
    }
    for (const std::size_t written : step->Written())
    {
      this->Changed.insert(this->Roots[written].begin(), this->Roots[written].end());
    }
    for (const GraphArgument& result : node.Results)
    {
      this->AddResult(*step, result, roots);
    }
    this->Program.Steps.push_back(std::move(step));
  }

  void AddOutput(const GraphArgument& output)
  {
    const auto* name = std::get_if<ValueName>(&output.Value);
    if (!name)
    {
      throw Error("the exported network returns what is no tensor")
        .Expected("one tensor, or several");
    }
    const std::size_t number = this->Program.NumberOf(name->Name);
    this->Program.OutputNumbers.push_back(number);
    this->Program.Viewed.insert(this->Roots[number].begin(), this->Roots[number].end());
  }

  /// Notes which inputs are written to, and after which step each value is done with.
  void Finish(const NetworkGraph& graph)
  {
    for (const std::size_t input : this->Changed)
    {
      if (graph.Inputs[input].Type == GraphInput::Kind::Parameter)
      {
        throw Error("the exported network writes to its own weights")
          .Expected("a network that reads them alone")
          .Found("an operator that changes '" + graph.Inputs[input].Target.substr(0, 200) + "'");
      }
      this->Program.Copied.push_back(input);
    }
    this->NoteLastUses();
  }

private:
  /// Batch norm writes to its running statistics in some modes, which no schema says: they have to
  /// be inputs of the graph, and no weights.
  void RequireStatistics(const GraphNode& node) const
  {
    for (const char* argument : { "running_mean", "running_var", "num_batches_tracked" })
    {
      const GraphArgument* written = FindArgument(node, argument);
      const auto* name = written ? std::get_if<ValueName>(&written->Value) : nullptr;
      if (!name)
      {
        continue;
      }
      const auto kind = this->Kinds.find(this->Program.NumberOf(name->Name));
      if (kind == this->Kinds.end() || kind->second == GraphInput::Kind::Parameter)
      {
        throw Error("the exported network would write to what are no running statistics")
          .Expected("a buffer as " + std::string(argument) + " of " + node.Operator.substr(0, 200))
          .Found("'" + name->Name.substr(0, 200) + "'");
      }
    }
  }

  std::size_t NewValue(const std::string& name)
  {
    const std::size_t number = this->Program.Numbers.size();
    if (!this->Program.Numbers.emplace(name, number).second)
    {
      throw Error("malformed exported network")
        .Expected("values that have names of their own")
        .Found("two of the name '" + name.substr(0, 200) + "'");
    }
    return number;
  }

  std::optional<std::size_t> ResultNumber(
    const GraphArgument& result, const std::set<std::size_t>& roots)
  {
    const auto* name = std::get_if<ValueName>(&result.Value);
    if (!name)
    {
      return std::nullopt;
    }
    const std::size_t number = this->NewValue(name->Name);
    this->Roots[number] = roots;
    return number;
  }

  void AddResult(GraphStep& step, const GraphArgument& result, const std::set<std::size_t>& roots)
  {
    const auto* list = std::get_if<GraphArgument::List>(&result.Value);
    std::vector<std::optional<std::size_t>> numbers;
    for (const GraphArgument& member : list ? *list : GraphArgument::List{ result })
    {
      numbers.push_back(this->ResultNumber(member, roots));
    }
    step.Results.push_back(std::move(numbers));
    step.AreLists.push_back(list != nullptr);
  }

  void NoteLastUses()
  {
    std::set<std::size_t> needed(
      this->Program.OutputNumbers.begin(), this->Program.OutputNumbers.end());
    for (auto step = this->Program.Steps.rbegin(); step != this->Program.Steps.rend(); ++step)
    {
      const auto note = [&](std::size_t number)
      {
        if (needed.insert(number).second)
        {
          (*step)->Finished.push_back(number);
        }
      };
      for (const auto& numbers : (*step)->Results)
      {
        for (const auto& number : numbers)
        {
          if (number)
          {
            note(*number);
          }
        }
      }
      (*step)->ForEachValue(note);
    }
  }

  GraphProgram& Program;
  /// What the inputs are.
  std::map<std::size_t, GraphInput::Kind> Kinds;
  /// The inputs that each value may be a view of.
  std::map<std::size_t, std::set<std::size_t>> Roots;
  std::set<std::size_t> Changed;
};

GraphProgram::GraphProgram(const NetworkGraph& graph)
{
  Preparation preparation(*this);
  for (const GraphInput& input : graph.Inputs)
  {
    preparation.AddInput(input);
  }
  for (const GraphNode& node : graph.Nodes)
  {
    if (!IsAssertion(node))
    {
      preparation.AddNode(node);
    }
  }
  for (const GraphArgument& output : graph.Outputs)
  {
    preparation.AddOutput(output);
  }
  preparation.Finish(graph);
}

GraphProgram::~GraphProgram() = default;

namespace
{

void Keep(const GraphStep& step, const GraphValues& results, GraphValues& values)
{
  if (results.size() < step.Results.size())
  {
    throw Error("malformed exported network")
      .Expected(std::to_string(step.Results.size()) + " results of an operator")
      .Found(std::to_string(results.size()));
  }
  for (std::size_t i = 0; i < step.Results.size(); ++i)
  {
    const auto& numbers = step.Results[i];
    const GraphValues members =
      step.AreLists[i] ? results[i].toListRef().vec() : GraphValues{ results[i] };
    if (members.size() < numbers.size())
    {
      throw Error("malformed exported network")
        .Expected("a list of " + std::to_string(numbers.size()) + " tensors")
        .Found(std::to_string(members.size()));
    }
    for (std::size_t j = 0; j < numbers.size(); ++j)
    {
      if (numbers[j])
      {
        values[*numbers[j]] = members[j];
      }
    }
  }
}

} // namespace

std::size_t GraphProgram::NumberOf(const std::string& value) const
{
  const auto found = this->Numbers.find(value);
  if (found == this->Numbers.end())
  {
    throw Error("malformed exported network")
      .Expected("a value that is computed before it is used")
      .Found("'" + value.substr(0, 200) + "'");
  }
  return found->second;
}

std::vector<std::size_t> GraphProgram::ViewedInputs() const
{
  return { this->Viewed.begin(), this->Viewed.end() };
}

StepEffects GraphProgram::EffectsOf(std::size_t step) const
{
  const GraphStep& made = *this->Steps[step];
  StepEffects effects;
  made.ForEachValue([&](std::size_t number) { effects.Reads.push_back(number); });
  effects.Written = made.Written();
  effects.Viewed = made.Viewed();
  for (const auto& numbers : made.Results)
  {
    for (const auto& number : numbers)
    {
      if (number)
      {
        effects.Results.push_back(*number);
      }
    }
  }
  return effects;
}

void GraphProgram::RunStep(
  std::size_t step, std::vector<c10::IValue>& values, const GraphMode& mode) const
{
  const GraphStep& made = *this->Steps[step];
  Keep(made, made.Compute(values, mode), values);
}

std::vector<c10::IValue> GraphProgram::Run(
  std::vector<c10::IValue> inputs, const GraphMode& mode) const
{
  GraphValues values = std::move(inputs);
  for (const std::size_t input : this->Copied)
  {
    values[input] = values[input].toTensor().clone();
  }
  values.resize(this->ValueCount());
  for (std::size_t step = 0; step < this->Steps.size(); ++step)
  {
    this->RunStep(step, values, mode);
    for (const std::size_t finished : this->Steps[step]->Finished)
    {
      values[finished] = c10::IValue();
    }
  }
  std::vector<c10::IValue> outputs;
  for (const std::size_t output : this->OutputNumbers)
  {
    outputs.push_back(values[output]);
  }
  return outputs;
}

} // namespace losslandscape
