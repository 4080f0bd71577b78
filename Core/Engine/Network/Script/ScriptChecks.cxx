// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ScriptChecks.h"

#include "Core/Common/Error.h"

#include <torch/csrc/jit/passes/remove_exceptions.h>

#include <algorithm>
#include <set>
#include <string>

namespace losslandscape
{
namespace
{

namespace jit = torch::jit;

bool MayHoldTensor(const jit::Value& value)
{
  const auto kind = value.type()->kind();
  return kind != c10::TypeKind::IntType && kind != c10::TypeKind::FloatType &&
    kind != c10::TypeKind::BoolType && kind != c10::TypeKind::StringType &&
    kind != c10::TypeKind::NumberType && kind != c10::TypeKind::NoneType &&
    kind != c10::TypeKind::DeviceObjType && !value.type()->isSubtypeOf(*c10::ListType::ofInts());
}

/// Operators that tell what a tensor is like, whatever numbers it has.
bool TellsShape(const jit::Node& node)
{
  static const std::set<std::string> names = { "aten::size", "aten::dim", "aten::len",
    "aten::numel", "aten::stride", "aten::is_floating_point", "aten::is_complex",
    "aten::is_contiguous", "aten::__is__", "aten::__isnot__", "prim::dtype", "prim::device",
    "prim::is_cuda", "prim::layout", "prim::requires_grad", "aten::requires_grad",
    "aten::is_grad_enabled" };
  return names.count(node.kind().toQualString()) > 0;
}

/// Follows a number back to what it was computed from.
class Origins
{
public:
  bool HaveData(jit::Value* value)
  {
    if (!this->Seen.insert(value).second)
    {
      return false;
    }
    jit::Node* node = value->node();
    if (node->kind() == c10::prim::Constant || TellsShape(*node))
    {
      return false;
    }
    if (MayHoldTensor(*value))
    {
      return true;
    }
    // What enters a loop's body or an input of the graph.
    if (node->kind() == c10::prim::Param)
    {
      jit::Node* owner = node->owningBlock()->owningNode();
      return !owner || this->AnyHasData(owner->inputs());
    }
    bool has = this->AnyHasData(node->inputs());
    for (jit::Block* block : node->blocks())
    {
      has = has || this->AnyHasData(block->outputs());
    }
    return has;
  }

private:
  bool AnyHasData(c10::ArrayRef<jit::Value*> values)
  {
    return std::any_of(
      values.begin(), values.end(), [this](jit::Value* value) { return this->HaveData(value); });
  }

  std::set<const jit::Value*> Seen;
};

/// Whether all checks in a block look at shapes alone. `byData`: whether the numbers in tensors
/// tell if the block is run.
bool LookAtShapes(jit::Block& block, bool byData)
{
  for (jit::Node* node : block.nodes())
  {
    if (node->kind() == c10::prim::RaiseException && byData)
    {
      return false;
    }
    const bool isInner = byData ||
      (node->kind() == c10::prim::If && Origins().HaveData(node->input())) ||
      (node->kind() == c10::prim::Loop &&
        (Origins().HaveData(node->input(0)) || Origins().HaveData(node->input(1))));
    for (jit::Block* inner : node->blocks())
    {
      if (!LookAtShapes(*inner, isInner))
      {
        return false;
      }
    }
  }
  return true;
}

bool Raises(jit::Block& block)
{
  for (jit::Node* node : block.nodes())
  {
    const auto inner = node->blocks();
    if (node->kind() == c10::prim::RaiseException ||
      std::any_of(inner.begin(), inner.end(), [](jit::Block* each) { return Raises(*each); }))
    {
      return true;
    }
  }
  return false;
}

void RemoveWarnings(jit::Block& block)
{
  for (auto node = block.nodes().begin(); node != block.nodes().end(); ++node)
  {
    for (jit::Block* inner : node->blocks())
    {
      RemoveWarnings(*inner);
    }
    if (node->kind() == c10::aten::warn)
    {
      node.destroyCurrent();
    }
  }
}

} // namespace

void RemoveChecks(std::shared_ptr<jit::Graph>& graph)
{
  RemoveWarnings(*graph->block());
  if (Raises(*graph->block()) && LookAtShapes(*graph->block(), false))
  {
    jit::EliminateExceptions(graph);
  }
}

void RequireNoChecks(jit::Graph& graph)
{
  if (Raises(*graph.block()))
  {
    throw Error("a check that looks at the numbers in a tensor");
  }
}

} // namespace losslandscape
