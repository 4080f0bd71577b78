// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Spectrum_SpectrumRecipe_h
#define losslandscape_Engine_Studies_Spectrum_SpectrumRecipe_h

#include "Core/Engine/Problem/Problem.h"
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

#include <string>

namespace losslandscape
{

/// Everything that a Hessian spectrum is computed from, as JSON: network, weights, data, loss,
/// options, versions.
std::string HessianSpectrumRecipe(const Problem& problem, const HessianSpectrumOptions& options);

} // namespace losslandscape

#endif
