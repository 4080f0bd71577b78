// SPDX-License-Identifier: BSD-3-Clause
#ifndef SpectrumTesting_h
#define SpectrumTesting_h

#include "Testing/Core/Engine/DerivativeTesting.h"

#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

namespace losslandscape
{

/// A spectrum from parts that this process computes alone and nobody keeps.
inline HessianSpectrum ComputeHessianSpectrum(std::shared_ptr<const Problem> problem,
  const HessianSpectrumOptions& options, int threads, const Progress& progress = {})
{
  EvaluationStore nowhere;
  const auto parts = ComputeSpectrumParts(nowhere, problem, options, {}, threads, progress);
  return AssembleSpectrum(*problem, options, parts);
}

} // namespace losslandscape

#endif
