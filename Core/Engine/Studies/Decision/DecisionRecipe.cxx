// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Decision/DecisionBoundary.h"

#include "Core/Engine/Problem/ProblemRecipe.h"
#include "Core/Engine/Studies/Decision/InputPlaneJson.h"

namespace losslandscape
{
namespace
{

Json InputPlaneRecipe(const InputPlane& plane)
{
  InputPlaneOptions found;
  found.Kind = plane.Kind();
  Json positions = Json::array();
  if (plane.Kind() == InputPlaneKind::ThreeSamples)
  {
    for (std::size_t i = 0; i < found.Samples.size(); ++i)
    {
      const InputPlane::Sample& sample = plane.Samples()[i];
      found.Samples[i] = sample.Index;
      positions.push_back({ sample.Position[0], sample.Position[1] });
    }
  }
  Json recipe = OptionsToJson(found);
  if (!positions.empty())
  {
    recipe["positions"] = positions;
  }
  return recipe;
}

} // namespace

std::string DecisionBoundaryRecipe(
  const Problem& problem, const InputPlane& plane, const Grid& grid)
{
  Json recipe = ProblemRecipe("Decision Boundary", problem);
  recipe["plane"] = InputPlaneRecipe(plane);
  recipe["grid"] = GridRecipe(grid,
    plane.Kind() == InputPlaneKind::AllInputs ? "inputs as the data set stores them"
                                              : "distance between normalised inputs");
  recipe["grid"]["points_per_batch"] = PointsPerBatch(problem, grid);
  recipe["versions"] = VersionsRecipe();
  return JsonText(recipe, 2);
}

} // namespace losslandscape
