// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/TrajectoryTesting.h"

#include "Core/Engine/Evaluation/LandscapeRecipe.h"
#include "Core/Engine/Session/RecipeReading.h"
#include "Core/Engine/Session/Session.h"

#include <torch/script.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

using namespace losslandscape;

namespace
{

const Grid TheGrid(2, { 7, 5, 1 }, { -1.0, 0.5, 0.1, 1.0 / 3.0, 0.0, 0.0 });

ProblemOptions MlpProblem()
{
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 32, 16 };
  options.Network.WeightsFile = Reference("mlp/state_dict.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("mlp/data.npz");
  options.Data.NumberOfSamples = 30;
  options.Data.SampleSeed = 4;
  options.Loss = LossKind::MeanSquaredError;
  options.BatchSize = 8;
  return options;
}

std::string RecipeOf(const ProblemOptions& problem, const DirectionOptions& directions)
{
  Session cache;
  return LandscapeRecipe(*cache.Get(problem, 2, directions), TheGrid);
}

/// The recipe of the plane that a recipe leads to.
std::string RoundTrip(const std::string& recipe)
{
  Session cache;
  const RecipeContents contents = ReadRecipe(recipe);
  return LandscapeRecipe(*PlaneOfRecipe(contents, cache), contents.TheGrid);
}

nlohmann::json Changed(
  const std::string& recipe, const std::function<void(nlohmann::json& recipe)>& change)
{
  auto json = nlohmann::json::parse(recipe);
  change(json);
  return json;
}

TEST(RecipeReading, LeadsBackToTheSamePlane)
{
  DirectionOptions directions;
  directions.Seed = 12345678901234567ull;
  directions.Normalization = Normalization::Layer;
  directions.IgnoreBiasAndNorm = false;
  directions.Orthogonalize = true;
  const std::string recipe = RecipeOf(MlpProblem(), directions);
  EXPECT_EQ(RoundTrip(recipe), recipe);
}

TEST(RecipeReading, LeadsBackToDirectionsOfFiles)
{
  DirectionOptions directions;
  directions.Method = DirectionMethod::File;
  directions.Files = { Reference("mlp/direction1.pt"), Reference("mlp/direction2.pt") };
  const std::string recipe = RecipeOf(MlpProblem(), directions);
  EXPECT_EQ(RoundTrip(recipe), recipe);
}

/// A recipe as version 0.1 wrote it: without what was asked for.
nlohmann::json OldForm(const std::string& recipe, const ProblemOptions& problem)
{
  return Changed(recipe,
    [&](auto& json)
    {
      json["network"].erase("weights_file");
      json["data"].erase("mean_requested");
      json["data"].erase("standard_deviation_requested");
      for (const char* key : { "batch_size_requested", "device_requested", "batch_norm_requested" })
      {
        json.erase(key);
      }
      if (json.contains("batch_norm_samples"))
      {
        json["batch_norm_samples"]["samples_requested"] = problem.BatchNorm.RecalibrationSamples;
      }
    });
}

TEST(RecipeReading, ReadsRecipesOfTheFirstVersion)
{
  for (const auto mode :
    { BatchNormMode::Stored, BatchNormMode::Batch, BatchNormMode::Recalibrated })
  {
    ProblemOptions problem;
    problem.Data.NumberOfSamples = 20;
    problem.BatchNorm.Mode = mode;
    problem.BatchNorm.RecalibrationSamples = 10;
    const auto recipe = nlohmann::json::parse(RecipeOf(problem, {}));
    auto old = OldForm(recipe.dump(), problem);
    old["weights"]["file"] = "/elsewhere/weights/digits-resnet20.pt";
    EXPECT_EQ(nlohmann::json::parse(RoundTrip(old.dump())), recipe) << BatchNormName(mode);
  }
}

/// Files that version 0.1 itself has written. The way back compares all contents with their hashes.
TEST(RecipeReading, ReadsFilesOfTheFirstVersion)
{
  const std::string data = LOSSLANDSCAPE_TEST_DATA;
  for (const char* name : { "default", "derivatives", "adaptive", "pca", "recalibrated" })
  {
    SCOPED_TRACE(name);
    std::ifstream file(data + "/recipes/" + name + ".json");
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    for (std::size_t at = text.find("@DATA@"); at != std::string::npos; at = text.find("@DATA@"))
    {
      text.replace(at, 6, data);
    }
    const auto stored = nlohmann::json::parse(text);
    const RecipeContents contents = ReadRecipe(text);
    Session session;
    const auto plane = PlaneOfRecipe(contents, session);
    // Other versions of libraries find principal components that differ in their last bits.
    if (std::string(name) != "pca")
    {
      EXPECT_EQ(plane->Hashes(),
        stored.at("directions").at("content_sha256").get<std::vector<std::string>>());
    }
    EXPECT_EQ(plane->GetProblem().WeightsHash(),
      stored.at("weights").at("content_sha256").get<std::string>());
    EXPECT_EQ(plane->GetProblem().BatchSize(), stored.at("batch_size").get<std::int64_t>());
    EXPECT_EQ(
      BatchNormName(plane->GetProblem().BatchNorm()), stored.at("batch_norm").get<std::string>());
    EXPECT_EQ(contents.TheGrid.Resolution()[0], stored.at("grid").at("resolution")[0]);
  }
}

TEST(RecipeReading, TakesTheBatchSizeThatWasUsed)
{
  ProblemOptions problem;
  problem.Data.NumberOfSamples = 20;
  problem.BatchNorm.Mode = BatchNormMode::Batch;
  const auto other = Changed(RecipeOf(problem, {}), [](auto& json) { json["batch_size"] = 7; });
  Session cache;
  EXPECT_EQ(PlaneOfRecipe(ReadRecipe(other.dump()), cache)->GetProblem().BatchSize(), 7);
}

TEST(RecipeReading, LeadsBackToShippedWeightsWhereverTheyAre)
{
  ProblemOptions problem;
  problem.Data.NumberOfSamples = 20;
  const std::string recipe = RecipeOf(problem, {});
  const auto moved = Changed(
    recipe, [](auto& json) { json["weights"]["file"] = "/elsewhere/weights/digits-resnet20.pt"; });
  EXPECT_EQ(RoundTrip(moved.dump()), recipe);
}

TEST(RecipeReading, LeadsBackToTorchScript)
{
  ProblemOptions problem = MlpProblem();
  problem.Network.NetworkFile = Reference("mlp/scripted.pt");
  problem.Network.WeightsFile = "";
  const std::string recipe = RecipeOf(problem, {});
  EXPECT_EQ(RoundTrip(recipe), recipe);
}

TEST(RecipeReading, LeadsBackToEigenvectors)
{
  DirectionOptions directions;
  directions.Method = DirectionMethod::HessianEigenvectors;
  directions.Eigenvectors = EigenvectorChoice::LargestAndSmallest;
  const std::string recipe = RecipeOf(MlpProblem(), directions);
  EXPECT_EQ(RoundTrip(recipe), recipe);
}

TEST(RecipeReading, LeadsBackToTheModeOfBatchNorm)
{
  for (const auto mode : { BatchNormMode::Batch, BatchNormMode::Recalibrated })
  {
    ProblemOptions problem;
    problem.Data.NumberOfSamples = 20;
    problem.BatchNorm.Mode = mode;
    problem.BatchNorm.RecalibrationSamples = 10;
    const std::string recipe = RecipeOf(problem, {});
    EXPECT_EQ(RoundTrip(recipe), recipe);
  }
}

TEST(RecipeReading, RefusesFilesThatHaveChanged)
{
  const std::string recipe = RecipeOf(MlpProblem(), {});
  const auto refuse = [&](const std::function<void(nlohmann::json&)>& change)
  { return ErrorText([&] { RoundTrip(Changed(recipe, change).dump()); }); };
  ExpectContains(
    refuse([](auto& json) { json["weights"]["content_sha256"] = "0123"; }), "the weights");
  ExpectContains(refuse([](auto& json) { json["data"]["content_sha256"] = "0123"; }), "the data");
  ExpectContains(
    refuse([](auto& json) { json["directions"]["content_sha256"][1] = "0123"; }), "the directions");
  ExpectContains(
    refuse([](auto& json) { json["network"]["weights_file"] = "/nowhere/weights.pt"; }),
    "/nowhere");
}

TEST(RecipeReading, KnowsPrincipalComponentsByTheirVariances)
{
  const std::string recipe =
    RecipeOf(TrajectoryProblem(), TrajectoryDirections(DirectionMethod::PCA));
  const std::string otherBits =
    Changed(recipe, [](auto& json) { json["directions"]["content_sha256"][1] = "0123"; }).dump();
  EXPECT_EQ(RoundTrip(otherBits), recipe);
  const auto otherRun = Changed(otherBits,
    [](auto& json)
    {
      auto& ratio = json["directions"]["explained_variance_ratio"][1];
      ratio = 1.001 * ratio.template get<double>();
    });
  ExpectContains(ErrorText([&] { RoundTrip(otherRun.dump()); }), "the directions");
}

/// Other code with the same weights in the same place.
TEST(RecipeReading, RefusesANetworkFileThatHasBeenReplaced)
{
  const std::string file = TestOutput("replaced_network.pt");
  const auto put = [&](const char* activation)
  {
    torch::jit::Module module("Network");
    module.register_parameter("weight", torch::full({ 64, 10 }, 0.01), false);
    module.define("def forward(self, x):\n    return torch." + std::string(activation) +
      "(torch.mm(x.flatten(1), self.weight))\n");
    module.save(file);
  };
  put("tanh");
  ProblemOptions problem = MlpProblem();
  problem.Network.NetworkFile = file;
  problem.Network.WeightsFile = "";
  const std::string recipe = RecipeOf(problem, {});
  EXPECT_EQ(RoundTrip(recipe), recipe);
  put("sigmoid");
  const auto error = ErrorText([&] { RoundTrip(recipe); });
  ExpectContains(error, "the network is not what the landscape was computed with");
  ExpectContains(error, file);
  std::filesystem::remove(file);
  ExpectContains(ErrorText([&] { RoundTrip(recipe); }), file);
  put("tanh");
  EXPECT_EQ(RoundTrip(recipe), recipe);
}

TEST(RecipeReading, RefusesOtherTexts)
{
  for (const char* text : { "", "{", "[]", "7", "null", "{\"source\": \"Loss Landscape\"}",
         "{\"source\": 5}", "{\"source\": \"Analytic Landscape\"}" })
  {
    ExpectContains(ErrorText([&] { ReadRecipe(text); }), "recipe");
  }
}

TEST(RecipeReading, RefusesWhatMakesNoSense)
{
  const std::string recipe = RecipeOf(MlpProblem(), {});
  const auto refuse = [&](const std::function<void(nlohmann::json&)>& change)
  { return ErrorText([&] { RoundTrip(Changed(recipe, change).dump()); }); };
  ExpectContains(refuse([](auto& json) { json["loss"] = "Love"; }), "'Love'");
  ExpectContains(refuse([](auto& json) { json["directions"]["method"] = "Guess"; }), "'Guess'");
  ExpectContains(refuse([](auto& json) { json["grid"]["dimension"] = 4; }), "grid");
  ExpectContains(refuse([](auto& json) { json["grid"]["resolution"] = { 3 }; }), "grid");
  ExpectContains(refuse([](auto& json) { json["grid"]["resolution"] = { -3, 2 }; }), "esolution");
  ExpectContains(refuse([](auto& json) { json["batch_size"] = "many"; }), "recipe");
  ExpectContains(refuse([](auto& json) { json["data"].erase("path"); }), "path");
}

} // namespace
