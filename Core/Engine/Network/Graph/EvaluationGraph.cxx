// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/EvaluationGraph.h"

#include "Core/Engine/Network/Graph/GraphProgram.h"
#include "Core/Engine/Network/Graph/NodeArguments.h"
#include "Core/Engine/Network/Graph/SharedMemory.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <algorithm>
#include <map>
#include <set>

namespace losslandscape
{
namespace
{

const std::string Prefix = "torch.ops.aten.";

/// Name of LibTorch's operator, such as "relu_.default"; empty for other functions.
std::string AtenName(const GraphNode& node)
{
  return node.Operator.rfind(Prefix, 0) == 0 ? node.Operator.substr(Prefix.size()) : "";
}

/// Operators that in evaluation give their argument itself.
bool GivesArgument(const GraphNode& node)
{
  static const std::set<std::string> operators = { "dropout.default", "dropout_.default",
    "feature_dropout.default", "feature_dropout_.default", "alpha_dropout.default",
    "alpha_dropout_.default", "feature_alpha_dropout.default", "feature_alpha_dropout_.default",
    "contiguous.default", "detach.default", "alias.default" };
  return operators.count(AtenName(node)) > 0;
}

bool GivesCopy(const GraphNode& node)
{
  const std::string name = AtenName(node);
  return name == "clone.default" || name == "lift_fresh_copy.default";
}

/// The operator that gives a new value where this one writes to its first argument; empty if there
/// is none.
std::string WithoutWriting(const GraphNode& node)
{
  const std::string name = AtenName(node);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0 || name[dot - 1] != '_')
  {
    return "";
  }
  const std::string stem = name.substr(0, dot - 1);
  const std::string overload = name.substr(dot + 1);
  const auto found = c10::Dispatcher::singleton().findSchema(
    { "aten::" + stem, overload == "default" ? "" : overload });
  return found ? Prefix + stem + "." + overload : "";
}

void AddNames(const GraphArgument& argument, std::set<std::string>& names)
{
  if (const auto* value = std::get_if<ValueName>(&argument.Value))
  {
    names.insert(value->Name);
  }
  else if (const auto* list = std::get_if<GraphArgument::List>(&argument.Value))
  {
    for (const GraphArgument& member : *list)
    {
      AddNames(member, names);
    }
  }
}

class Simplification
{
public:
  explicit Simplification(const NetworkGraph& graph) : Written(graph), Program(graph)
  {
    for (const GraphNode& node : graph.Nodes)
    {
      if (!IsAssertion(node))
      {
        this->Nodes.push_back(node);
      }
    }
    this->FindWrites();
    for (std::size_t step = 0; step < this->Nodes.size(); ++step)
    {
      this->Rewrite(step);
    }
  }

  NetworkGraph Result() const
  {
    NetworkGraph simple{ this->Written.Inputs, {}, {} };
    std::set<std::string> needed;
    for (const GraphArgument& output : this->Written.Outputs)
    {
      simple.Outputs.push_back(this->Renamed(output));
      AddNames(simple.Outputs.back(), needed);
    }
    for (auto node = this->Kept.rbegin(); node != this->Kept.rend(); ++node)
    {
      std::set<std::string> results;
      for (const GraphArgument& result : node->Node.Results)
      {
        AddNames(result, results);
      }
      const bool isRead = std::any_of(results.begin(), results.end(),
        [&](const std::string& name) { return needed.count(name) > 0; });
      if (isRead || node->Writes)
      {
        for (const NamedGraphArgument& argument : node->Node.Arguments)
        {
          AddNames(argument.Argument, needed);
        }
        simple.Nodes.push_back(node->Node);
      }
    }
    std::reverse(simple.Nodes.begin(), simple.Nodes.end());
    return simple;
  }

private:
  /// Decides which writes can become new values: those to memory that no other value shares yet.
  /// What shares it later reads the new value. Of all other writes the targets are noted.
  void FindWrites()
  {
    std::set<std::size_t> targets;
    for (std::size_t step = 0; step < this->Nodes.size(); ++step)
    {
      StepEffects effects = this->Program.EffectsOf(step);
      const bool writes = !effects.Written.empty();
      if (writes && this->CanBeNewValue(step, effects))
      {
        this->NewValues.insert(step);
        continue;
      }
      targets.insert(effects.Written.begin(), effects.Written.end());
      if (GivesArgument(this->Nodes[step]) && !effects.Reads.empty())
      {
        effects.Viewed = { effects.Reads.front() };
      }
      this->Memory.Note(effects.Viewed, effects.Results);
    }
    for (const std::size_t target : targets)
    {
      const auto& shared = this->Memory.With(target);
      this->Targets.insert(shared.begin(), shared.end());
    }
  }

  bool CanBeNewValue(std::size_t step, const StepEffects& effects)
  {
    return effects.Written.size() == 1 && effects.Reads.front() == effects.Written.front() &&
      this->Memory.With(effects.Written.front()).size() == 1 &&
      !WithoutWriting(this->Nodes[step]).empty() && !ResultOf(this->Nodes[step]).empty();
  }

  void Rewrite(std::size_t step)
  {
    GraphNode& node = this->Nodes[step];
    const StepEffects effects = this->Program.EffectsOf(step);
    for (NamedGraphArgument& argument : node.Arguments)
    {
      argument.Argument = this->Renamed(argument.Argument);
    }
    const bool makesNewValue = this->NewValues.count(step) > 0;
    if (makesNewValue && GivesArgument(node))
    {
      // In evaluation it writes nothing.
      this->Names[ResultOf(node)] = NameOfValue(node, node.Arguments.front().Name);
      return;
    }
    if (makesNewValue)
    {
      node.Operator = WithoutWriting(node);
      this->Names[NameOfValue(node, node.Arguments.front().Name)] = ResultOf(node);
    }
    else if (this->IsSuperfluous(node, effects))
    {
      this->Names[ResultOf(node)] = NameOfValue(node, node.Arguments.front().Name);
      return;
    }
    const bool writes = !makesNewValue && !effects.Written.empty();
    this->Kept.push_back({ node, writes });
  }

  /// Whether a node's result may as well be called by the name of its argument.
  bool IsSuperfluous(const GraphNode& node, const StepEffects& effects) const
  {
    return (GivesArgument(node) || GivesCopy(node)) && !ResultOf(node).empty() &&
      !effects.Reads.empty() && !NameOfValue(node, node.Arguments.front().Name).empty() &&
      this->Targets.count(effects.Reads.front()) == 0 &&
      this->Targets.count(effects.Results.front()) == 0;
  }

  GraphArgument Renamed(const GraphArgument& argument) const
  {
    GraphArgument renamed = argument;
    if (auto* value = std::get_if<ValueName>(&renamed.Value))
    {
      for (auto found = this->Names.find(value->Name); found != this->Names.end();
           found = this->Names.find(value->Name))
      {
        value->Name = found->second;
      }
    }
    else if (auto* list = std::get_if<GraphArgument::List>(&renamed.Value))
    {
      for (GraphArgument& member : *list)
      {
        member = this->Renamed(member);
      }
    }
    return renamed;
  }

  struct KeptNode
  {
    GraphNode Node;
    bool Writes;
  };

  const NetworkGraph& Written;
  GraphProgram Program;
  /// The graph's nodes, but for assertions: one for each step of the program.
  std::vector<GraphNode> Nodes;
  SharedMemory Memory;
  /// Steps whose writing becomes a new value.
  std::set<std::size_t> NewValues;
  /// Values that are written to all the same, and those that share memory with them.
  std::set<std::size_t> Targets;
  /// What values are called by now.
  std::map<std::string, std::string> Names;
  std::vector<KeptNode> Kept;
};

} // namespace

NetworkGraph InEvaluation(const NetworkGraph& graph)
{
  return Simplification(graph).Result();
}

} // namespace losslandscape
