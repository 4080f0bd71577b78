// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_Graph_CheckedNumbers_h
#define losslandscape_Engine_Network_Graph_CheckedNumbers_h

#include "Core/Common/Error.h"

#include <cstdint>

namespace losslandscape
{

// Arithmetic of real numbers, and of integers with an Error for results beyond 64 bits: a file may
// make a network compute any size.

[[noreturn]] inline void RefuseLargeNumber()
{
  throw Error("the exported network computes a size that is too large")
    .Expected("integers of 64 bits");
}

struct Sum
{
  double operator()(double a, double b) const { return a + b; }
  std::int64_t operator()(std::int64_t a, std::int64_t b) const
  {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum))
    {
      RefuseLargeNumber();
    }
    return sum;
  }
};

struct Difference
{
  double operator()(double a, double b) const { return a - b; }
  std::int64_t operator()(std::int64_t a, std::int64_t b) const
  {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a, b, &difference))
    {
      RefuseLargeNumber();
    }
    return difference;
  }
};

struct Product
{
  double operator()(double a, double b) const { return a * b; }
  std::int64_t operator()(std::int64_t a, std::int64_t b) const
  {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product))
    {
      RefuseLargeNumber();
    }
    return product;
  }
};

/// The integer that a real number without fraction is.
inline std::int64_t WholeNumber(double value)
{
  constexpr double limit = 9.2e18;
  if (!(value > -limit && value < limit))
  {
    RefuseLargeNumber();
  }
  return static_cast<std::int64_t>(value);
}

} // namespace losslandscape

#endif
