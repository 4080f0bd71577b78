// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ProblemRecipe.h"
#include "Core/Engine/Studies/Training/TrainingJson.h"

namespace losslandscape
{

std::string TrainingRecipe(const TrainingOptions& options)
{
  Json recipe = { { "source", "Train Network" } };
  recipe.update(OptionsToJson(options));
  recipe["versions"] = VersionsRecipe();
  return JsonText(recipe, 2);
}

} // namespace losslandscape
