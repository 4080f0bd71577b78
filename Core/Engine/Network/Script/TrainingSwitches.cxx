// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/TrainingSwitches.h"

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/passes/inliner.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace losslandscape
{
namespace
{

namespace jit = torch::jit;

/// Visits every node of a block, those of its branches and loops included.
void ForEachNode(jit::Block& block, const std::function<void(jit::Node& node)>& visit)
{
  // `visit` may put other nodes before the one that it is given.
  for (jit::Node* node : block.nodes())
  {
    for (jit::Block* inner : node->blocks())
    {
      ForEachNode(*inner, visit);
    }
    visit(*node);
  }
}

/// A copy of a method's graph in which calls are replaced by what they call.
std::shared_ptr<jit::Graph> WholeGraph(jit::GraphFunction& function)
{
  auto graph = function.graph()->copy();
  jit::Inline(*graph);
  return graph;
}

/// Names of the methods that the result of WholeGraph still calls: those of interfaces.
std::set<std::string> CallsIn(jit::Graph& graph)
{
  std::set<std::string> names;
  ForEachNode(*graph.block(),
    [&](jit::Node& node)
    {
      if (node.kind() == c10::prim::CallMethod)
      {
        names.insert(node.s(c10::attr::name));
      }
    });
  return names;
}

/// forward, and the methods that it may call by an interface, of whatever submodule.
std::vector<jit::GraphFunction*> FunctionsOf(const jit::Module& module)
{
  std::vector<jit::GraphFunction*> functions;
  const auto add = [&](const jit::Module& owner, const std::string& name)
  {
    const auto method = owner.find_method(name);
    auto* function = method ? jit::tryToGraphFunction(method->function()) : nullptr;
    if (function && std::find(functions.begin(), functions.end(), function) == functions.end())
    {
      functions.push_back(function);
    }
  };
  add(module, "forward");
  for (std::size_t i = 0; i < functions.size(); ++i)
  {
    for (const std::string& name : CallsIn(*WholeGraph(*functions[i])))
    {
      for (const auto& submodule : module.modules())
      {
        add(submodule, name);
      }
    }
  }
  return functions;
}

std::optional<std::size_t> ArgumentOf(
  const jit::Node& node, const std::function<bool(const std::string& name)>& isWanted)
{
  const auto* schema = node.maybeSchema();
  if (!schema || !node.kind().is_aten())
  {
    return std::nullopt;
  }
  const auto& arguments = schema->arguments();
  const auto found = std::find_if(arguments.begin(), arguments.end(),
    [&](const c10::Argument& argument) { return isWanted(argument.name()); });
  if (found == arguments.end())
  {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - arguments.begin());
}

/// The running mean that a node is given; null if the node is no normalisation or is given none.
jit::Value* RunningMeanOf(jit::Node& node)
{
  const auto place = ArgumentOf(node, [](const auto& name) { return name == "running_mean"; });
  return place && !node.input(*place)->mustBeNone() ? node.input(*place) : nullptr;
}

bool IsNormalisation(const jit::Node& node)
{
  return ArgumentOf(node, [](const auto& name) { return name == "running_mean"; }).has_value();
}

/// Place of the input that tells a node to behave as in training, if it is a constant that does.
std::optional<std::size_t> FixedSwitchOf(jit::Node& node)
{
  const auto place = ArgumentOf(node,
    [](const std::string& name)
    { return name == "train" || name == "training" || name == "use_input_stats"; });
  if (!place || (IsNormalisation(node) && !RunningMeanOf(node)))
  {
    return std::nullopt;
  }
  const auto constant = jit::toIValue(node.input(*place));
  return constant && constant->isBool() && constant->toBool() ? place : std::nullopt;
}

/// Place of the input that is the share of attention's weights to drop, if it is a constant that
/// drops some: LibTorch 2's attention has that in place of a switch.
std::optional<std::size_t> FixedDropoutOf(jit::Node& node)
{
  const auto place = ArgumentOf(node, [](const std::string& name) { return name == "dropout_p"; });
  const auto constant =
    place ? jit::toIValue(node.input(*place)) : decltype(jit::toIValue(node.input(0)))();
  return constant && constant->isDouble() && constant->toDouble() > 0.0 ? place : std::nullopt;
}

/// The module that a node belongs to, as far as the node shows it: the one that has its running
/// mean, or else the one whose method the graph is.
jit::Value* OwnerOf(jit::Node& node, jit::Graph& graph)
{
  jit::Value* mean = RunningMeanOf(node);
  const bool isAttribute = mean && mean->node()->kind() == c10::prim::GetAttr;
  return isAttribute ? mean->node()->input() : graph.inputs().at(0);
}

bool HasSwitch(const jit::Value& module)
{
  const auto type = module.type()->cast<c10::ClassType>();
  return type && type->findAttribute("training");
}

std::vector<jit::Node*> NodesToConnect(jit::Graph& graph)
{
  std::vector<jit::Node*> nodes;
  ForEachNode(*graph.block(),
    [&](jit::Node& node)
    {
      if ((FixedSwitchOf(node) || FixedDropoutOf(node)) && HasSwitch(*OwnerOf(node, graph)))
      {
        nodes.push_back(&node);
      }
    });
  return nodes;
}

} // namespace

bool AssignsAttributes(const jit::Module& module)
{
  bool assigns = false;
  for (jit::GraphFunction* function : FunctionsOf(module))
  {
    ForEachNode(*WholeGraph(*function)->block(),
      [&](jit::Node& node) { assigns = assigns || node.kind() == c10::prim::SetAttr; });
  }
  return assigns;
}

void ConnectTrainingSwitches(const jit::Module& module)
{
  for (jit::GraphFunction* function : FunctionsOf(module))
  {
    // Other methods stay as they were written, which keeps the places that their errors name.
    if (NodesToConnect(*WholeGraph(*function)).empty())
    {
      continue;
    }
    const auto graph = function->graph();
    jit::Inline(*graph);
    for (jit::Node* node : NodesToConnect(*graph))
    {
      const jit::WithInsertPoint before(node);
      jit::Value* training = graph->insertGetAttr(OwnerOf(*node, *graph), "training");
      if (const auto place = FixedSwitchOf(*node))
      {
        node->replaceInput(*place, training);
        continue;
      }
      const std::size_t place = *FixedDropoutOf(*node);
      jit::Value* isTraining = graph->insert(c10::aten::Float, { training });
      node->replaceInput(place, graph->insert(c10::aten::mul, { isTraining, node->input(place) }));
    }
  }
}

} // namespace losslandscape
