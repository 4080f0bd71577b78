// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Execution_GraphContext_h
#define losslandscape_Engine_Execution_GraphContext_h

#include "Core/Files/Networks/NetworkProgram.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace losslandscape
{

/// What is known of the values of a graph, beside the node that is looked at.
class GraphContext
{
public:
  using Shape = std::vector<std::int64_t>;

  /// `names`: tensors of the network's state by the names of the graph's values. `shapes`: of all
  /// values that are tensors of float32. Both and the graph are borrowed.
  GraphContext(const NetworkGraph& graph, const std::map<std::string, std::string>& names,
    const std::map<std::string, Shape>& shapes);

  /// Name of the parameter or buffer that a value is; empty if it is none.
  const std::string& StateName(const std::string& value) const;

  /// Shape of a value; empty if it is no tensor of float32.
  const Shape& ShapeOf(const std::string& value) const;

  /// The node that computes a value alone; null for inputs, and for nodes with several results.
  const GraphNode* Producer(const std::string& value) const;

private:
  const std::map<std::string, std::string>& Names;
  const std::map<std::string, Shape>& Shapes;
  std::map<std::string, const GraphNode*> Producers;
};

} // namespace losslandscape

#endif
