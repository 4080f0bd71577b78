// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/SymbolicNumbers.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/Graph/CheckedNumbers.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace losslandscape
{
namespace
{

using Arguments = std::vector<c10::IValue>;

bool AreIntegers(const Arguments& a)
{
  return std::all_of(
    a.begin(), a.end(), [](const c10::IValue& value) { return value.isInt() || value.isBool(); });
}

/// A number, or that in a tensor.
c10::Scalar Number(const c10::IValue& value)
{
  return value.isTensor() ? value.toTensor().item() : value.toScalar();
}

std::int64_t Integer(const c10::IValue& value)
{
  return Number(value).toLong();
}

double Real(const c10::IValue& value)
{
  return Number(value).toDouble();
}

void RequireDivisor(double divisor)
{
  if (divisor == 0.0)
  {
    throw Error("the exported network divides a size by zero");
  }
}

/// Python rounds towards minus infinity.
std::int64_t FloorOfQuotient(std::int64_t a, std::int64_t b)
{
  RequireDivisor(static_cast<double>(b));
  if (b == -1)
  {
    return Difference()(0, a);
  }
  const std::int64_t quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

c10::IValue FloorDivide(const Arguments& a)
{
  if (AreIntegers(a))
  {
    return FloorOfQuotient(Integer(a[0]), Integer(a[1]));
  }
  RequireDivisor(Real(a[1]));
  return std::floor(Real(a[0]) / Real(a[1]));
}

c10::IValue Modulo(const Arguments& a)
{
  if (AreIntegers(a))
  {
    RequireDivisor(Real(a[1]));
    const std::int64_t divisor = Integer(a[1]);
    const std::int64_t rest = divisor == -1 ? 0 : Integer(a[0]) % divisor;
    return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest;
  }
  RequireDivisor(Real(a[1]));
  return Real(a[0]) - std::floor(Real(a[0]) / Real(a[1])) * Real(a[1]);
}

c10::IValue Power(const Arguments& a)
{
  if (!AreIntegers(a) || Integer(a[1]) < 0)
  {
    return std::pow(Real(a[0]), Real(a[1]));
  }
  const std::int64_t base = Integer(a[0]);
  if (base >= -1 && base <= 1)
  {
    const bool isOne = Integer(a[1]) == 0 || (base == -1 && Integer(a[1]) % 2 == 0);
    return isOne ? 1 : base;
  }
  // Any other base leaves 64 bits within 63 steps.
  std::int64_t power = 1;
  for (std::int64_t i = 0; i < Integer(a[1]); ++i)
  {
    power = Product()(power, base);
  }
  return power;
}

c10::IValue Divide(const Arguments& a)
{
  RequireDivisor(Real(a[1]));
  return Real(a[0]) / Real(a[1]);
}

/// A function that is the same for integers and for real numbers, integers staying integers.
template <typename Function>
c10::IValue OfBoth(const Arguments& a, const Function& function)
{
  if (AreIntegers(a))
  {
    return static_cast<std::int64_t>(function(Integer(a[0]), Integer(a[1])));
  }
  return static_cast<double>(function(Real(a[0]), Real(a[1])));
}

template <typename Function>
c10::IValue Compare(const Arguments& a, const Function& function)
{
  return AreIntegers(a) ? function(Integer(a[0]), Integer(a[1])) : function(Real(a[0]), Real(a[1]));
}

c10::IValue Negative(const Arguments& a)
{
  return AreIntegers(a) ? c10::IValue(Difference()(0, Integer(a[0]))) : c10::IValue(-Real(a[0]));
}

c10::IValue ToInteger(const Arguments& a)
{
  const c10::Scalar number = Number(a[0]);
  return number.isFloatingPoint() ? WholeNumber(number.toDouble()) : number.toLong();
}

c10::IValue Member(const Arguments& a)
{
  const auto list = a[0].toList();
  const std::int64_t size = static_cast<std::int64_t>(list.size());
  const std::int64_t index = Integer(a[1]);
  if (index < -size || index >= size)
  {
    throw Error("an index is outside of a list")
      .Expected("one of " + std::to_string(size) + " members")
      .Found(std::to_string(index));
  }
  return list.get(static_cast<std::size_t>(index < 0 ? index + size : index));
}

/// Where a slice begins or ends: counted from the end if negative, never outside of the list.
std::int64_t SliceEnd(const c10::IValue& end, std::int64_t otherwise, std::int64_t size)
{
  const std::int64_t place = end.isNone() ? otherwise : Integer(end);
  return std::clamp<std::int64_t>(place < 0 ? place + size : place, 0, size);
}

c10::IValue Slice(const Arguments& a)
{
  const auto list = a[0].toList();
  const auto size = static_cast<std::int64_t>(list.size());
  const std::int64_t step = Integer(a[3]);
  if (step < 1)
  {
    throw Error("a list is sliced backwards").Found("a step of " + std::to_string(step));
  }
  c10::impl::GenericList slice(list.elementType());
  const std::int64_t end = SliceEnd(a[2], size, size);
  for (std::int64_t i = SliceEnd(a[1], 0, size); i < end; i = i + std::min(step, end - i))
  {
    slice.push_back(list.get(static_cast<std::size_t>(i)));
  }
  return slice;
}

c10::IValue Concatenate(const Arguments& a)
{
  // Doubled some forty times, a list would fill any memory.
  constexpr std::size_t longest = 10000;
  auto whole = a[0].toList().copy();
  if (whole.size() + a[1].toListRef().size() > longest)
  {
    throw Error("the exported network makes a list that is too long")
      .Expected("at most " + std::to_string(longest) + " members");
  }
  for (const c10::IValue& member : a[1].toListRef())
  {
    whole.push_back(member);
  }
  return whole;
}

c10::IValue Length(const Arguments& a)
{
  return a[0].isTensor() ? a[0].toTensor().size(0)
                         : static_cast<std::int64_t>(a[0].toListRef().size());
}

c10::IValue SizeOf(const Arguments& a)
{
  const torch::Tensor tensor = a[0].toTensor();
  if (a.size() == 1)
  {
    return tensor.sizes().vec();
  }
  return tensor.size(a[1].toInt());
}

const std::map<std::string, NumberFunction>& Functions()
{
  static const std::map<std::string, NumberFunction> functions = {
    { "torch.ops.aten.sym_size.int", { 1, SizeOf } },
    { "torch.ops.aten.sym_size.default", { 1, SizeOf } },
    { "torch.ops.aten.sym_numel.default",
      { 1, [](const Arguments& a) -> c10::IValue { return a[0].toTensor().numel(); } } },
    { "torch.ops.aten.sym_stride.int",
      { 2,
        [](const Arguments& a) -> c10::IValue { return a[0].toTensor().stride(a[1].toInt()); } } },
    { "torch.ops.aten.sym_storage_offset.default",
      { 1, [](const Arguments& a) -> c10::IValue { return a[0].toTensor().storage_offset(); } } },
    { "_operator.add", { 2, [](const Arguments& a) { return OfBoth(a, Sum()); } } },
    { "_operator.sub", { 2, [](const Arguments& a) { return OfBoth(a, Difference()); } } },
    { "_operator.mul", { 2, [](const Arguments& a) { return OfBoth(a, Product()); } } },
    { "_operator.floordiv", { 2, FloorDivide } },
    { "_operator.mod", { 2, Modulo } },
    { "_operator.pow", { 2, Power } },
    { "_operator.truediv", { 2, Divide } },
    { "_operator.neg", { 1, Negative } },
    { "_operator.pos", { 1, [](const Arguments& a) { return a[0]; } } },
    { "_operator.eq",
      { 2, [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x == y; }); } } },
    { "_operator.ne",
      { 2, [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x != y; }); } } },
    { "_operator.lt",
      { 2, [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x < y; }); } } },
    { "_operator.le",
      { 2, [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x <= y; }); } } },
    { "_operator.gt",
      { 2, [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x > y; }); } } },
    { "_operator.ge",
      { 2, [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x >= y; }); } } },
    { "_operator.and_",
      { 2,
        [](const Arguments& a) -> c10::IValue
        { return Integer(a[0]) != 0 && Integer(a[1]) != 0; } } },
    { "_operator.or_",
      { 2,
        [](const Arguments& a) -> c10::IValue
        { return Integer(a[0]) != 0 || Integer(a[1]) != 0; } } },
    { "torch.sym_not",
      { 1, [](const Arguments& a) -> c10::IValue { return Integer(a[0]) == 0; } } },
    { "torch.sym_max",
      { 2,
        [](const Arguments& a)
        { return OfBoth(a, [](auto x, auto y) { return std::max(x, y); }); } } },
    { "torch.sym_min",
      { 2,
        [](const Arguments& a)
        { return OfBoth(a, [](auto x, auto y) { return std::min(x, y); }); } } },
    { "torch.sym_float", { 1, [](const Arguments& a) -> c10::IValue { return Real(a[0]); } } },
    { "torch.sym_int", { 1, ToInteger } },
    { "torch.sym_ite", { 3, [](const Arguments& a) { return Integer(a[0]) != 0 ? a[1] : a[2]; } } },
    { "torch._sym_sqrt",
      { 1, [](const Arguments& a) -> c10::IValue { return std::sqrt(Real(a[0])); } } },
    { "math.log", { 1, [](const Arguments& a) -> c10::IValue { return std::log(Real(a[0])); } } },
    { "math.pow",
      { 2, [](const Arguments& a) -> c10::IValue { return std::pow(Real(a[0]), Real(a[1])); } } },
    { "math.trunc",
      { 1,
        [](const Arguments& a) -> c10::IValue { return WholeNumber(std::trunc(Real(a[0]))); } } },
    { "math.floor",
      { 1,
        [](const Arguments& a) -> c10::IValue { return WholeNumber(std::floor(Real(a[0]))); } } },
    { "math.ceil",
      { 1, [](const Arguments& a) -> c10::IValue { return WholeNumber(std::ceil(Real(a[0]))); } } },
    { "builtins.bool", { 1, [](const Arguments& a) -> c10::IValue { return Real(a[0]) != 0.0; } } },
    { "builtins.len", { 1, Length } },
    { "builtins.list",
      { 1, [](const Arguments& a) -> c10::IValue { return a[0].toList().copy(); } } },
    { "_operator.getitem", { 2, Member } },
    { "_operator.concat", { 2, Concatenate } },
    { "torch.ops.aten.slice.t", { 4, Slice } },
    { "torch.ops.aten.dim.default",
      { 1, [](const Arguments& a) -> c10::IValue { return a[0].toTensor().dim(); } } },
    { "torch.ops.aten.ScalarImplicit.default",
      { 1, [](const Arguments& a) -> c10::IValue { return a[0].toTensor().item(); } } },
    { "torch.ops.prim.NumToTensor.Scalar",
      { 1,
        [](const Arguments& a) -> c10::IValue { return at::scalar_to_tensor(a[0].toScalar()); } } },
    { "torch.ops.prim.dtype.default",
      { 1,
        [](const Arguments& a) -> c10::IValue
        { return static_cast<std::int64_t>(a[0].toTensor().scalar_type()); } } },
    { "torch.ops.prim.device.default",
      { 1, [](const Arguments& a) -> c10::IValue { return a[0].toTensor().device(); } } },
    { "builtins.round",
      { 1,
        [](const Arguments& a) -> c10::IValue
        { return WholeNumber(std::nearbyint(Real(a[0]))); } } },
  };
  return functions;
}

} // namespace

const NumberFunction* FindNumberFunction(const std::string& name)
{
  const auto found = Functions().find(name);
  return found == Functions().end() ? nullptr : &found->second;
}

} // namespace losslandscape
