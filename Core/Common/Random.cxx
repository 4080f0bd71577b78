// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Random.h"

#include <cmath>
#include <utility>

namespace losslandscape
{

double Random::Uniform()
{
  return static_cast<double>(this->Engine() >> 11) * 0x1.0p-53;
}

std::uint64_t Random::Below(std::uint64_t bound)
{
  // Values below the threshold are drawn again, since they would make small remainders more
  // frequent.
  const std::uint64_t threshold = (0 - bound) % bound;
  for (;;)
  {
    const std::uint64_t value = this->Engine();
    if (value >= threshold)
    {
      return value % bound;
    }
  }
}

double Random::Normal()
{
  constexpr double twoPi = 6.283185307179586476925286766559;
  const double radius = std::sqrt(-2.0 * std::log(1.0 - this->Uniform()));
  return radius * std::cos(twoPi * this->Uniform());
}

std::vector<std::int64_t> Random::Permutation(std::int64_t count)
{
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i)
  {
    order[i] = i;
  }
  for (std::int64_t i = count - 1; i > 0; --i)
  {
    std::swap(order[i], order[this->Below(static_cast<std::uint64_t>(i) + 1)]);
  }
  return order;
}

} // namespace losslandscape
