// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Spectrum_HessianSpectrum_h
#define losslandscape_Engine_Studies_Spectrum_HessianSpectrum_h

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Problem/Problem.h"
#include "Core/Mathematics/Curvature/ExtremeEigenvalues.h"
#include "Core/Mathematics/Curvature/LanczosQuadrature.h"

#include <cstdint>
#include <memory>
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

/// What a spectrum is put together from, each computed for itself: loss, gradient and outermost
/// eigenvalues; every probe; with PerLayer, for every parameter, its largest eigenvalue and every
/// probe of its own. Whoever computes them, and in whatever order, each has the same bits.
struct SpectrumPart
{
  std::int64_t Index = 0;
  std::vector<double> Numbers;
};

/// Which of several processes computes. All of them call the same functions.
struct SpectrumShare
{
  int Rank = 0;
  int Ranks = 1;
};

/// Computes the parts that this process gets: all of them in order if it is alone, otherwise a
/// share of about equal cost. Parts that the store has are not computed again; the others are kept
/// there, each as soon as it is known.
///
/// Works by products of Hessian and vector (automatic differentiation): eigenvalues by the Lanczos
/// method, the distribution and the traces by stochastic Lanczos quadrature. Results are the same
/// to the bit for any number of threads. Throws Error if the loss or a derivative is not finite, or
/// cannot be taken.
///
/// Costs, in products of about 6 forward passes over the data each: 20 to MaximumProducts for the
/// eigenvalues, Probes x Steps for the distribution; with PerLayer for each parameter Probes x
/// Steps, and again 10 to MaximumProducts. Memory: what curvature::QuadratureOfProbes and
/// curvature::FindExtremeEigenpairs need one after the other, beside that of ParameterSpaceLoss.
std::vector<SpectrumPart> ComputeSpectrumParts(EvaluationStore& store,
  std::shared_ptr<const Problem> problem, const HessianSpectrumOptions& options,
  const SpectrumShare& share, int threads, const Progress& progress = {});

/// Puts a spectrum together from the parts of all processes, in any order.
HessianSpectrum AssembleSpectrum(const Problem& problem, const HessianSpectrumOptions& options,
  const std::vector<SpectrumPart>& parts);

/// The parts as one row of numbers, to be sent to another process.
std::vector<double> Packed(const std::vector<SpectrumPart>& parts);
/// The parts in several rows of Packed, one after the other.
std::vector<SpectrumPart> Unpacked(const std::vector<double>& numbers);

} // namespace losslandscape

#endif
