// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ScriptModes.h"

#include "Core/Common/Error.h"
#include <set>

namespace losslandscape
{
namespace
{

const std::string Aten = "torch.ops.aten.";

std::string TextOf(const GraphArgument& argument);

struct TextWriter
{
  std::string operator()(std::monostate) const { return "None"; }
  std::string operator()(const ValueName& value) const { return "%" + value.Name; }
  std::string operator()(bool value) const { return value ? "True" : "False"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const
  {
    // Hexadecimal digits tell any two numbers apart.
    char text[64];
    std::snprintf(text, sizeof text, "%a", value);
    return text;
  }
  std::string operator()(const std::string& value) const { return "'" + value + "'"; }
  std::string operator()(ElementTypeCode value) const
  {
    return "type " + std::to_string(value.Code);
  }
  std::string operator()(WrittenDevice) const { return "device"; }
  std::string operator()(const GraphArgument::List& list) const
  {
    std::string text = "[";
    for (const GraphArgument& member : list)
    {
      text += TextOf(member) + ",";
    }
    return text + "]";
  }
  template <typename Other>
  std::string operator()(const Other&) const
  {
    throw Error("an argument that TorchScript does not have");
  }
};

std::string TextOf(const GraphArgument& argument)
{
  return std::visit(TextWriter(), argument.Value);
}

bool IsNormalisation(const GraphNode& node)
{
  return node.Operator == Aten + "batch_norm.default" ||
    node.Operator == Aten + "instance_norm.default";
}

bool IsDropout(const GraphNode& node)
{
  static const std::set<std::string> names = { "dropout", "dropout_", "feature_dropout",
    "feature_dropout_", "alpha_dropout", "alpha_dropout_", "feature_alpha_dropout",
    "feature_alpha_dropout_" };
  return node.Operator.rfind(Aten, 0) == 0 &&
    names.count(node.Operator.substr(Aten.size(), node.Operator.rfind('.') - Aten.size())) > 0;
}

bool IsRecurrent(const GraphNode& node)
{
  for (const char* name : { "lstm.", "gru.", "rnn_tanh.", "rnn_relu." })
  {
    if (node.Operator.rfind(Aten + name, 0) == 0)
    {
      return true;
    }
  }
  return false;
}

bool IsRandomised(const GraphNode& node)
{
  return node.Operator == Aten + "rrelu.default" || node.Operator == Aten + "rrelu_.default";
}

double RealOf(const GraphNode& node, const std::string& name)
{
  const GraphArgument* argument = FindArgument(node, name);
  const auto* integer = argument ? std::get_if<std::int64_t>(&argument->Value) : nullptr;
  const auto* real = argument ? std::get_if<double>(&argument->Value) : nullptr;
  if (!integer && !real)
  {
    throw Error("a number that is computed").Found(node.Operator + ", " + name);
  }
  return integer ? static_cast<double>(*integer) : *real;
}

/// The argument by which an operator behaves as in training or not; null if it has none.
GraphArgument* SwitchOf(GraphNode& node)
{
  for (NamedGraphArgument& argument : node.Arguments)
  {
    const std::string& name = argument.Name;
    if (name == "train" || name == "training" || name == "use_input_stats")
    {
      return &argument.Argument;
    }
  }
  return nullptr;
}

bool TruthOf(const GraphArgument& argument)
{
  const bool* truth = std::get_if<bool>(&argument.Value);
  if (!truth)
  {
    throw Error("a switch of training that is computed");
  }
  return *truth;
}

bool HasStatistics(const GraphNode& node)
{
  const GraphArgument* mean = FindArgument(node, "running_mean");
  return mean && !std::holds_alternative<std::monostate>(mean->Value);
}

/// The name of the counter beside a normalisation's running statistics, which need not have one.
std::string CounterOf(const GraphNode& node)
{
  const std::string mean = std::get<ValueName>(FindArgument(node, "running_mean")->Value).Name;
  const std::size_t start = std::string("tensor ").size();
  return mean.substr(start, mean.rfind("running_mean") - start) + "num_batches_tracked";
}

/// Writes a node so that it behaves as in evaluation in every mode.
void KeepInEvaluation(GraphNode& node)
{
  if (IsDropout(node))
  {
    const GraphArgument input = node.Arguments.front().Argument;
    node.Operator = Aten + "alias.default";
    node.Arguments = { { "self", input } };
  }
  else if (IsRecurrent(node))
  {
    for (NamedGraphArgument& argument : node.Arguments)
    {
      argument.Argument = argument.Name == "dropout" ? GraphArgument{ 0.0 } : argument.Argument;
    }
  }
  else if (IsRandomised(node))
  {
    // Xu et al. 2015: the mean slope.
    const double slope = (RealOf(node, "lower") + RealOf(node, "upper")) / 2.0;
    const GraphArgument input = node.Arguments.front().Argument;
    node.Operator =
      Aten + (node.Operator == Aten + "rrelu_.default" ? "leaky_relu_" : "leaky_relu") + ".default";
    node.Arguments = { { "self", input }, { "negative_slope", { slope } } };
  }
  else if (node.Operator == Aten + "batch_norm.default")
  {
    // What LibTorch's batch norm calls itself. Graphs follow their mode in batch_norm alone.
    node.Operator = Aten + "_batch_norm_impl_index.default";
  }
  else
  {
    throw Error("an operator that is told to behave as in evaluation").Found(node.Operator);
  }
}

void SetSwitch(GraphNode& node, bool inTraining, bool hasSwitch)
{
  const bool followsMode =
    IsDropout(node) || IsRecurrent(node) || IsRandomised(node) || IsNormalisation(node);
  GraphArgument* flag = SwitchOf(node);
  const bool inEvaluation = TruthOf(*flag);
  if (IsNormalisation(node) && !HasStatistics(node))
  {
    return; // has nothing but the batch's own statistics, in any mode
  }
  if (!followsMode || (inEvaluation && (!inTraining || !hasSwitch)))
  {
    throw Error("an operator that behaves as in training at other times").Found(node.Operator);
  }
  if (!inTraining)
  {
    KeepInEvaluation(node);
    return;
  }
  flag->Value = false;
}

/// Takes the momentum 1 / number of batches, which is there in training alone.
void TakeMomentum(GraphNode& node, const GraphNode& training)
{
  const GraphArgument* momentum = FindArgument(training, "momentum");
  if (!IsNormalisation(node) || !momentum ||
    !std::holds_alternative<std::monostate>(momentum->Value) || !HasStatistics(node))
  {
    return;
  }
  for (NamedGraphArgument& argument : node.Arguments)
  {
    if (argument.Name == "momentum" && TextOf(argument.Argument) == TextOf({ 0.0 }))
    {
      argument.Argument = {};
    }
  }
  node.Arguments.push_back({ "num_batches_tracked", { ValueName{ "tensor " + CounterOf(node) } } });
}

/// The node as both modes have it.
GraphNode Both(const GraphNode& evaluation, const GraphNode& training, bool hasSwitch)
{
  GraphNode node = evaluation;
  TakeMomentum(node, training);
  bool isSame = evaluation.Operator == training.Operator &&
    evaluation.Arguments.size() == training.Arguments.size();
  const GraphArgument* flag = SwitchOf(node);
  for (std::size_t i = 0; isSame && i < training.Arguments.size(); ++i)
  {
    const GraphArgument& argument = node.Arguments[i].Argument;
    isSame = &argument == flag || TextOf(argument) == TextOf(training.Arguments[i].Argument);
  }
  if (!isSame || TextOf({ evaluation.Results }) != TextOf({ training.Results }))
  {
    throw Error("code that is run in training alone").Found(training.Operator);
  }
  if (flag)
  {
    GraphNode copy = training;
    SetSwitch(node, TruthOf(*SwitchOf(copy)), hasSwitch);
  }
  return node;
}

void RequireSameTensors(const TranslatedScript& a, const TranslatedScript& b)
{
  bool areSame = a.Tensors.size() == b.Tensors.size();
  for (const auto& [name, tensor] : a.Tensors)
  {
    const auto found = b.Tensors.find(name);
    areSame = areSame && found != b.Tensors.end() &&
      (found->second.is_same(tensor) ||
        (found->second.scalar_type() == tensor.scalar_type() && found->second.equal(tensor)));
  }
  if (!areSame)
  {
    throw Error("tensors that are read in training alone");
  }
}

/// GraphNetwork counts batches as PyTorch's layers do: those that ran, in training alone.
void RequireUsualCounts(
  const NetworkGraph& graph, const TranslatedScript& evaluation, const TranslatedScript& training)
{
  if (!evaluation.Counts.empty())
  {
    throw Error("batches are counted in evaluation");
  }
  std::map<std::string, std::int64_t> expected;
  for (const GraphNode& node : graph.Nodes)
  {
    if (node.Operator == Aten + "batch_norm.default" && HasStatistics(node))
    {
      const std::string counter = CounterOf(node);
      if (training.Tensors.count(counter) > 0)
      {
        ++expected[counter];
      }
    }
  }
  if (expected != training.Counts)
  {
    throw Error("batches are counted in an unusual way");
  }
}

} // namespace

NetworkGraph GraphOfBothModes(
  const TranslatedScript& evaluation, const TranslatedScript& training, bool hasSwitch)
{
  RequireSameTensors(evaluation, training);
  const NetworkGraph& a = evaluation.Graph;
  const NetworkGraph& b = training.Graph;
  if (a.Nodes.size() != b.Nodes.size() || TextOf({ a.Outputs }) != TextOf({ b.Outputs }))
  {
    throw Error("code that is run in training alone");
  }
  NetworkGraph graph = a;
  for (std::size_t i = 0; i < a.Nodes.size(); ++i)
  {
    graph.Nodes[i] = Both(a.Nodes[i], b.Nodes[i], hasSwitch);
  }
  RequireUsualCounts(graph, evaluation, training);
  return graph;
}

} // namespace losslandscape
