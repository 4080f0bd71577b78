// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Spectrum_SpectrumParts_h
#define losslandscape_Engine_Studies_Spectrum_SpectrumParts_h

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

#include <cstdint>
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

/// Who computes: one of several processes, which all call the same.
struct SpectrumShare
{
  int Rank = 0;
  int Ranks = 1;
};

/// The parts that this process gets: all of them in order if it is alone, otherwise shared by what
/// they cost, roughly. Parts that the store has are not computed again; the others are kept there,
/// each as soon as it is known. Errors, cost and memory: see ComputeHessianSpectrum.
std::vector<SpectrumPart> ComputeSpectrumParts(EvaluationStore& store,
  std::shared_ptr<const Problem> problem, const HessianSpectrumOptions& options,
  const SpectrumShare& share, int threads, const Progress& progress = {});

/// Out of the parts of all processes, in any order.
HessianSpectrum AssembleSpectrum(const Problem& problem, const HessianSpectrumOptions& options,
  const std::vector<SpectrumPart>& parts);

/// Parts as one row of numbers, to be sent; and back from several such rows one after the other.
std::vector<double> Packed(const std::vector<SpectrumPart>& parts);
std::vector<SpectrumPart> Unpacked(const std::vector<double>& numbers);

} // namespace losslandscape

#endif
