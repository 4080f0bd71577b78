// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

#include "Core/Engine/Problem/ProblemRecipe.h"
#include "Core/Engine/Studies/Spectrum/SpectrumJson.h"

namespace losslandscape
{

std::string HessianSpectrumRecipe(const Problem& problem, const HessianSpectrumOptions& options)
{
  Json recipe = ProblemRecipe("Hessian Spectrum", problem);
  recipe.update(OptionsToJson(options));
  recipe["density"]["method"] = "stochastic Lanczos quadrature";
  recipe["versions"] = VersionsRecipe();
  return JsonText(recipe, 2);
}

} // namespace losslandscape
