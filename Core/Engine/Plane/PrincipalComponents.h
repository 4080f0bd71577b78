// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_PrincipalComponents_h
#define losslandscape_Engine_Plane_PrincipalComponents_h

#include "Core/Common/Progress.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace losslandscape
{

/// Vectors that are read one at a time, since all of them would not fit into memory.
struct VectorStream
{
  std::int64_t Count = 0;
  std::int64_t Length = 0;
  std::function<std::vector<double>(std::int64_t index)> Read;
};

/// How the movement of a run is shared among its principal components, the largest first, next to
/// what a random walk in many dimensions does (Antognini and Sohl-Dickstein 2018): its few leading
/// components explain most of the variance too, and its coordinates are cosines of time. Components
/// without variance are left out.
struct PrincipalVariance
{
  /// Share of component k in the variance: lambda_k / sum of all lambda.
  std::vector<double> ExplainedVarianceRatio;

  /// Share of component k of a long random walk, k = 1, 2, ...: 6 / (pi^2 k^2) if centred,
  /// 8 / (pi^2 (2 k - 1)^2) for differences to its last point.
  std::vector<double> RandomWalkVarianceRatio;

  /// Absolute correlation, over t = 0 ... T - 1, of the coordinate along component k with the
  /// cosine that a random walk of T points follows: cos(pi k (t + 1/2) / T) if centred, cos(pi (k -
  /// 1/2) (t + 1/2) / (T - 1/2)) for differences to its last point.
  std::vector<double> CosineCorrelation;
};

struct PrincipalComponents
{
  /// Orthonormal components, the largest first. The sign of each is such that the first vector
  /// whose coordinate along it is above a thousandth of the largest one has a positive one (a
  /// coordinate relative to the mean if centred).
  std::vector<std::vector<double>> Directions;
  PrincipalVariance Variance;
};

struct PrincipalOptions
{
  /// How many directions to compute. The variance is always that of all components.
  int Components = 2;
  /// Whether components are those of the differences to the mean, instead of the vectors
  /// themselves.
  bool Centred = false;
  /// Memory for the vectors that are held at once, which are at least two.
  std::size_t BlockBytes = std::size_t(64) << 20;
};

/// Principal components from the T x T matrix of scalar products (all in double). With B vectors in
/// memory, about T^2 / (2 B) vectors are read for the matrix and T for the directions. The
/// eigenvectors of the matrix take a time of T^3, seconds for a thousand vectors and half a minute
/// for two thousand; an abort has to wait for their end. Throws Error if the vectors span fewer
/// dimensions than there are components.
PrincipalComponents FindPrincipalComponents(
  const VectorStream& vectors, const PrincipalOptions& options, const Progress& progress = {});

} // namespace losslandscape

#endif
