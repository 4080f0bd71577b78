// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

#include "Core/Engine/Studies/Spectrum/SpectrumParts.h"

namespace losslandscape
{

HessianSpectrum ComputeHessianSpectrum(std::shared_ptr<const Problem> problem,
  const HessianSpectrumOptions& options, int threads, const Progress& progress)
{
  EvaluationStore nowhere;
  const auto parts = ComputeSpectrumParts(nowhere, problem, options, {}, threads, progress);
  return AssembleSpectrum(*problem, options, parts);
}

} // namespace losslandscape
