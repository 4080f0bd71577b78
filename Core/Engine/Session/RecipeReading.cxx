// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Session/RecipeReading.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Session/Session.h"
#include "Core/Files/Archives/FileBytes.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace losslandscape
{
namespace
{

using Json = nlohmann::json;

const char* const Where = "LossLandscapeRecipe";

/// The one of `values` whose name is `name`.
template <typename Value, typename NameOf>
Value ByName(const std::string& name, std::initializer_list<Value> values, NameOf&& nameOf)
{
  const auto found =
    std::find_if(values.begin(), values.end(), [&](Value value) { return name == nameOf(value); });
  if (found == values.end())
  {
    throw Error("the recipe has an unknown name")
      .Where(Where)
      .Found("'" + name + "'")
      .Advice("use the version of the plugin that made the landscape");
  }
  return *found;
}

/// The weights that the directions were made around: their file, or none where shipped weights are
/// now in another place.
std::string WeightsFileOf(const Json& weights, const NetworkOptions& network, DatasetKind data)
{
  const std::string file = weights.at("file");
  std::error_code ignored;
  const bool isShipped = network.NetworkFile.empty() && !std::filesystem::exists(file, ignored) &&
    !FindShippedFile(ShippedWeightsName(network.Architecture, data)).empty();
  return isShipped ? "" : file;
}

DatasetOptions DataOf(const Json& recipe)
{
  DatasetOptions options;
  options.Kind = DatasetFromName(recipe.at("dataset"));
  options.Path = recipe.at("path");
  options.Split = recipe.at("split") == "Train" ? DatasetSplit::Train : DatasetSplit::Test;
  options.NumberOfSamples = recipe.at("samples_requested");
  options.SampleSeed = recipe.at("sample_seed");
  options.Mean = recipe.at("mean").get<std::vector<double>>();
  options.StandardDeviation = recipe.at("standard_deviation").get<std::vector<double>>();
  return options;
}

NetworkOptions NetworkOf(const Json& recipe)
{
  NetworkOptions options;
  options.NetworkFile = recipe.value("torchscript_file", "");
  options.Architecture = recipe.value("architecture", options.Architecture);
  options.HiddenWidths = recipe.value("hidden_widths", options.HiddenWidths);
  if (recipe.contains("transformer"))
  {
    const Json& transformer = recipe.at("transformer");
    options.Transformer.PatchSize = transformer.at("patch_size");
    options.Transformer.Depth = transformer.at("depth");
    options.Transformer.Width = transformer.at("width");
  }
  return options;
}

DirectionOptions DirectionsOf(const Json& recipe)
{
  DirectionOptions options;
  options.Method = ByName(recipe.at("method"),
    { DirectionMethod::Random, DirectionMethod::PCA, DirectionMethod::BetweenCheckpoints,
      DirectionMethod::HessianEigenvectors, DirectionMethod::File },
    DirectionMethodName);
  options.Normalization =
    ByName(recipe.value("normalization", NormalizationName(options.Normalization)),
      { Normalization::Filter, Normalization::Layer, Normalization::Network, Normalization::None },
      NormalizationName);
  options.Seed = recipe.value("seed", options.Seed);
  options.IgnoreBiasAndNorm = recipe.value("ignore_bias_and_norm", options.IgnoreBiasAndNorm);
  options.Orthogonalize = recipe.value("orthogonalize", options.Orthogonalize);
  options.CenterPca = recipe.value("centred", options.CenterPca);
  options.Eigenvectors =
    ByName(recipe.value("eigenvectors", EigenvectorChoiceName(options.Eigenvectors)),
      { EigenvectorChoice::Largest, EigenvectorChoice::LargestAndSmallest }, EigenvectorChoiceName);
  options.Files = recipe.value("files", options.Files);
  options.CheckpointFiles = recipe.value("checkpoint_files", options.CheckpointFiles);
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

BatchNormOptions BatchNormOf(const Json& recipe)
{
  BatchNormOptions options;
  options.Mode = ByName(recipe.at("batch_norm"),
    { BatchNormMode::Stored, BatchNormMode::Recalibrated, BatchNormMode::Batch }, BatchNormName);
  if (recipe.contains("batch_norm_samples"))
  {
    options.RecalibrationSamples = recipe.at("batch_norm_samples").at("samples_requested");
  }
  return options;
}

RecipeContents ContentsOf(const Json& recipe)
{
  ProblemOptions problem;
  problem.Data = DataOf(recipe.at("data"));
  problem.Network = NetworkOf(recipe.at("network"));
  problem.Loss = ByName(recipe.at("loss"),
    { LossKind::CrossEntropy, LossKind::MeanSquaredError, LossKind::NetworkOutput }, LossName);
  problem.BatchSize = recipe.at("batch_size");
  problem.BatchNorm = BatchNormOf(recipe);
  std::optional<std::size_t> checkpoint;
  Json origin = recipe.at("weights");
  if (recipe.contains("centre_over_training"))
  {
    checkpoint = recipe.at("centre_over_training").at("checkpoint").get<std::size_t>();
    origin = recipe.at("centre_over_training").at("directions_made_around");
  }
  problem.Network.WeightsFile = WeightsFileOf(origin, problem.Network, problem.Data.Kind);
  const Json& directions = recipe.at("directions");
  return { problem, DirectionsOf(directions), GridOf(recipe.at("grid")), checkpoint,
    recipe.at("weights").at("content_sha256"), recipe.at("data").at("content_sha256"),
    directions.at("content_sha256").get<std::vector<std::string>>() };
}

void CheckSame(const std::string& what, const std::string& where, const std::string& expected,
  const std::string& found)
{
  if (expected != found)
  {
    throw Error(what + " are not those that the landscape was computed with")
      .Where(where)
      .Expected("content with the SHA-256 " + expected + ", as the recipe says")
      .Found(found)
      .Advice("compute the landscape again, or bring back the file");
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
  const int dimension = recipe.TheGrid.Dimension();
  const auto plane = recipe.Checkpoint
    ? cache.GetAt(*recipe.Checkpoint, recipe.TheProblem, dimension, recipe.Directions, progress)
    : cache.Get(recipe.TheProblem, dimension, recipe.Directions, progress);
  const Problem& problem = plane->GetProblem();
  CheckSame("the weights", problem.WeightsSource(), recipe.WeightsHash, problem.WeightsHash());
  CheckSame("the data", problem.Data().Name, recipe.DataHash, problem.Data().Hash);
  for (std::size_t axis = 0; axis < recipe.DirectionHashes.size(); ++axis)
  {
    CheckSame("the directions", "axis " + std::to_string(axis), recipe.DirectionHashes[axis],
      axis < plane->Hashes().size() ? plane->Hashes()[axis] : "none");
  }
  return plane;
}

} // namespace losslandscape
