// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_Random_h
#define losslandscape_Common_Random_h

#include <cstdint>
#include <random>
#include <vector>

namespace losslandscape
{

/// Sequential random numbers that are the same on every machine: std::mt19937_64, whose output the
/// C++ standard fixes, with our own mapping to ranges (the standard leaves its distributions open).
class Random
{
public:
  explicit Random(std::uint64_t seed) : Engine(seed) {}

  /// Draws a uniform number in [0, 1), of 53 random bits.
  double Uniform();

  /// Draws a uniform integer in [0, bound), without modulo bias. `bound` must be positive.
  std::uint64_t Below(std::uint64_t bound);

  /// Draws a standard normal number (Box and Muller 1958).
  double Normal();

  /// Draws an order of the numbers 0 to count - 1 (Fisher and Yates).
  std::vector<std::int64_t> Permutation(std::int64_t count);

private:
  std::mt19937_64 Engine;
};

} // namespace losslandscape

#endif
