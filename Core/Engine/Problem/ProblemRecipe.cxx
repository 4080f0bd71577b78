// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ProblemRecipe.h"

#include "Core/Common/Version.h"
#include "Core/Engine/Problem/ProblemJson.h"
#include "Core/Engine/Torch/Machine.h"

namespace losslandscape
{
namespace
{

void AddNetworkFound(const Problem& problem, Json& network)
{
  if (!problem.NetworkFileHash().empty())
  {
    network["torchscript_sha256"] = problem.NetworkFileHash();
  }
  network["weights"] = problem.NumberOfWeights();
  network["layers"] = problem.Description().Layers;
  network["multiply_adds_per_sample"] = problem.Description().MultiplyAdds;
  if (!problem.Metrics().empty())
  {
    network["further_outputs"] = problem.Metrics();
  }
  if (problem.Description().CarriesState)
  {
    network["state"] = "carried from batch to batch, at each point from the stored one";
  }
  if (!problem.Description().RandomOperators.empty())
  {
    network["random_numbers"] = { { "operators", problem.Description().RandomOperators },
      { "seed", 0 }, { "stream", "the same at each point" } };
  }
}

void AddDataFound(const Dataset& data, Json& recipe)
{
  recipe["samples"] = data.NumberOfSamples;
  recipe["mean"] = data.Mean;
  recipe["standard_deviation"] = data.StandardDeviation;
  recipe["content_sha256"] = data.Hash;
}

void AddBatchNormFound(const Problem& problem, Json& recipe)
{
  recipe["batch_norm"] = BatchNormName(problem.BatchNorm());
  if (problem.BatchNorm() == BatchNormMode::Recalibrated)
  {
    recipe["batch_norm_samples"] = { { "samples", problem.RecalibrationSamples().size() },
      { "sample_seed", problem.Options().Data.SampleSeed },
      { "indices_sha256", problem.RecalibrationHash() } };
  }
}

} // namespace

Json WeightsRecipe(const Problem& problem)
{
  return { { "file", problem.WeightsSource() }, { "key", problem.WeightsKey() },
    { "content_sha256", problem.WeightsHash() }, { "skipped", problem.Skipped() } };
}

Json ProblemRecipe(const char* source, const Problem& problem)
{
  Json recipe = { { "source", source } };
  recipe.update(OptionsToJson(problem.Options()));
  AddNetworkFound(problem, recipe["network"]);
  recipe["weights"] = WeightsRecipe(problem);
  AddDataFound(problem.Data(), recipe["data"]);
  AddBatchNormFound(problem, recipe);
  recipe["batch_size"] = problem.BatchSize();
  recipe["device"] = problem.DeviceKind();
  return recipe;
}

Json GridRecipe(const Grid& grid, const char* unit)
{
  Json bounds = Json::array();
  Json resolution = Json::array();
  for (int axis = 0; axis < grid.Dimension(); ++axis)
  {
    const int points = grid.Resolution()[axis];
    resolution.push_back(points);
    bounds.push_back({ grid.Coordinate(axis, 0), grid.Coordinate(axis, points - 1) });
  }
  return { { "dimension", grid.Dimension() }, { "resolution", resolution }, { "bounds", bounds },
    { "unit", unit } };
}

Json VersionsRecipe()
{
  return { { "losslandscape", Version }, { "libtorch", LibTorchVersion() } };
}

} // namespace losslandscape
