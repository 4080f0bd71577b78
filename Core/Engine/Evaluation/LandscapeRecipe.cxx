// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/LandscapeRecipe.h"

#include "Core/Engine/Evaluation/DerivativeJson.h"
#include "Core/Engine/Plane/CheckpointFiles.h"
#include "Core/Engine/Plane/DirectionJson.h"
#include "Core/Engine/Problem/ProblemJson.h"
#include "Core/Engine/Problem/ProblemRecipe.h"

namespace losslandscape
{
namespace
{

void AddVariance(const PrincipalVariance& variance, Json& recipe)
{
  if (!variance.ExplainedVarianceRatio.empty())
  {
    recipe["explained_variance_ratio"] = variance.ExplainedVarianceRatio;
    recipe["random_walk_variance_ratio"] = variance.RandomWalkVarianceRatio;
    recipe["cosine_correlation"] = variance.CosineCorrelation;
  }
}

Json DirectionRecipe(const Plane& plane)
{
  DirectionOptions options = plane.Options();
  options.CheckpointFiles = GivenFiles(options.CheckpointFiles);
  Json recipe = OptionsToJson(options);
  recipe["centre"] = CentreName(plane.GetProblem().Options().Network, options);
  AddVariance(plane.Variance(), recipe);
  recipe["norms"] = plane.Norms();
  recipe["cosines"] = plane.Cosines();
  recipe["content_sha256"] = plane.Hashes();
  return recipe;
}

Json SamplingRecipe(const std::optional<double>& tolerance)
{
  if (!tolerance)
  {
    return { { "method", "Every Point" } };
  }
  return { { "method", "Adaptive" }, { "tolerance", *tolerance } };
}

/// `origin`: the plane as its directions were made.
Json RecipeOf(const Plane& plane, const Grid& grid, const Plane& origin,
  const std::optional<double>& tolerance, const DerivativeOptions& derivatives)
{
  Json recipe = ProblemRecipe("Loss Landscape", plane.GetProblem());
  recipe["directions"] = DirectionRecipe(origin);
  recipe["grid"] = GridRecipe(grid, "multiples of the direction vectors");
  recipe["sampling"] = SamplingRecipe(tolerance);
  if (derivatives.Any())
  {
    recipe["derivatives"] = OptionsToJson(derivatives);
  }
  recipe["versions"] = VersionsRecipe();
  return recipe;
}

} // namespace

std::string LandscapeRecipe(const Plane& plane, const Grid& grid,
  const std::optional<double>& tolerance, const DerivativeOptions& derivatives)
{
  return JsonText(RecipeOf(plane, grid, plane, tolerance, derivatives), 2);
}

std::string LandscapeRecipe(const Plane& moved, const Grid& grid, const TrainingStep& step,
  const Plane& origin, const std::optional<double>& tolerance, const DerivativeOptions& derivatives)
{
  Json recipe = RecipeOf(moved, grid, origin, tolerance, derivatives);
  recipe["network"].erase("adapter_files");
  recipe["network"].update(OptionsToJson(origin.GetProblem().Options().Network));
  recipe["centre_over_training"] = { { "checkpoint", step.Checkpoint }, { "time", step.Time },
    { "directions_made_around", WeightsRecipe(origin.GetProblem()) } };
  return JsonText(recipe, 2);
}

} // namespace losslandscape
