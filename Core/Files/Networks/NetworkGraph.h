// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Networks_NetworkGraph_h
#define losslandscape_Files_Networks_NetworkGraph_h

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace losslandscape
{

struct GraphArgument;
struct NetworkGraph;

/// A value of a graph: a tensor, a list of tensors or a number that a node computed, or an input.
struct ValueName
{
  std::string Name;
};

/// Numbers that stand for something else, as torch.export counts them
/// (torch/_export/serde/schema.py).
struct ElementTypeCode
{
  std::int64_t Code = 0;
};
struct MemoryFormatCode
{
  std::int64_t Code = 0;
};
struct LayoutCode
{
  std::int64_t Code = 0;
};

/// The device that the network was on when it was written. It runs elsewhere.
struct WrittenDevice
{
};

/// What a node is called with. An empty one stands for Python's None.
struct GraphArgument
{
  using List = std::vector<GraphArgument>;
  std::variant<std::monostate, ValueName, bool, std::int64_t, double, std::string, ElementTypeCode,
    MemoryFormatCode, LayoutCode, WrittenDevice, List, std::shared_ptr<const NetworkGraph>>
    Value;
};

struct NamedGraphArgument
{
  /// The name in the operator's schema.
  std::string Name;
  GraphArgument Argument;
};

/// One call of an operator.
struct GraphNode
{
  /// As torch.export writes it: "torch.ops.aten.conv2d.default", "_operator.add".
  std::string Operator;
  /// Those that are not written have the operator's defaults.
  std::vector<NamedGraphArgument> Arguments;
  /// What becomes of each result: a name, a list of names, or none.
  std::vector<GraphArgument> Results;
};

/// The argument of that name; null if it is not written.
inline const GraphArgument* FindArgument(const GraphNode& node, const std::string& name)
{
  for (const NamedGraphArgument& argument : node.Arguments)
  {
    if (argument.Name == name)
    {
      return &argument.Argument;
    }
  }
  return nullptr;
}

/// A value that is there before the first node.
struct GraphInput
{
  enum class Kind
  {
    User,      ///< given to forward: samples, targets
    Parameter, ///< weights
    Buffer,    ///< what else is in the state dict: running statistics, masks
    Constant,  ///< a tensor that the code itself holds, or a buffer outside of the state dict
  };
  Kind Type = Kind::User;
  std::string Value;
  /// Name in the state dict of a parameter or buffer, or of a constant; empty for user inputs.
  std::string Target;
};

/// The code of a network as data: nodes in the order in which they are run, each value written
/// once.
struct NetworkGraph
{
  std::vector<GraphInput> Inputs;
  std::vector<GraphNode> Nodes;
  /// What forward returns.
  std::vector<GraphArgument> Outputs;
};

} // namespace losslandscape

#endif
