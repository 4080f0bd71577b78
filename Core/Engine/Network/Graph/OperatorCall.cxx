// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/OperatorCall.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Engine/Network/Graph/AllowedOperators.h"
#include "Core/Engine/Network/Graph/ExportCodes.h"

#include <ATen/ScalarOps.h>
#include <ATen/core/List.h>

#include <torch/version.h>

#include <algorithm>
#include <set>

namespace losslandscape
{
namespace
{

c10::TypePtr ElementOf(const c10::TypePtr& type)
{
  if (const auto optional = type->cast<c10::OptionalType>())
  {
    return ElementOf(optional->getElementType());
  }
  const auto list = type->cast<c10::ListType>();
  return list ? list->getElementType() : nullptr;
}

/// Numbers where the schema has tensors, of integers where it has real numbers, and so on.
c10::IValue Converted(const c10::IValue& value, const c10::TypePtr& type)
{
  if (const auto optional = type->cast<c10::OptionalType>())
  {
    return value.isNone() ? value : Converted(value, optional->getElementType());
  }
  switch (type->kind())
  {
    case c10::TypeKind::TensorType:
      if (value.isNone())
      {
        return torch::Tensor();
      }
      return value.isScalar() ? at::native::wrapped_scalar_tensor(value.toScalar()) : value;
    case c10::TypeKind::FloatType:
      return value.isScalar() ? c10::IValue(value.toScalar().toDouble()) : value;
    case c10::TypeKind::BoolType:
      return value.isInt() ? c10::IValue(value.toInt() != 0) : value;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType:
      return value.isBool() ? c10::IValue(static_cast<std::int64_t>(value.toBool())) : value;
    default:
      return value;
  }
}

/// LibTorch's lists of sizes hold plain integers.
c10::TypePtr StoredElement(const c10::TypePtr& element)
{
  return element->kind() == c10::TypeKind::SymIntType ? c10::IntType::get() : element;
}

/// The type of a list's members where no schema tells it.
c10::TypePtr ElementOfAll(const GraphValues& members)
{
  const bool areIntegers = std::all_of(
    members.begin(), members.end(), [](const c10::IValue& member) { return member.isInt(); });
  return areIntegers ? c10::TypePtr(c10::IntType::get()) : c10::TypePtr(c10::AnyType::get());
}

const c10::Argument* FindArgument(const c10::FunctionSchema& schema, const std::string& name)
{
  const auto& arguments = schema.arguments();
  const auto found = std::find_if(arguments.begin(), arguments.end(),
    [&](const c10::Argument& argument) { return argument.name() == name; });
  return found == arguments.end() ? nullptr : &*found;
}

void RequireKnownArguments(const GraphNode& node, const c10::FunctionSchema& schema)
{
  for (const NamedGraphArgument& argument : node.Arguments)
  {
    if (!FindArgument(schema, argument.Name))
    {
      throw Error(
        "the exported network calls an operator in a way that this LibTorch does not know")
        .Expected(c10::toString(schema.operator_name()) + " as in LibTorch " TORCH_VERSION)
        .Found("an argument " + argument.Name.substr(0, 80))
        .Advice("build the plugin with a newer LibTorch");
    }
  }
}

/// Where dropout and recurrent layers are told to behave as in training.
std::optional<std::size_t> FindTrainingSwitch(const c10::FunctionSchema& schema)
{
  static const std::set<std::string> operators = { "aten::dropout", "aten::feature_dropout",
    "aten::alpha_dropout", "aten::feature_alpha_dropout", "aten::native_dropout", "aten::dropout_",
    "aten::feature_dropout_", "aten::alpha_dropout_", "aten::feature_alpha_dropout_", "aten::rrelu",
    "aten::rrelu_", "aten::lstm", "aten::gru", "aten::rnn_tanh", "aten::rnn_relu" };
  const auto& arguments = schema.arguments();
  for (std::size_t i = 0; i < arguments.size(); ++i)
  {
    const std::string& name = arguments[i].name();
    if (operators.count(schema.name()) > 0 && (name == "train" || name == "training"))
    {
      return i;
    }
  }
  return std::nullopt;
}

/// What the schema says of the memory of an argument or a result: the names of the sets of values
/// that may share it, and whether the operator writes to it. Of lists, what it says of the members.
struct MemoryUse
{
  std::set<c10::Symbol> Sets;
  bool IsWritten = false;

  explicit MemoryUse(const c10::Argument& argument)
  {
    if (const c10::AliasInfo* info = argument.alias_info())
    {
      this->Add(*info);
    }
  }
  bool Shares(const MemoryUse& other) const
  {
    return std::any_of(this->Sets.begin(), this->Sets.end(),
      [&](const c10::Symbol& set) { return other.Sets.count(set) > 0; });
  }

private:
  void Add(const c10::AliasInfo& info)
  {
    this->Sets.insert(info.beforeSets().begin(), info.beforeSets().end());
    this->IsWritten = this->IsWritten || info.isWrite();
    for (const c10::AliasInfo& contained : info.containedTypes())
    {
      this->Add(contained);
    }
  }
};

/// How many values the enumeration has that an argument is one of; 0 for other arguments. Types
/// that are no numbers (quantised ones) are left out.
std::int64_t CountOfTypes(const c10::Argument& argument)
{
  c10::TypePtr type = argument.real_type();
  if (const auto optional = type->cast<c10::OptionalType>())
  {
    type = optional->getElementType();
  }
  switch (type->kind())
  {
    case c10::TypeKind::ScalarTypeType:
      return static_cast<std::int64_t>(c10::ScalarType::BFloat16) + 1;
    case c10::TypeKind::LayoutType:
      return 1;
    case c10::TypeKind::MemoryFormatType:
      return static_cast<std::int64_t>(c10::MemoryFormat::ChannelsLast3d) + 1;
    default:
      return 0;
  }
}

/// A view of one number may have any size, and takes as long as its size says.
void RequireUsableSizes(const GraphValues& results)
{
  constexpr std::int64_t most = std::int64_t(1) << 33;
  for (const c10::IValue& result : results)
  {
    if (result.isTensor() && result.toTensor().defined() && result.toTensor().numel() > most)
    {
      throw Error("the exported network makes a tensor that is too large")
        .Expected("at most " + std::to_string(most) + " numbers")
        .Found("shape " + ShapeText(result.toTensor().sizes().vec()));
    }
  }
}

/// Operators whose results may be their arguments, or have the same memory, although their schemas
/// do not say so. Some do only if they are given one tensor.
bool MayReturnArguments(const std::string& name, std::size_t values)
{
  static const std::set<std::string> any = { "aten::unsafe_split", "aten::unsafe_split_with_sizes",
    "aten::unsafe_chunk", "aten::type_as", "aten::lift", "aten::lift_fresh", "aten::dropout",
    "aten::feature_dropout", "aten::alpha_dropout", "aten::feature_alpha_dropout", "aten::rrelu",
    "aten::broadcast_tensors", "aten::meshgrid", "aten::atleast_1d", "aten::atleast_2d",
    "aten::atleast_3d", "aten::to_dense", "aten::conj_physical", "aten::sum_to_size",
    "aten::resolve_conj", "aten::resolve_neg", "aten::pad", "aten::roll" };
  static const std::set<std::string> ofOne = { "aten::einsum", "aten::chain_matmul",
    "aten::cartesian_prod", "aten::block_diag" };
  return any.count(name) > 0 || (values == 1 && ofOne.count(name) > 0);
}

} // namespace

CallArgument::CallArgument(
  const GraphArgument& argument, const c10::TypePtr& type, const ValueNumbers& numbers)
  : Type(type)
{
  const auto& value = argument.Value;
  if (const auto* name = std::get_if<ValueName>(&value))
  {
    this->How = Kind::Value;
    this->Number = numbers(name->Name);
  }
  else if (const auto* list = std::get_if<GraphArgument::List>(&value))
  {
    this->How = Kind::List;
    const c10::TypePtr element = type ? ElementOf(type) : nullptr;
    bool isConstant = true;
    for (const GraphArgument& member : *list)
    {
      this->Members.emplace_back(member, element, numbers);
      isConstant = isConstant && this->Members.back().How == Kind::Constant;
    }
    if (isConstant && element && element->kind() != c10::TypeKind::TensorType)
    {
      // Made once: operators do not change lists of numbers.
      this->Constant = this->MakeList({}, {});
      this->How = Kind::Constant;
      return;
    }
  }
  else if (const auto* code = std::get_if<ElementTypeCode>(&value))
  {
    this->How = Kind::ElementType;
    this->Written = ScalarTypeOf(code->Code);
  }
  else if (std::holds_alternative<WrittenDevice>(value))
  {
    this->How = Kind::Device;
  }
  else if (const auto* format = std::get_if<MemoryFormatCode>(&value))
  {
    this->Constant = static_cast<std::int64_t>(MemoryFormatOf(format->Code));
  }
  else if (const auto* layout = std::get_if<LayoutCode>(&value))
  {
    this->Constant = static_cast<std::int64_t>(LayoutOf(layout->Code));
  }
  else if (const auto* truth = std::get_if<bool>(&value))
  {
    this->Constant = *truth;
  }
  else if (const auto* integer = std::get_if<std::int64_t>(&value))
  {
    this->Constant = *integer;
  }
  else if (const auto* real = std::get_if<double>(&value))
  {
    this->Constant = *real;
  }
  else if (const auto* text = std::get_if<std::string>(&value))
  {
    this->Constant = *text;
  }
  else if (!std::holds_alternative<std::monostate>(value))
  {
    throw Error("the exported network has an operator that takes a graph, and cannot be run")
      .Advice("export it without control flow that depends on data (torch.cond, torch.while_loop)");
  }
  if (this->How == Kind::Constant && type)
  {
    this->Constant = Converted(this->Constant, type);
  }
}

c10::IValue CallArgument::Make(const GraphValues& values, const GraphMode& mode) const
{
  switch (this->How)
  {
    case Kind::Constant:
      return this->Constant;
    case Kind::Value:
      return this->Type ? Converted(values[this->Number], this->Type) : values[this->Number];
    case Kind::Device:
      return mode.Device;
    case Kind::ElementType:
      // The network may run in another precision than it was written in.
      return static_cast<std::int64_t>(
        this->Written == mode.WrittenType ? mode.Type : this->Written);
    case Kind::List:
      return this->MakeList(values, mode);
  }
  return {};
}

c10::IValue CallArgument::MakeList(const GraphValues& values, const GraphMode& mode) const
{
  GraphValues members;
  for (const CallArgument& member : this->Members)
  {
    members.push_back(member.Make(values, mode));
  }
  const c10::TypePtr element = this->Type ? ElementOf(this->Type) : nullptr;
  c10::impl::GenericList list(element ? StoredElement(element) : ElementOfAll(members));
  for (c10::IValue& member : members)
  {
    list.push_back(std::move(member));
  }
  return list;
}

void CallArgument::ForEachValue(const std::function<void(std::size_t)>& visit) const
{
  if (this->How == Kind::Value)
  {
    visit(this->Number);
  }
  for (const CallArgument& member : this->Members)
  {
    member.ForEachValue(visit);
  }
}

OperatorCall::OperatorCall(const GraphNode& node, const ValueNumbers& numbers)
  : Operator(FindAllowedOperator(node.Operator)),
    TrainingSwitch(FindTrainingSwitch(Operator.schema()))
{
  const c10::FunctionSchema& schema = this->Operator.schema();
  RequireKnownArguments(node, schema);
  for (const c10::Argument& argument : schema.arguments())
  {
    if (const std::int64_t count = CountOfTypes(argument))
    {
      this->TypeArguments.emplace_back(this->Arguments.size(), count);
    }
    const GraphArgument* written = FindArgument(node, argument.name());
    if (written)
    {
      this->Arguments.emplace_back(*written, argument.type(), numbers);
    }
    else if (argument.default_value())
    {
      this->Arguments.emplace_back(*argument.default_value());
    }
    else
    {
      throw Error("malformed exported network")
        .Expected("an argument " + argument.name() + " of " + node.Operator.substr(0, 200))
        .Found("none");
    }
  }
}

/// LibTorch looks element types, layouts and memory formats up in tables, at any place that it is
/// told.
void OperatorCall::RequireKnownTypes(const GraphValues& arguments) const
{
  for (const auto& [place, count] : this->TypeArguments)
  {
    const c10::IValue& value = arguments[place];
    if (value.isInt() && (value.toInt() < 0 || value.toInt() >= count))
    {
      throw Error("the exported network asks for an unknown element type, layout or memory format")
        .Expected("a number below " + std::to_string(count) + " for " +
          c10::toString(this->Operator.schema().operator_name()))
        .Found(std::to_string(value.toInt()));
    }
  }
}

GraphValues OperatorCall::Run(const GraphValues& values, const GraphMode& mode) const
{
  torch::jit::Stack stack;
  stack.reserve(this->Arguments.size());
  for (const CallArgument& argument : this->Arguments)
  {
    stack.push_back(argument.Make(values, mode));
  }
  if (this->TrainingSwitch)
  {
    stack[*this->TrainingSwitch] = mode.Training;
  }
  this->RequireKnownTypes(stack);
  this->Operator.callBoxed(stack);
  RequireUsableSizes(stack);
  return stack;
}

void OperatorCall::ForEachValue(const std::function<void(std::size_t)>& visit) const
{
  for (const CallArgument& argument : this->Arguments)
  {
    argument.ForEachValue(visit);
  }
}

std::vector<std::size_t> OperatorCall::Aliased(bool writes) const
{
  const c10::FunctionSchema& schema = this->Operator.schema();
  std::size_t values = 0;
  this->ForEachValue([&](std::size_t) { ++values; });
  const bool mayReturn = MayReturnArguments(schema.name(), values);
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < this->Arguments.size(); ++i)
  {
    const MemoryUse use(schema.arguments()[i]);
    const bool isViewed = std::any_of(schema.returns().begin(), schema.returns().end(),
      [&](const c10::Argument& result) { return use.Shares(MemoryUse(result)); });
    if (writes ? use.IsWritten : isViewed || mayReturn)
    {
      this->Arguments[i].ForEachValue([&](std::size_t number) { numbers.push_back(number); });
    }
  }
  return numbers;
}

std::vector<std::size_t> OperatorCall::Written() const
{
  return this->Aliased(true);
}

std::vector<std::size_t> OperatorCall::Viewed() const
{
  return this->Aliased(false);
}

} // namespace losslandscape
