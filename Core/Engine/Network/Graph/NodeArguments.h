// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_Graph_NodeArguments_h
#define losslandscape_Engine_Network_Graph_NodeArguments_h

#include "Core/Files/Networks/NetworkGraph.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// The argument of that name, if it is written and of that type; else null.
template <typename Value>
const Value* ValueOf(const GraphNode& node, const std::string& name)
{
  const GraphArgument* argument = FindArgument(node, name);
  return argument ? std::get_if<Value>(&argument->Value) : nullptr;
}

/// The name of the value that an argument is; empty if it is none.
inline std::string NameOfValue(const GraphNode& node, const std::string& name)
{
  const ValueName* value = ValueOf<ValueName>(node, name);
  return value ? value->Name : std::string();
}

/// The name of a node's only result; empty if it has several.
inline std::string ResultOf(const GraphNode& node)
{
  const ValueName* value =
    node.Results.size() == 1 ? std::get_if<ValueName>(&node.Results.front().Value) : nullptr;
  return value ? value->Name : std::string();
}

/// A number, of whichever type it is written; none if it is computed. `otherwise`: where it is not
/// written.
inline std::optional<double> NumberOf(
  const GraphNode& node, const std::string& name, std::optional<double> otherwise)
{
  const GraphArgument* argument = FindArgument(node, name);
  if (!argument)
  {
    return otherwise;
  }
  if (const auto* integer = std::get_if<std::int64_t>(&argument->Value))
  {
    return static_cast<double>(*integer);
  }
  const auto* real = std::get_if<double>(&argument->Value);
  return real ? std::optional(*real) : std::nullopt;
}

/// Integers, or a single one; none if some are computed. `otherwise`: where they are not written.
inline std::optional<std::vector<std::int64_t>> IntegersOf(const GraphNode& node,
  const std::string& name, std::optional<std::vector<std::int64_t>> otherwise = std::nullopt)
{
  const GraphArgument* argument = FindArgument(node, name);
  if (!argument)
  {
    return otherwise;
  }
  if (const auto* integer = std::get_if<std::int64_t>(&argument->Value))
  {
    return std::vector<std::int64_t>{ *integer };
  }
  const auto* list = std::get_if<GraphArgument::List>(&argument->Value);
  if (!list)
  {
    return std::nullopt;
  }
  std::vector<std::int64_t> numbers;
  for (const GraphArgument& member : *list)
  {
    const auto* integer = std::get_if<std::int64_t>(&member.Value);
    if (!integer)
    {
      return std::nullopt;
    }
    numbers.push_back(*integer);
  }
  return numbers;
}

/// A truth value; `otherwise` where it is not written.
inline bool TruthOf(const GraphNode& node, const std::string& name, bool otherwise)
{
  const bool* truth = ValueOf<bool>(node, name);
  return truth ? *truth : otherwise;
}

} // namespace losslandscape

#endif
