// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Spectrum_SpectrumParts_h
#define losslandscape_Engine_Studies_Spectrum_SpectrumParts_h

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace losslandscape
{

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
