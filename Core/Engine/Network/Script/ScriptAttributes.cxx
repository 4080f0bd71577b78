// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ScriptAttributes.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/Script/ModuleTensors.h"

#include <torch/csrc/jit/ir/constants.h>

namespace losslandscape
{
namespace
{

namespace jit = torch::jit;

bool HasTensors(const c10::IValue& value)
{
  bool has = false;
  value.visit(
    [&](const c10::IValue& part)
    {
      has = has || part.isTensor();
      return has;
    });
  return has;
}

/// Whether a node reads what it is given at `place`, neither changing it nor handing it on.
bool Reads(const jit::Node& node, std::size_t place)
{
  if (node.kind() == c10::prim::ListUnpack || node.kind() == c10::prim::TupleUnpack)
  {
    return true;
  }
  const auto* schema = node.maybeSchema();
  const bool isNamed = schema && place < schema->arguments().size();
  const auto* alias = isNamed ? schema->arguments()[place].alias_info() : nullptr;
  return isNamed && (node.kind().is_aten() || node.kind().is_prim()) &&
    !(alias && alias->isWrite());
}

/// Calls may change lists and dictionaries of the module, which later calls then see.
void RequireReadOnly(const jit::Value& collection, const std::string& path)
{
  for (const jit::Use& use : collection.uses())
  {
    if (!Reads(*use.user, use.offset))
    {
      throw Error("a collection of the module may be changed").Found(path);
    }
  }
}

} // namespace

ScriptAttributes::ScriptAttributes(jit::Graph& graph, const jit::Module& module, bool training)
  : Graph(graph), Training(training)
{
  this->Objects[graph.inputs().at(0)] = { module._ivalue(), "" };
  for (const auto& [name, tensor] : ParametersOf(module))
  {
    this->AddInput(GraphInput::Kind::Parameter, name, tensor);
  }
  for (const auto& [name, tensor] : BuffersOf(module))
  {
    this->AddInput(GraphInput::Kind::Buffer, name, tensor);
  }
}

void ScriptAttributes::Replace()
{
  this->ReplaceIn(*this->Graph.block());
}

void ScriptAttributes::ReplaceIn(jit::Block& block)
{
  // What replaces an attribute is put before the node that reads it.
  for (jit::Node* node : block.nodes())
  {
    for (jit::Block* inner : node->blocks())
    {
      this->ReplaceIn(*inner);
    }
    if (node->kind() == c10::prim::GetAttr)
    {
      this->ReplaceOne(*node);
    }
  }
}

void ScriptAttributes::ReplaceOne(jit::Node& node)
{
  const std::string& name = node.s(c10::attr::name);
  const auto owner = this->Objects.find(node.input());
  if (owner == this->Objects.end())
  {
    throw Error("an attribute of what is known at run time only").Found(name);
  }
  const std::string path = owner->second.Path + name;
  const c10::IValue value = owner->second.Value.toObject()->getAttr(name);
  if (value.isObject())
  {
    this->Objects[node.output()] = { value, path + "." };
    return;
  }
  if (value.isList() || value.isGenericDict())
  {
    RequireReadOnly(*node.output(), path);
  }
  const jit::WithInsertPoint before(&node);
  const bool isSwitch = name == "training" && value.isBool();
  node.output()->replaceAllUsesWith(
    isSwitch ? this->Graph.insertConstant(this->Training) : this->Insert(value, path));
}

jit::Value* ScriptAttributes::Insert(const c10::IValue& value, const std::string& path)
{
  if (value.isTensor())
  {
    return this->InputFor(value.toTensor(), path);
  }
  if (HasTensors(value) && value.isList())
  {
    return this->Graph
      .insertNode(this->Graph.createList(
        value.toList().elementType(), this->InsertAll(value.toListRef(), path)))
      ->output();
  }
  if (HasTensors(value) && value.isTuple())
  {
    return this->Graph
      .insertNode(this->Graph.createTuple(this->InsertAll(value.toTupleRef().elements(), path)))
      ->output();
  }
  const auto constant =
    HasTensors(value) ? c10::nullopt : jit::tryInsertConstant(this->Graph, value);
  if (!constant)
  {
    throw Error("an attribute that is no constant").Found(path + ": " + value.tagKind());
  }
  return *constant;
}

std::vector<jit::Value*> ScriptAttributes::InsertAll(
  c10::ArrayRef<c10::IValue> members, const std::string& path)
{
  std::vector<jit::Value*> values;
  for (std::size_t i = 0; i < members.size(); ++i)
  {
    values.push_back(this->Insert(members[i], path + "." + std::to_string(i)));
  }
  return values;
}

jit::Value* ScriptAttributes::InputFor(const torch::Tensor& tensor, const std::string& path)
{
  if (!tensor.defined())
  {
    throw Error("an undefined tensor").Found(path);
  }
  const auto found = this->Inputs.find(tensor.unsafeGetTensorImpl());
  return found != this->Inputs.end() ? found->second
                                     : this->AddInput(GraphInput::Kind::Constant, path, tensor);
}

jit::Value* ScriptAttributes::AddInput(
  GraphInput::Kind kind, const std::string& target, const torch::Tensor& tensor)
{
  jit::Value* input = this->Graph.addInput();
  this->Tensors.push_back({ kind, target, tensor });
  // Of several names of one buffer the first one counts.
  this->Inputs.emplace(tensor.unsafeGetTensorImpl(), input);
  return input;
}

} // namespace losslandscape
