// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_OperatorCall_h
#define losslandscape_Engine_Network_Graph_OperatorCall_h

#include "Core/Engine/Network/Graph/GraphMode.h"
#include "Core/Files/Networks/NetworkGraph.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// The values of a graph, numbered.
using GraphValues = std::vector<c10::IValue>;
/// The number of the value that is called so. Throws Error if there is none yet.
using ValueNumbers = std::function<std::size_t(const std::string& name)>;

/// How an argument is made at each call.
class CallArgument
{
public:
  /// An argument as the graph writes it, to be converted to `type` of the operator's schema. A null
  /// type leaves it as it is.
  CallArgument(
    const GraphArgument& argument, const c10::TypePtr& type, const ValueNumbers& numbers);
  /// A default of the schema.
  explicit CallArgument(c10::IValue constant) : Constant(std::move(constant)) {}

  c10::IValue Make(const GraphValues& values, const GraphMode& mode) const;

  /// Calls `visit` with the number of each value that the argument reads.
  void ForEachValue(const std::function<void(std::size_t)>& visit) const;

private:
  c10::IValue MakeList(const GraphValues& values, const GraphMode& mode) const;

  enum class Kind
  {
    Constant,
    Value,
    List,
    ElementType,
    Device
  };
  Kind How = Kind::Constant;
  c10::IValue Constant;
  std::size_t Number = 0;
  torch::ScalarType Written = torch::kFloat32;
  std::vector<CallArgument> Members;
  c10::TypePtr Type;
};

/// A call of one of LibTorch's operators.
class OperatorCall
{
public:
  /// Throws Error if LibTorch has no such operator, or the suite does not run it.
  OperatorCall(const GraphNode& node, const ValueNumbers& numbers);

  GraphValues Run(const GraphValues& values, const GraphMode& mode) const;

  void ForEachValue(const std::function<void(std::size_t)>& visit) const;

  /// The values that the operator writes to, and those that its results are views of.
  std::vector<std::size_t> Written() const;
  std::vector<std::size_t> Viewed() const;

private:
  std::vector<std::size_t> Aliased(bool writes) const;
  void RequireKnownTypes(const GraphValues& arguments) const;

  c10::OperatorHandle Operator;
  std::vector<CallArgument> Arguments;
  /// Places of arguments that are members of an enumeration, and how many members it has.
  std::vector<std::pair<std::size_t, std::int64_t>> TypeArguments;
  /// Place of the argument that makes dropout and recurrent layers behave as in training.
  std::optional<std::size_t> TrainingSwitch;
};

} // namespace losslandscape

#endif
