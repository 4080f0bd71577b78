// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Sampling_HeldOutPoints_h
#define losslandscape_Mathematics_Sampling_HeldOutPoints_h

#include "Core/Common/Random.h"

#include <cstdint>
#include <vector>

namespace losslandscape
{
namespace sampling
{

/// How many of `candidates` points to test in the given round (1, 2, ...). The number n is such
/// that, if more than 1 % of the points were beyond the tolerance, the probability that some round
/// passes without noticing is less than 5 %: (1 - 0.01)^n <= 0.05 / 2^round, summed over all
/// rounds. It is at least 2 % of the candidates, so that large grids are tested better, and at most
/// an eighth, so that small grids are worth interpolating, at the price of a weaker statement.
std::int64_t NumberOfHeldOutPoints(std::int64_t candidates, int round);

/// Draws `count` different elements of `candidates`, each set of them equally likely, and returns
/// them in ascending order.
std::vector<std::int64_t> DrawHeldOutPoints(
  std::vector<std::int64_t> candidates, std::int64_t count, Random& random);

} // namespace sampling
} // namespace losslandscape

#endif
