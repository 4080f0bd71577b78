// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Curvature/ExtremeEigenvalues.h"

#include "Core/Common/SettingRange.h"
#include "Core/Mathematics/Curvature/KrylovSpace.h"

#include <algorithm>
#include <cmath>

namespace losslandscape::curvature
{
namespace
{

/// Indices of columns at both ends: those of the smallest eigenvalues, the smallest first, and
/// those of the largest, the largest first.
struct Columns
{
  std::vector<Eigen::Index> Smallest;
  std::vector<Eigen::Index> Largest;
};

/// The ends of `count` columns, with `more` at either end than the options ask for.
Columns EndsOf(Eigen::Index count, const EigenOptions& options, Eigen::Index more = 0)
{
  Columns ends;
  for (Eigen::Index i = 0; i < std::min(options.Smallest + more, count); ++i)
  {
    ends.Smallest.push_back(i);
  }
  for (Eigen::Index i = 0; i < std::min(options.Largest + more, count); ++i)
  {
    ends.Largest.push_back(count - 1 - i);
  }
  return ends;
}

bool ResidualsAreSmall(const RitzPairs& pairs, const EigenOptions& options)
{
  const double most = options.Tolerance * pairs.Values.cwiseAbs().maxCoeff();
  const Columns ends = EndsOf(pairs.Values.size(), options);
  const auto converged = [&](Eigen::Index i) { return pairs.Residuals[i] <= most; };
  return std::all_of(ends.Smallest.begin(), ends.Smallest.end(), converged) &&
    std::all_of(ends.Largest.begin(), ends.Largest.end(), converged);
}

/// The number of eigenvalues that are asked for, in a type in which the sum cannot overflow.
Eigen::Index Wanted(const EigenOptions& options)
{
  return Eigen::Index{ options.Largest } + options.Smallest;
}

/// Whether the wanted pairs are known well enough. An invariant space has every eigenvalue, but of
/// multiple ones maybe not all copies.
bool HasConverged(const KrylovSpace& space, const RitzPairs& pairs, const EigenOptions& options)
{
  if (space.IsInvariant())
  {
    return space.Dimension() == space.Size() ||
      space.RandomDirections() + 1 >= std::max(options.Largest, options.Smallest);
  }
  return space.Dimension() > Wanted(options) && ResidualsAreSmall(pairs, options);
}

/// The columns that a restart keeps: some more than are wanted, which makes the wanted ones
/// converge faster.
std::vector<Eigen::Index> KeptColumns(Eigen::Index count, const EigenOptions& options)
{
  const Columns ends = EndsOf(count, options, 4);
  std::vector<Eigen::Index> kept = ends.Smallest;
  kept.insert(kept.end(), ends.Largest.begin(), ends.Largest.end());
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  return kept;
}

Eigen::VectorXd WithLargestPositive(Eigen::VectorXd vector)
{
  Eigen::Index largest = 0;
  vector.cwiseAbs().maxCoeff(&largest);
  return vector[largest] < 0.0 ? Eigen::VectorXd(-vector) : vector;
}

std::vector<Eigenpair> Take(const KrylovSpace& space, const RitzPairs& pairs,
  const std::vector<Eigen::Index>& columns, bool vectors)
{
  std::vector<Eigenpair> taken;
  for (const Eigen::Index i : columns)
  {
    Eigenpair pair{ pairs.Values[i], pairs.Residuals[i], {} };
    if (vectors)
    {
      pair.Vector = WithLargestPositive(space.VectorOf(pairs.Coordinates.col(i)).normalized());
    }
    taken.push_back(std::move(pair));
  }
  return taken;
}

void CheckTolerance(double tolerance)
{
  CheckRange(tolerance >= 0.0 && std::isfinite(tolerance), "EigenvalueTolerance",
    "0 or a positive number", tolerance);
}

} // namespace

ExtremeEigenpairs FindExtremeEigenpairs(
  const SymmetricOperator& matrix, const EigenOptions& options, const Progress& progress)
{
  CheckTolerance(options.Tolerance);
  ExtremeEigenpairs found;
  if (matrix.Size == 0)
  {
    found.Converged = true;
    return found;
  }
  const Eigen::Index capacity =
    std::min(matrix.Size, std::max<Eigen::Index>(32, 2 * Wanted(options) + 16));
  KrylovSpace space(matrix, NormalVector(matrix.Size, options.Seed), capacity);
  RitzPairs pairs;
  while (true)
  {
    space.Grow();
    ++found.Products;
    ReportProgress(
      progress, std::min(1.0, static_cast<double>(found.Products) / options.MaximumProducts));
    pairs = space.Pairs();
    found.Converged = HasConverged(space, pairs, options);
    if (found.Converged || found.Products >= options.MaximumProducts)
    {
      break;
    }
    if (space.Dimension() == capacity)
    {
      space.ShrinkTo(pairs, KeptColumns(capacity, options));
    }
  }
  const Columns ends = EndsOf(pairs.Values.size(), options);
  found.Smallest = Take(space, pairs, ends.Smallest, options.Vectors);
  found.Largest = Take(space, pairs, ends.Largest, options.Vectors);
  return found;
}

} // namespace losslandscape::curvature
