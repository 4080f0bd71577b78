// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_LanczosQuadrature_h
#define losslandscape_Mathematics_Curvature_LanczosQuadrature_h

#include "Core/Common/Progress.h"
#include "Core/Mathematics/Curvature/CoordinateBlock.h"
#include "Core/Mathematics/Curvature/Estimate.h"
#include "Core/Mathematics/Curvature/SymmetricOperator.h"

#include <cstdint>
#include <vector>

namespace losslandscape::curvature
{

struct QuadratureOptions
{
  /// Number of random vectors.
  int Probes = 1;
  /// Number of Lanczos steps, that is products, from each of them.
  int Steps = 30;
  /// Seed of the random vectors.
  std::uint64_t Seed = 0;
};

/// What one random vector v of +1 and -1 tells of a symmetric matrix A of size n.
struct ProbeQuadrature
{
  /// Gauss quadrature of the spectrum as v sees it: for any polynomial f up to degree 2 x steps -
  /// 1, v' f(A) v / n is the sum of Weights[i] f(Nodes[i]). Weights add up to 1.
  Eigen::VectorXd Nodes;
  Eigen::VectorXd Weights;
  /// The sum of v[i] (A v)[i] over each block: an unbiased estimate of the block's trace.
  Eigen::VectorXd BlockTraces;
};

/// Computes stochastic Lanczos quadrature (Ubaru, Chen and Saad 2017, "Fast estimation of tr(f(A))
/// via stochastic Lanczos quadrature"; Ghorbani, Krishnan and Xiao 2019; Yao et al. 2020,
/// "PyHessian") with full re-orthogonalisation, so that there are no false copies of converged
/// eigenvalues. A probe ends early if it has found everything that it contains.
///
/// Costs probes x steps products. Memory: size x (steps + 4) doubles for one probe after the other.
/// Progress is reported after each product. Throws Error if a product is not finite.
std::vector<ProbeQuadrature> QuadratureOfProbes(const SymmetricOperator& matrix,
  const std::vector<CoordinateBlock>& blocks, const QuadratureOptions& options,
  const Progress& progress = {});

/// Computes one of the probes of QuadratureOfProbes alone, with the same numbers to the bit.
/// `probe` is its index, 0 <= probe < options.Probes.
ProbeQuadrature QuadratureOfProbe(const SymmetricOperator& matrix,
  const std::vector<CoordinateBlock>& blocks, const QuadratureOptions& options, int probe,
  const Progress& progress = {});

/// Estimates tr(A^k) / n, the k-th moment of the spectral density.
Estimate MomentOf(const std::vector<ProbeQuadrature>& probes, int k);

/// Estimates tr A (Hutchinson 1990) by the mean of v' A v, whose variance per probe is 2 (|A|_F^2 -
/// sum of A_ii^2). `size` is that of A.
Estimate TraceOf(const std::vector<ProbeQuadrature>& probes, Eigen::Index size);

/// Estimates the trace of one of the blocks. The variance has parts from outside the block too.
Estimate BlockTraceOf(const std::vector<ProbeQuadrature>& probes, std::size_t block);

} // namespace losslandscape::curvature

#endif
