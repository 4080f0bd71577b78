// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_ExtremeEigenvalues_h
#define losslandscape_Mathematics_Curvature_ExtremeEigenvalues_h

#include "Core/Common/Progress.h"
#include "Core/Mathematics/Curvature/SymmetricOperator.h"

#include <cstdint>
#include <vector>

namespace losslandscape::curvature
{

struct EigenOptions
{
  /// How many eigenvalues from either end.
  int Largest = 1;
  int Smallest = 1;
  /// A pair has converged when |A u - lambda u| is at most this share of the largest |lambda|
  /// known. The error of an eigenvalue is at most its residual, and usually much smaller (of the
  /// order of its square over the distance to the next eigenvalue).
  double Tolerance = 1e-3;
  /// Products of matrix and vector after which the best pairs known are returned.
  int MaximumProducts = 200;
  /// Whether eigenvectors are wanted too.
  bool Vectors = false;
  /// Of the start vector.
  std::uint64_t Seed = 0;
};

struct Eigenpair
{
  double Value = 0.0;
  /// |A u - lambda u|, as the process knows it.
  double Residual = 0.0;
  /// Of length 1, its largest component positive; empty if not asked for.
  Eigen::VectorXd Vector;
};

struct ExtremeEigenpairs
{
  std::vector<Eigenpair> Largest;  ///< the largest first
  std::vector<Eigenpair> Smallest; ///< the smallest first
  int Products = 0;
  bool Converged = false;
};

/// Eigenpairs at both ends of the spectrum, by the Lanczos method with full re-orthogonalisation
/// and thick restart (see KrylovSpace). Where the matrix is smaller than what is asked for, as many
/// as there are, which may be none.
///
/// Memory: size times max(32, 2 (Largest + Smallest) + 16) doubles, and size times (Largest +
/// Smallest) for the vectors. Progress is reported after each product. Throws Error if the
/// tolerance is negative or no number.
ExtremeEigenpairs FindExtremeEigenpairs(
  const SymmetricOperator& matrix, const EigenOptions& options, const Progress& progress = {});

} // namespace losslandscape::curvature

#endif
