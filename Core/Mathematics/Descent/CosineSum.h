// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Descent_CosineSum_h
#define losslandscape_Mathematics_Descent_CosineSum_h

#include <cmath>
#include <cstdint>

namespace losslandscape
{
namespace trajectory
{

/// A sum of up to 2^32 numbers between -1 and 1 that is the same to the bit in whatever order they
/// are added, and in however many parts they are summed: each number is rounded to a multiple of
/// 2^-62, and integers add up exactly.
struct CosineSum
{
  /// The sum is High * 2^-31 + Low * 2^-62. Partial sums are added up member by member.
  std::int64_t High = 0;
  std::int64_t Low = 0;

  void Add(double number)
  {
    const double high = std::nearbyint(std::ldexp(number, HighBits));
    this->High += static_cast<std::int64_t>(high);
    const double rest = number - std::ldexp(high, -HighBits);
    this->Low += static_cast<std::int64_t>(std::nearbyint(std::ldexp(rest, 2 * HighBits)));
  }

  double Value() const
  {
    return std::ldexp(static_cast<double>(this->High), -HighBits) +
      std::ldexp(static_cast<double>(this->Low), -2 * HighBits);
  }

  static constexpr int HighBits = 31;
};

} // namespace trajectory
} // namespace losslandscape

#endif
