// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ScriptNumbers.h"

#include <algorithm>
#include <map>

namespace losslandscape
{
namespace
{

namespace jit = torch::jit;

using Names = std::map<std::string, std::string>;

bool IsNumber(const jit::Value& value)
{
  const auto kind = value.type()->kind();
  return kind == c10::TypeKind::IntType || kind == c10::TypeKind::FloatType ||
    kind == c10::TypeKind::BoolType || kind == c10::TypeKind::NumberType;
}

bool IsOfType(const jit::Value& value, c10::TypeKind kind)
{
  return value.type()->kind() == kind;
}

bool TakesNumbers(const jit::Node& node)
{
  return std::all_of(node.inputs().begin(), node.inputs().end(),
    [](const jit::Value* input) { return IsNumber(*input); });
}

std::string NameIn(const Names& names, const jit::Node& node)
{
  const auto found = names.find(node.kind().toQualString());
  return found == names.end() ? "" : found->second;
}

/// Functions of numbers, the same for integers and real numbers.
std::string Arithmetic(const jit::Node& node)
{
  static const Names unary = { { "aten::neg", "_operator.neg" },
    { "aten::__not__", "torch.sym_not" }, { "aten::floor", "math.floor" },
    { "aten::ceil", "math.ceil" }, { "aten::sqrt", "torch._sym_sqrt" }, { "aten::log", "math.log" },
    { "prim::NumToTensor", "torch.ops.prim.NumToTensor.Scalar" } };
  static const Names binary = { { "aten::add", "_operator.add" }, { "aten::sub", "_operator.sub" },
    { "aten::mul", "_operator.mul" }, { "aten::div", "_operator.truediv" },
    { "aten::floordiv", "_operator.floordiv" }, { "aten::remainder", "_operator.mod" },
    { "aten::pow", "_operator.pow" }, { "aten::eq", "_operator.eq" },
    { "aten::ne", "_operator.ne" }, { "aten::lt", "_operator.lt" }, { "aten::le", "_operator.le" },
    { "aten::gt", "_operator.gt" }, { "aten::ge", "_operator.ge" },
    { "prim::min", "torch.sym_min" }, { "prim::max", "torch.sym_max" } };
  if (!TakesNumbers(node))
  {
    return "";
  }
  // TorchScript's power of integers is a real number, unlike Python's.
  const bool isRealPower =
    node.kind() == c10::aten::pow && IsOfType(*node.output(), c10::TypeKind::FloatType);
  return isRealPower ? "math.pow" : NameIn(node.inputs().size() == 1 ? unary : binary, node);
}

std::string Logic(const jit::Node& node)
{
  static const Names names = { { "aten::__and__", "_operator.and_" },
    { "aten::__or__", "_operator.or_" } };
  const bool areTruths = std::all_of(node.inputs().begin(), node.inputs().end(),
    [](const jit::Value* input) { return IsOfType(*input, c10::TypeKind::BoolType); });
  return areTruths ? NameIn(names, node) : "";
}

/// Numbers made of other numbers, or of tensors that hold one.
std::string Conversion(const jit::Node& node)
{
  static const Names names = { { "aten::Int", "torch.sym_int" },
    { "aten::IntImplicit", "torch.sym_int" }, { "aten::Float", "torch.sym_float" },
    { "aten::FloatImplicit", "torch.sym_float" }, { "aten::Bool", "builtins.bool" },
    { "aten::ScalarImplicit", "torch.ops.aten.ScalarImplicit.default" } };
  const bool isNumber = node.inputs().size() == 1 &&
    (IsNumber(*node.input()) || IsOfType(*node.input(), c10::TypeKind::TensorType));
  return isNumber ? NameIn(names, node) : "";
}

/// What a tensor is like.
std::string Property(const jit::Node& node)
{
  static const Names names = { { "aten::size", "torch.ops.aten.sym_size.default" },
    { "aten::dim", "torch.ops.aten.dim.default" },
    { "aten::numel", "torch.ops.aten.sym_numel.default" },
    { "prim::dtype", "torch.ops.prim.dtype.default" },
    { "prim::device", "torch.ops.prim.device.default" } };
  if (node.inputs().empty() || !IsOfType(*node.input(0), c10::TypeKind::TensorType))
  {
    return "";
  }
  if (node.kind() == c10::aten::size && node.inputs().size() == 2)
  {
    return IsNumber(*node.input(1)) ? "torch.ops.aten.sym_size.int" : "";
  }
  return node.inputs().size() == 1 ? NameIn(names, node) : "";
}

std::string OfList(const jit::Node& node)
{
  static const Names names = { { "aten::len", "builtins.len" },
    { "aten::__getitem__", "_operator.getitem" }, { "aten::slice", "torch.ops.aten.slice.t" },
    { "aten::add", "_operator.concat" }, { "aten::list", "builtins.list" } };
  const bool isList = !node.inputs().empty() && IsOfType(*node.input(0), c10::TypeKind::ListType);
  const bool isLength = node.kind() == c10::aten::len && !node.inputs().empty() &&
    IsOfType(*node.input(0), c10::TypeKind::TensorType);
  return isList || isLength ? NameIn(names, node) : "";
}

} // namespace

std::string NumberFunctionOf(const jit::Node& node)
{
  if (node.outputs().size() != 1 || !node.blocks().empty())
  {
    return "";
  }
  for (const auto& function : { Arithmetic, Logic, Conversion, Property, OfList })
  {
    if (std::string name = function(node); !name.empty())
    {
      return name;
    }
  }
  return "";
}

} // namespace losslandscape
