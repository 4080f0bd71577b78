// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/RandomDirection.h"

#include <ATen/core/PhiloxRNGEngine.h>

#include <cmath>

namespace losslandscape
{
namespace
{

std::uint64_t Fnv1a(const std::string& text)
{
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (const unsigned char c : text)
  {
    hash = (hash ^ c) * 0x100000001b3ull;
  }
  return hash;
}

std::vector<double> Normals(std::uint64_t seed, const std::string& stream, std::size_t count)
{
  constexpr double twoPi = 6.283185307179586476925286766559;
  at::Philox4_32 words(seed, Fnv1a(stream));
  std::vector<double> normals(count);
  for (double& normal : normals)
  {
    // The interval is (0, 1], so that the logarithm is finite.
    const double radius = (static_cast<double>(words()) + 1.0) * 0x1.0p-32;
    const double turn = static_cast<double>(words()) * 0x1.0p-32;
    normal = std::sqrt(-2.0 * std::log(radius)) * std::cos(twoPi * turn);
  }
  return normals;
}

} // namespace

std::vector<double> RandomNormals(
  std::uint64_t seed, const std::string& parameterName, int axis, std::size_t count)
{
  return Normals(seed, parameterName + "#" + std::to_string(axis), count);
}

std::vector<double> InitialNormals(
  std::uint64_t seed, const std::string& parameterName, std::size_t count)
{
  return Normals(seed, parameterName + "#initial", count);
}

} // namespace losslandscape
