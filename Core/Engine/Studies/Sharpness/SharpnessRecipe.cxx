// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Sharpness/SharpnessRecipe.h"

#include "Core/Engine/Problem/ProblemRecipe.h"
#include "Core/Engine/Studies/Sharpness/SharpnessJson.h"

namespace losslandscape
{

std::string SharpnessRecipe(const Problem& problem, const SharpnessOptions& options)
{
  Json recipe = ProblemRecipe("Network Sharpness", problem);
  recipe.update(OptionsToJson(options));
  recipe["epsilon_sharpness"]["method"] = "automatic projected gradient ascent";
  recipe["versions"] = VersionsRecipe();
  return JsonText(recipe, 2);
}

} // namespace losslandscape
