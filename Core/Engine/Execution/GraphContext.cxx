// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/GraphContext.h"

#include "Core/Engine/Network/Graph/NodeArguments.h"

namespace losslandscape
{

GraphContext::GraphContext(const NetworkGraph& graph,
  const std::map<std::string, std::string>& names, const std::map<std::string, Shape>& shapes)
  : Names(names), Shapes(shapes)
{
  for (const GraphNode& node : graph.Nodes)
  {
    const std::string result = ResultOf(node);
    if (!result.empty())
    {
      this->Producers[result] = &node;
    }
  }
}

const std::string& GraphContext::StateName(const std::string& value) const
{
  static const std::string none;
  const auto found = this->Names.find(value);
  return found == this->Names.end() ? none : found->second;
}

const GraphContext::Shape& GraphContext::ShapeOf(const std::string& value) const
{
  static const Shape none;
  const auto found = this->Shapes.find(value);
  return found == this->Shapes.end() ? none : found->second;
}

const GraphNode* GraphContext::Producer(const std::string& value) const
{
  const auto found = this->Producers.find(value);
  return found == this->Producers.end() ? nullptr : found->second;
}

} // namespace losslandscape
