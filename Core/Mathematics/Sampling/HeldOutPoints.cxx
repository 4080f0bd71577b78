// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/HeldOutPoints.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace losslandscape
{
namespace sampling
{
namespace
{

constexpr double UndetectedShare = 0.01;
constexpr double RiskOfAllRounds = 0.05;
constexpr double SmallestShare = 0.02;
constexpr double LargestShare = 0.125;

} // namespace

std::int64_t NumberOfHeldOutPoints(std::int64_t candidates, int round)
{
  const double risk = std::ldexp(RiskOfAllRounds, -round);
  const double needed = std::log(risk) / std::log1p(-UndetectedShare);
  const auto all = static_cast<double>(candidates);
  return static_cast<std::int64_t>(
    std::ceil(std::min(std::max(needed, SmallestShare * all), LargestShare * all)));
}

std::vector<std::int64_t> DrawHeldOutPoints(
  std::vector<std::int64_t> candidates, std::int64_t count, Random& random)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    const std::uint64_t left = candidates.size() - static_cast<std::size_t>(i);
    std::swap(candidates[i], candidates[i + static_cast<std::int64_t>(random.Below(left))]);
  }
  candidates.resize(static_cast<std::size_t>(count));
  std::sort(candidates.begin(), candidates.end());
  return candidates;
}

} // namespace sampling
} // namespace losslandscape
