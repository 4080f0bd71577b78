// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ScriptTranslation.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/Graph/ExportCodes.h"
#include "Core/Engine/Network/Script/ScriptNumbers.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/jit/ir/constants.h>

namespace losslandscape
{
namespace
{

namespace jit = torch::jit;

/// The place of a counter as a real number, until one is divided by it.
const std::string RealCount = " as a real number";

bool EndsIn(const std::string& text, const std::string& end)
{
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool IsConversionToReal(const jit::Node& node)
{
  return node.kind() == c10::aten::Float || node.kind() == c10::aten::FloatImplicit;
}

/// Operators that TorchScript has beside those of the dispatcher, and ones that tracing writes with
/// more arguments than they need. Others keep their names.
std::string NameOf(const jit::Node& node)
{
  static const std::map<std::string, std::string> names = {
    { "aten::_convolution.", "aten::convolution." },
    { "aten::_convolution.deprecated", "aten::convolution." },
    { "aten::to.prim_Device", "aten::to.dtype_layout" },
    { "aten::to.prim_dtype", "aten::to.dtype_layout" },
  };
  const c10::FunctionSchema& schema = node.schema();
  const std::string name = schema.name() + "." + schema.overload_name();
  const auto found = names.find(name);
  return found == names.end() ? name : found->second;
}

/// Scripted code counts by numbers, traced code by tensors.
std::int64_t NumberOf(const c10::IValue& value)
{
  return value.isTensor() ? value.toTensor().item<std::int64_t>() : value.toInt();
}

bool IsAlias(const jit::Node& node)
{
  return node.kind() == c10::prim::unchecked_cast ||
    node.kind() == c10::prim::unchecked_unwrap_optional ||
    node.kind() == c10::aten::_unwrap_optional;
}

class Translation
{
public:
  Translation(const FlatScript& script, torch::ScalarType type) : Type(type)
  {
    const auto inputs = script.Graph->inputs();
    for (std::size_t i = 0; i < script.Given.size(); ++i)
    {
      const std::string name = "input_" + std::to_string(i);
      this->Result.Graph.Inputs.push_back({ GraphInput::Kind::User, name, "" });
      this->Arguments[inputs[i]] = { ValueName{ name } };
    }
    for (std::size_t i = 0; i < script.Held.size(); ++i)
    {
      const HeldTensor& held = script.Held[i];
      this->Arguments[inputs[script.Given.size() + i]] =
        this->AddTensor(held.Type, held.Target, held.Tensor);
    }
  }

  void AddNode(const jit::Node& node)
  {
    if (node.kind() == c10::prim::Constant)
    {
      this->Arguments[node.output()] = this->Literal(*jit::toIValue(node.output()));
    }
    else if (node.kind() == c10::prim::ListConstruct)
    {
      this->Arguments[node.output()] = { this->ArgumentsOf(node) };
    }
    else if (node.kind() == c10::prim::ListUnpack)
    {
      this->AddMembers(node);
    }
    else if (IsAlias(node) || this->IsCount(node))
    {
      this->Arguments[node.output()] = this->Arguments.at(node.input(0));
    }
    else if (!this->NotesMomentum(node))
    {
      this->AddCall(node);
    }
  }

  TranslatedScript Finish(const jit::Graph& graph)
  {
    if (graph.outputs().size() != 1 ||
      graph.outputs()[0]->type()->kind() != c10::TypeKind::TensorType)
    {
      throw Error("forward does not return one tensor");
    }
    this->Result.Graph.Outputs.push_back(this->Arguments.at(graph.outputs()[0]));
    return std::move(this->Result);
  }

private:
  GraphArgument AddTensor(
    GraphInput::Kind kind, const std::string& target, const torch::Tensor& tensor)
  {
    this->Result.Graph.Inputs.push_back({ kind, "tensor " + target, target });
    this->Result.Tensors[target] = tensor;
    return { ValueName{ "tensor " + target } };
  }

  GraphArgument Literal(const c10::IValue& value)
  {
    if (value.isTensor())
    {
      // No attribute is called so.
      return this->AddTensor(GraphInput::Kind::Constant,
        "constant " + std::to_string(this->Constants++), value.toTensor());
    }
    if (value.isList())
    {
      GraphArgument::List members;
      for (const c10::IValue& member : value.toListRef())
      {
        members.push_back(this->Literal(member));
      }
      return { members };
    }
    if (value.isNone())
    {
      return {};
    }
    if (value.isDevice())
    {
      return { WrittenDevice{} };
    }
    if (value.isBool())
    {
      return { value.toBool() };
    }
    if (value.isInt())
    {
      return { value.toInt() };
    }
    if (value.isDouble())
    {
      return { value.toDouble() };
    }
    if (value.isString())
    {
      return { value.toStringRef() };
    }
    throw Error("a constant that is no number").Found(value.tagKind());
  }

  GraphArgument::List ArgumentsOf(const jit::Node& node) const
  {
    GraphArgument::List arguments;
    for (const jit::Value* input : node.inputs())
    {
      arguments.push_back(this->Arguments.at(input));
    }
    return arguments;
  }

  GraphArgument NewValue(const jit::Value* value)
  {
    const GraphArgument name{ ValueName{ "value " + std::to_string(this->Values++) } };
    this->Arguments[value] = name;
    return name;
  }

  void AddMembers(const jit::Node& node)
  {
    const GraphArgument list = this->Arguments.at(node.input());
    for (std::size_t i = 0; i < node.outputs().size(); ++i)
    {
      this->Result.Graph.Nodes.push_back(
        { "_operator.getitem", { { "a", list }, { "b", { static_cast<std::int64_t>(i) } } },
          { this->NewValue(node.outputs()[i]) } });
    }
  }

  /// The counter of batches that a value is; empty for any other.
  std::string CounterOf(const jit::Value* value) const
  {
    const auto* name = std::get_if<ValueName>(&this->Arguments.at(value).Value);
    return name && EndsIn(name->Name, "num_batches_tracked") ? name->Name.substr(7) : std::string();
  }

  /// Whether a node counts a batch, which is noted.
  bool IsCount(const jit::Node& node)
  {
    if (node.kind() != c10::aten::add_ || this->CounterOf(node.input(0)).empty())
    {
      return false;
    }
    const auto added = jit::toIValue(node.input(1));
    if (!added || !(added->isTensor() || added->isInt()) || NumberOf(*added) != 1)
    {
      throw Error("a counter of batches is raised by a number that is not 1");
    }
    ++this->Result.Counts[this->CounterOf(node.input(0))];
    return true;
  }

  /// Whether a node is part of a momentum that is 1 / number of batches.
  bool NotesMomentum(const jit::Node& node)
  {
    if (IsConversionToReal(node) && !this->CounterOf(node.input()).empty())
    {
      this->Arguments[node.output()] = { ValueName{ this->CounterOf(node.input()) + RealCount } };
      return true;
    }
    if (node.kind() != c10::aten::div || node.inputs().size() != 2)
    {
      return false;
    }
    const auto* by = std::get_if<ValueName>(&this->Arguments.at(node.input(1)).Value);
    const auto one = jit::toIValue(node.input(0));
    const bool isMomentum =
      by && EndsIn(by->Name, RealCount) && one && one->isDouble() && one->toDouble() == 1.0;
    if (isMomentum)
    {
      this->Arguments[node.output()] = {};
    }
    return isMomentum;
  }

  void AddCall(const jit::Node& node)
  {
    GraphNode call;
    call.Operator = NumberFunctionOf(node);
    if (call.Operator.empty())
    {
      this->WriteOperator(node, call);
    }
    else
    {
      for (const jit::Value* input : node.inputs())
      {
        call.Arguments.push_back({ "", this->Arguments.at(input) });
      }
    }
    for (const jit::Value* output : node.outputs())
    {
      call.Results.push_back(this->NewValue(output));
    }
    this->Result.Graph.Nodes.push_back(std::move(call));
  }

  void WriteOperator(const jit::Node& node, GraphNode& call) const
  {
    if (!node.kind().is_aten() || !node.blocks().empty() || !node.maybeSchema())
    {
      throw Error("a construct that graphs do not have").Found(node.kind().toQualString());
    }
    const std::string name = NameOf(node);
    const std::size_t dot = name.rfind('.');
    const std::string overload = name.substr(dot + 1);
    const auto known = c10::Dispatcher::singleton().findSchema({ name.substr(0, dot), overload });
    if (!known)
    {
      throw Error("an operator of TorchScript alone").Found(name);
    }
    call.Operator =
      "torch.ops.aten." + name.substr(6, dot - 6) + "." + (overload.empty() ? "default" : overload);
    for (std::size_t i = 0; i < node.inputs().size(); ++i)
    {
      const std::string& argument = node.schema().arguments()[i].name();
      if (known->schema().argumentIndexWithName(argument))
      {
        call.Arguments.push_back({ argument, this->Written(argument, node.input(i)) });
      }
    }
  }

  /// An element type that is the weights' own follows them to another precision.
  GraphArgument Written(const std::string& name, const jit::Value* value) const
  {
    const GraphArgument& argument = this->Arguments.at(value);
    const auto* number = std::get_if<std::int64_t>(&argument.Value);
    const bool follows =
      name == "dtype" && number && *number == static_cast<std::int64_t>(this->Type);
    return follows ? GraphArgument{ ElementTypeCode{ CodeOf(this->Type) } } : argument;
  }

  torch::ScalarType Type;
  TranslatedScript Result;
  std::map<const jit::Value*, GraphArgument> Arguments;
  std::size_t Values = 0;
  std::size_t Constants = 0;
};

} // namespace

TranslatedScript Translate(const FlatScript& script, torch::ScalarType type)
{
  Translation translation(script, type);
  for (const jit::Node* node : script.Graph->nodes())
  {
    translation.AddNode(*node);
  }
  return translation.Finish(*script.Graph);
}

} // namespace losslandscape
