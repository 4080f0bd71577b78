// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Spectrum_HessianSpectrum_h
#define losslandscape_Engine_Studies_Spectrum_HessianSpectrum_h

#include "Core/Engine/Problem/Problem.h"
#include "Core/Mathematics/Curvature/ExtremeEigenvalues.h"
#include "Core/Mathematics/Curvature/LanczosQuadrature.h"

#include <string>
#include <vector>

namespace losslandscape
{

struct HessianSpectrumOptions
{
  /// How many eigenvalues from either end, their accuracy and the most products that they may cost:
  /// see curvature::EigenOptions.
  int Largest = 5;
  int Smallest = 2;
  double Tolerance = 1e-3;
  int MaximumProducts = 200;
  /// Number of random vectors and of Lanczos steps from each, for the distribution and the traces
  /// (see curvature::QuadratureOptions).
  int Probes = 4;
  int Steps = 30;
  /// Whether each parameter gets a spectrum of its own.
  bool PerLayer = false;
  /// Whether all is computed in double precision, even for a network in single precision.
  bool DoublePrecision = false;
  std::uint64_t Seed = 0;
};

/// An eigenvalue lambda of a Hessian H, and its residual |H u - lambda u|, which takes one more
/// product.
struct HessianEigenvalue
{
  double Value = 0.0;
  double Residual = 0.0;
};

/// One parameter (tensor of weights) and the Hessian's block of it.
struct HessianBlock
{
  std::string Name;
  std::int64_t Weights = 0;
  curvature::Estimate Trace;
  /// The block's largest eigenvalue with PerLayer, else NaN.
  HessianEigenvalue LargestEigenvalue;
  /// The block's own probes with PerLayer, else none.
  std::vector<curvature::ProbeQuadrature> Probes;
};

/// What is known of the Hessian H of the loss by all weights at a problem's weights.
struct HessianSpectrum
{
  double Loss = 0.0;
  double GradientNorm = 0.0;
  std::int64_t Weights = 0;
  curvature::Estimate Trace;
  /// Eigenvalues from either end, the outermost first.
  std::vector<HessianEigenvalue> Largest;
  std::vector<HessianEigenvalue> Smallest;
  /// Whether all of these eigenvalues are as accurate as asked for.
  bool Converged = false;
  std::vector<curvature::ProbeQuadrature> Probes;
  std::vector<HessianBlock> Blocks;
  /// How many products of Hessian and vector the spectrum cost.
  std::int64_t Products = 0;
};

/// Everything that a Hessian spectrum is computed from, as JSON: network, weights, data, loss,
/// options, versions.
std::string HessianSpectrumRecipe(const Problem& problem, const HessianSpectrumOptions& options);

} // namespace losslandscape

#endif
