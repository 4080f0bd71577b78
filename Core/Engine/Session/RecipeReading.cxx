// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Session/RecipeReading.h"

#include "Core/Common/Error.h"
#include "Core/Common/Sha256.h"
#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Plane/DirectionJson.h"
#include "Core/Engine/Problem/ProblemJson.h"
#include "Core/Engine/Session/Session.h"
#include "Core/Files/Archives/FileBytes.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace losslandscape
{
namespace
{

const char* const Where = "LossLandscapeRecipe";

/// Recipes of version 0.1 name what was used alone, not what was asked for.
void ReadOldBatchNorm(const Json& recipe, BatchNormOptions& options)
{
  Json old = { { "mode", recipe.at("batch_norm") } };
  if (recipe.contains("batch_norm_samples"))
  {
    old["recalibration_samples"] = recipe.at("batch_norm_samples").at("samples_requested");
  }
  options = OptionsFromJson(old, options);
}

/// Those of version 0.1 name the file that the weights came from, which may be a shipped one that
/// is somewhere else now.
std::string OldWeightsFile(const Json& weights, const ProblemOptions& problem)
{
  const std::string file = weights.at("file");
  std::error_code ignored;
  const bool isShipped = problem.Network.NetworkFile.empty() &&
    !std::filesystem::exists(file, ignored) &&
    !FindShippedFile(ShippedWeightsName(problem.Network.Architecture, problem.Data.Kind)).empty();
  return isShipped ? "" : file;
}

/// The weights that the directions were made around.
const Json& OriginOf(const Json& recipe)
{
  return recipe.contains("centre_over_training")
    ? recipe.at("centre_over_training").at("directions_made_around")
    : recipe.at("weights");
}

ProblemOptions ProblemOf(const Json& recipe)
{
  auto options = OptionsFromJson<ProblemOptions>(recipe);
  if (!recipe.contains("batch_norm_requested"))
  {
    ReadOldBatchNorm(recipe, options.BatchNorm);
  }
  if (!recipe.at("network").contains("weights_file"))
  {
    options.Network.WeightsFile = OldWeightsFile(OriginOf(recipe), options);
  }
  return options;
}

Grid GridOf(const Json& recipe)
{
  const int dimension = recipe.at("dimension");
  const auto resolution = recipe.at("resolution").get<std::vector<int>>();
  const auto bounds = recipe.at("bounds").get<std::vector<std::array<double, 2>>>();
  if (dimension < 1 || dimension > 3 || resolution.size() != static_cast<std::size_t>(dimension) ||
    bounds.size() != resolution.size())
  {
    throw Error("the recipe's grid has no sense").Where(Where).Found(recipe.dump());
  }
  std::array<int, 3> points = { 1, 1, 1 };
  std::array<double, 6> ends = {};
  for (int axis = 0; axis < dimension; ++axis)
  {
    points[axis] = resolution[axis];
    ends[2 * axis] = bounds[axis][0];
    ends[2 * axis + 1] = bounds[axis][1];
  }
  return Grid(dimension, points, ends);
}

/// What no recipe of a landscape lacks.
void RequireEntries(const Json& recipe)
{
  recipe.at("data").at("path");
  recipe.at("loss");
  recipe.at("directions").at("method");
}

RecipeContents ContentsOf(const Json& recipe)
{
  RequireEntries(recipe);
  const Json& directions = recipe.at("directions");
  std::optional<std::size_t> checkpoint;
  if (recipe.contains("centre_over_training"))
  {
    checkpoint = recipe.at("centre_over_training").at("checkpoint").get<std::size_t>();
  }
  return { ProblemOf(recipe), OptionsFromJson<DirectionOptions>(directions),
    GridOf(recipe.at("grid")), checkpoint, recipe.at("batch_size"),
    recipe.at("network").value("torchscript_sha256", ""), recipe.at("weights").at("content_sha256"),
    recipe.at("data").at("content_sha256"),
    directions.at("content_sha256").get<std::vector<std::string>>(),
    directions.value("explained_variance_ratio", std::vector<double>()) };
}

std::shared_ptr<const Plane> LoadPlane(const RecipeContents& recipe, const ProblemOptions& options,
  Session& cache, const Progress& progress)
{
  const auto plane = cache.Get(options, recipe.TheGrid.Dimension(), recipe.Directions, progress);
  return recipe.Checkpoint ? cache.MovedTo(*recipe.Checkpoint, plane) : plane;
}

void CheckSame(const std::string& what, const std::string& where, const std::string& expected,
  const std::string& found)
{
  if (expected != found)
  {
    throw Error(what + " not what the landscape was computed with")
      .Where(where)
      .Expected("content with the SHA-256 " + expected + ", as the recipe says")
      .Found(found)
      .Advice("compute the landscape again, or bring back the file");
  }
}

/// Whether the plane's axes are principal components with the shares in the variance that the
/// recipe says.
bool AreSameComponents(const RecipeContents& recipe, const Plane& plane)
{
  constexpr double rounding = 1e-9;
  const auto& expected = recipe.ExplainedVarianceRatio;
  const auto& found = plane.Variance().ExplainedVarianceRatio;
  const std::size_t axes = recipe.DirectionHashes.size();
  return recipe.Directions.Method == DirectionMethod::PCA && plane.Hashes().size() == axes &&
    expected.size() >= axes && found.size() >= axes &&
    std::equal(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(axes),
      found.begin(), [](double a, double b) { return std::fabs(a - b) <= rounding; });
}

void CheckDirections(const RecipeContents& recipe, const Plane& plane)
{
  if (AreSameComponents(recipe, plane))
  {
    return;
  }
  for (std::size_t axis = 0; axis < recipe.DirectionHashes.size(); ++axis)
  {
    CheckSame("the directions are", "axis " + std::to_string(axis), recipe.DirectionHashes[axis],
      axis < plane.Hashes().size() ? plane.Hashes()[axis] : "none");
  }
}

/// Before the file is loaded: another network may have the same weights, and not fit the data.
void CheckNetworkFile(const RecipeContents& recipe)
{
  const std::string& file = recipe.TheProblem.Network.NetworkFile;
  if (!file.empty() && !recipe.NetworkFileHash.empty())
  {
    CheckSame("the network is", file, recipe.NetworkFileHash, FileSha256(file));
  }
}

} // namespace

RecipeContents ReadRecipe(const std::string& recipe)
{
  try
  {
    const Json json = Json::parse(recipe);
    if (json.value("source", "") != "Loss Landscape")
    {
      throw Error("the recipe is not that of a network's landscape")
        .Where(Where)
        .Expected("\"source\": \"Loss Landscape\"")
        .Found(json.value("source", "none"));
    }
    return ContentsOf(json);
  }
  catch (const Json::exception& failure)
  {
    throw Error("the recipe cannot be read")
      .Where(Where)
      .Expected("JSON as the source Loss Landscape writes it")
      .Found(failure.what());
  }
}

std::shared_ptr<const Plane> PlaneOfRecipe(
  const RecipeContents& recipe, Session& cache, const Progress& progress)
{
  CheckNetworkFile(recipe);
  ProblemOptions options = recipe.TheProblem;
  // Derivatives are exact in the network's own precision, whatever the landscape was drawn in.
  options.Precision = Precision::NetworksOwn;
  auto plane = LoadPlane(recipe, options, cache, progress);
  if (plane->GetProblem().BatchSize() != recipe.BatchSize)
  {
    // "Automatic" led to another size in the version that wrote the recipe.
    options.BatchSize = recipe.BatchSize;
    plane = LoadPlane(recipe, options, cache, progress);
  }
  const Problem& problem = plane->GetProblem();
  CheckSame("the weights are", problem.WeightsSource(), recipe.WeightsHash, problem.WeightsHash());
  CheckSame("the data are", problem.Data().Name, recipe.DataHash, problem.Data().Hash);
  CheckDirections(recipe, *plane);
  return plane;
}

} // namespace losslandscape
