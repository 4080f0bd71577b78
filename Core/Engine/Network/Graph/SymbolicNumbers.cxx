// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/SymbolicNumbers.h"

#include "Core/Common/Error.h"

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
    return Integer(a[0]) - FloorOfQuotient(Integer(a[0]), Integer(a[1])) * Integer(a[1]);
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
  return static_cast<std::int64_t>(std::llround(std::pow(Real(a[0]), Real(a[1]))));
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

c10::IValue Rounded(double value)
{
  return static_cast<std::int64_t>(value);
}

c10::IValue ToInteger(const Arguments& a)
{
  const c10::Scalar number = Number(a[0]);
  return number.isFloatingPoint() ? Rounded(number.toDouble()) : c10::IValue(number.toLong());
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
  for (std::int64_t i = SliceEnd(a[1], 0, size); i < SliceEnd(a[2], size, size); i += step)
  {
    slice.push_back(list.get(static_cast<std::size_t>(i)));
  }
  return slice;
}

c10::IValue Concatenate(const Arguments& a)
{
  auto whole = a[0].toList().copy();
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
    { "torch.ops.aten.sym_size.int", SizeOf },
    { "torch.ops.aten.sym_size.default", SizeOf },
    { "torch.ops.aten.sym_numel.default",
      [](const Arguments& a) -> c10::IValue { return a[0].toTensor().numel(); } },
    { "torch.ops.aten.sym_stride.int",
      [](const Arguments& a) -> c10::IValue { return a[0].toTensor().stride(a[1].toInt()); } },
    { "torch.ops.aten.sym_storage_offset.default",
      [](const Arguments& a) -> c10::IValue { return a[0].toTensor().storage_offset(); } },
    { "_operator.add",
      [](const Arguments& a) { return OfBoth(a, [](auto x, auto y) { return x + y; }); } },
    { "_operator.sub",
      [](const Arguments& a) { return OfBoth(a, [](auto x, auto y) { return x - y; }); } },
    { "_operator.mul",
      [](const Arguments& a) { return OfBoth(a, [](auto x, auto y) { return x * y; }); } },
    { "_operator.floordiv", FloorDivide },
    { "_operator.mod", Modulo },
    { "_operator.pow", Power },
    { "_operator.truediv", Divide },
    { "_operator.neg",
      [](const Arguments& a) -> c10::IValue
      { return AreIntegers(a) ? c10::IValue(-Integer(a[0])) : c10::IValue(-Real(a[0])); } },
    { "_operator.pos", [](const Arguments& a) { return a[0]; } },
    { "_operator.eq",
      [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x == y; }); } },
    { "_operator.ne",
      [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x != y; }); } },
    { "_operator.lt",
      [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x < y; }); } },
    { "_operator.le",
      [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x <= y; }); } },
    { "_operator.gt",
      [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x > y; }); } },
    { "_operator.ge",
      [](const Arguments& a) { return Compare(a, [](auto x, auto y) { return x >= y; }); } },
    { "_operator.and_",
      [](const Arguments& a) -> c10::IValue { return Integer(a[0]) != 0 && Integer(a[1]) != 0; } },
    { "_operator.or_",
      [](const Arguments& a) -> c10::IValue { return Integer(a[0]) != 0 || Integer(a[1]) != 0; } },
    { "torch.sym_not", [](const Arguments& a) -> c10::IValue { return Integer(a[0]) == 0; } },
    { "torch.sym_max",
      [](const Arguments& a) { return OfBoth(a, [](auto x, auto y) { return std::max(x, y); }); } },
    { "torch.sym_min",
      [](const Arguments& a) { return OfBoth(a, [](auto x, auto y) { return std::min(x, y); }); } },
    { "torch.sym_float", [](const Arguments& a) -> c10::IValue { return Real(a[0]); } },
    { "torch.sym_int", ToInteger },
    { "torch.sym_ite", [](const Arguments& a) { return Integer(a[0]) != 0 ? a[1] : a[2]; } },
    { "torch._sym_sqrt", [](const Arguments& a) -> c10::IValue { return std::sqrt(Real(a[0])); } },
    { "math.log", [](const Arguments& a) -> c10::IValue { return std::log(Real(a[0])); } },
    { "math.pow",
      [](const Arguments& a) -> c10::IValue { return std::pow(Real(a[0]), Real(a[1])); } },
    { "math.trunc", [](const Arguments& a) { return Rounded(std::trunc(Real(a[0]))); } },
    { "math.floor", [](const Arguments& a) { return Rounded(std::floor(Real(a[0]))); } },
    { "math.ceil", [](const Arguments& a) { return Rounded(std::ceil(Real(a[0]))); } },
    { "builtins.bool", [](const Arguments& a) -> c10::IValue { return Real(a[0]) != 0.0; } },
    { "builtins.len", Length },
    { "builtins.list", [](const Arguments& a) -> c10::IValue { return a[0].toList().copy(); } },
    { "_operator.getitem", Member },
    { "_operator.concat", Concatenate },
    { "torch.ops.aten.slice.t", Slice },
    { "torch.ops.aten.dim.default",
      [](const Arguments& a) -> c10::IValue { return a[0].toTensor().dim(); } },
    { "torch.ops.aten.ScalarImplicit.default",
      [](const Arguments& a) -> c10::IValue { return a[0].toTensor().item(); } },
    { "torch.ops.prim.NumToTensor.Scalar",
      [](const Arguments& a) -> c10::IValue { return at::scalar_to_tensor(a[0].toScalar()); } },
    { "torch.ops.prim.dtype.default",
      [](const Arguments& a) -> c10::IValue
      { return static_cast<std::int64_t>(a[0].toTensor().scalar_type()); } },
    { "torch.ops.prim.device.default",
      [](const Arguments& a) -> c10::IValue { return a[0].toTensor().device(); } },
    { "builtins.round", [](const Arguments& a) { return Rounded(std::nearbyint(Real(a[0]))); } },
  };
  return functions;
}

} // namespace

NumberFunction FindNumberFunction(const std::string& name)
{
  const auto found = Functions().find(name);
  return found == Functions().end() ? nullptr : found->second;
}

} // namespace losslandscape
