// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_RandomDirection_h
#define losslandscape_Engine_Plane_RandomDirection_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// Standard normal numbers that depend on seed, parameter name and axis alone: neither on grid,
/// ranks and threads nor on other parameters, so that two networks that share layers share
/// directions.
///
/// Philox 4x32-10 (Salmon et al. 2011; ATen's engine) with the seed as key and the 64-bit FNV-1a
/// hash of "NAME#AXIS" as subsequence. Its 32-bit words, taken in pairs (a, b), give sqrt(-2 ln((a
/// + 1) / 2^32)) cos(2 pi b / 2^32) in double precision (Box and Muller 1958).
std::vector<double> RandomNormals(
  std::uint64_t seed, const std::string& parameterName, int axis, std::size_t count);

/// RandomNormals for initial weights, from the subsequence of "NAME#initial" instead, which no
/// direction uses: weights drawn from a direction's own numbers would make that direction point at
/// the origin.
std::vector<double> InitialNormals(
  std::uint64_t seed, const std::string& parameterName, std::size_t count);

} // namespace losslandscape

#endif
