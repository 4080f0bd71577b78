// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/GraphFacts.h"

#include "Core/Engine/Network/Graph/NodeArguments.h"

namespace losslandscape
{
namespace
{

/// Names in the state dict by the graph's own.
std::map<std::string, std::string> TargetsOf(const NetworkGraph& graph)
{
  std::map<std::string, std::string> targets;
  for (const GraphInput& input : graph.Inputs)
  {
    if (!input.Target.empty())
    {
      targets[input.Value] = input.Target;
    }
  }
  return targets;
}

bool Starts(const std::string& text, const std::string& start)
{
  return text.rfind(start, 0) == 0;
}

bool IsTransposedConvolution(const GraphNode& node)
{
  const bool* transposed = ValueOf<bool>(node, "transposed");
  return Starts(node.Operator, "torch.ops.aten.conv_transpose") ||
    (Starts(node.Operator, "torch.ops.aten.convolution.") && transposed && *transposed);
}

} // namespace

std::map<std::string, FilterLayout> LayoutsIn(const NetworkProgram& program)
{
  const NetworkGraph& graph = program.Graph;
  const auto targets = TargetsOf(graph);
  std::map<std::string, FilterLayout> layouts;
  for (const GraphNode& node : graph.Nodes)
  {
    const ValueName* weight = ValueOf<ValueName>(node, "weight");
    const auto target = weight ? targets.find(weight->Name) : targets.end();
    if (target == targets.end())
    {
      continue;
    }
    FilterLayout layout;
    if (IsTransposedConvolution(node))
    {
      const std::int64_t* groups = ValueOf<std::int64_t>(node, "groups");
      layout = { 1, groups ? *groups : 1 };
    }
    else if (Starts(node.Operator, "torch.ops.aten.embedding"))
    {
      layout.OutputDimension = 1;
    }
    layouts.emplace(program.NameOf(target->second), layout);
  }
  return layouts;
}

namespace
{

/// Whether a node normalises by statistics of which GraphNetwork counts the batches: that which is
/// given its counter counts by itself, and instance norm and what stays in evaluation count none.
bool IsCounted(const GraphNode& node)
{
  return !FindArgument(node, "num_batches_tracked") &&
    !Starts(node.Operator, "torch.ops.aten.instance_norm") &&
    !Starts(node.Operator, "torch.ops.aten._batch_norm_impl_index");
}

} // namespace

std::map<std::string, std::int64_t> NormRunsIn(const NetworkGraph& graph)
{
  const auto targets = TargetsOf(graph);
  std::map<std::string, std::int64_t> runs;
  for (const GraphNode& node : graph.Nodes)
  {
    const ValueName* mean = ValueOf<ValueName>(node, "running_mean");
    const auto target = mean ? targets.find(mean->Name) : targets.end();
    if (target != targets.end() && IsCounted(node))
    {
      ++runs[target->second];
    }
  }
  return runs;
}

std::map<std::string, double> MomentaIn(const NetworkGraph& graph)
{
  const auto targets = TargetsOf(graph);
  std::map<std::string, double> momenta;
  for (const GraphNode& node : graph.Nodes)
  {
    const ValueName* mean = ValueOf<ValueName>(node, "running_mean");
    const double* momentum = ValueOf<double>(node, "momentum");
    const bool isMean = ValueOf<std::monostate>(node, "momentum");
    const auto target = mean ? targets.find(mean->Name) : targets.end();
    // In evaluation torch.export writes 0 for a momentum of None.
    if (target != targets.end() && (isMean || (momentum && *momentum > 0.0)))
    {
      momenta.emplace(target->second, isMean ? 1.0 : *momentum);
    }
  }
  return momenta;
}

} // namespace losslandscape
