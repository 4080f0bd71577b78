// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Problem/ProblemRecipe.h"
#include "Core/Engine/Studies/Connectivity/ConnectivityJson.h"

namespace losslandscape
{
namespace
{

Json RecipeOf(const Modes& modes, const BendOptions& options)
{
  const Dataset& data = *modes.TrainingData;
  Json recipe = ProblemRecipe("Mode Connectivity", *modes.First);
  recipe["end_weights"] = WeightsRecipe(*modes.Second);
  recipe["curve"] = "quadratic Bezier";
  recipe["training"] = { { "split", "Train" }, { "samples", data.NumberOfSamples },
    { "content_sha256", data.Hash }, { "optimizer", "SGD" } };
  recipe["training"].update(OptionsToJson(options));
  recipe["versions"] = VersionsRecipe();
  return recipe;
}

} // namespace

std::string BendRecipe(const Modes& modes, const BendOptions& options)
{
  return JsonText(RecipeOf(modes, options), 2);
}

std::string PathRecipe(
  const Modes& modes, const BendOptions& training, const Bend& bend, const PathOptions& options)
{
  Json recipe = RecipeOf(modes, training);
  recipe["bend"] = { { "content_sha256", HashTensors(bend.Network->State()) } };
  recipe["path"] = OptionsToJson(options);
  return JsonText(recipe, 2);
}

} // namespace losslandscape
