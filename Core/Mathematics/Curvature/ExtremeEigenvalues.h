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
  /// How many eigenvalues are wanted from either end.
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
  /// Seed of the start vector.
  std::uint64_t Seed = 0;
};

struct Eigenpair
{
  double Value = 0.0;
  /// |A u - lambda u|, as the Lanczos process knows it without a further product.
  double Residual = 0.0;
  /// The eigenvector, of length 1 and with a positive largest component; empty if not asked for.
  Eigen::VectorXd Vector;
};

struct ExtremeEigenpairs
{
  std::vector<Eigenpair> Largest;  ///< the largest first
  std::vector<Eigenpair> Smallest; ///< the smallest first
  int Products = 0;
  bool Converged = false;
};

/// Finds eigenpairs at both ends of the spectrum, by the Lanczos method with full
/// re-orthogonalisation and thick restart (see KrylovSpace). If the matrix has fewer eigenvalues
/// than are asked for, returns as many as there are, which may be none.
///
/// Memory: size times max(32, 2 (Largest + Smallest) + 16) doubles, and size times (Largest +
/// Smallest) for the vectors. Progress is reported after each product. Throws Error if the
/// tolerance is negative or NaN, or a product is not finite.
ExtremeEigenpairs FindExtremeEigenpairs(
  const SymmetricOperator& matrix, const EigenOptions& options, const Progress& progress = {});

} // namespace losslandscape::curvature

#endif
