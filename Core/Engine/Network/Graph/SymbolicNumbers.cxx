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

std::int64_t Integer(const c10::IValue& value)
{
  return value.toScalar().toLong();
}

double Real(const c10::IValue& value)
{
  return value.toScalar().toDouble();
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
    { "torch.sym_int", [](const Arguments& a) { return Rounded(Real(a[0])); } },
    { "torch.sym_ite", [](const Arguments& a) { return Integer(a[0]) != 0 ? a[1] : a[2]; } },
    { "torch._sym_sqrt", [](const Arguments& a) -> c10::IValue { return std::sqrt(Real(a[0])); } },
    { "math.trunc", [](const Arguments& a) { return Rounded(std::trunc(Real(a[0]))); } },
    { "math.floor", [](const Arguments& a) { return Rounded(std::floor(Real(a[0]))); } },
    { "math.ceil", [](const Arguments& a) { return Rounded(std::ceil(Real(a[0]))); } },
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
