// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/LandscapeRecipe.h"

#include <nlohmann/json.hpp>

using namespace losslandscape;

TEST(Recipe, NamesEverythingThatMadeTheLandscape)
{
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 32, 16 };
  options.Network.WeightsFile = Reference("mlp/state_dict.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("mlp/data.npz");
  options.Data.NumberOfSamples = 20;
  options.Data.SampleSeed = 4;
  options.Device = "cpu";
  DirectionOptions directions;
  directions.Seed = 11;
  directions.Normalization = Normalization::Layer;
  const Plane plane(std::make_shared<const Problem>(options), 2, directions);
  const auto recipe =
    nlohmann::json::parse(LandscapeRecipe(plane, Grid(2, { 5, 3, 1 }, { -1, 1, 0, 2, 0, 0 })));

  EXPECT_EQ(recipe.at("network").at("architecture"), "mlp");
  EXPECT_EQ(recipe.at("network").at("hidden_widths"), nlohmann::json({ 32, 16 }));
  EXPECT_EQ(recipe.at("network").at("weights"), 64 * 32 + 32 + 32 * 16 + 16 + 16 * 10 + 10);
  EXPECT_EQ(recipe.at("network").at("layers"), 3);
  EXPECT_EQ(recipe.at("network").at("multiply_adds_per_sample"), 64 * 32 + 32 * 16 + 16 * 10);
  EXPECT_EQ(recipe.at("weights").at("file"), options.Network.WeightsFile);
  EXPECT_EQ(recipe.at("weights").at("content_sha256").get<std::string>().size(), 64u);
  EXPECT_EQ(recipe.at("data").at("samples"), 20);
  EXPECT_EQ(recipe.at("data").at("sample_seed"), 4);
  EXPECT_EQ(recipe.at("loss"), "Cross Entropy");
  EXPECT_EQ(recipe.at("device"), "cpu");
  EXPECT_EQ(recipe.at("precision"), "Network's Own");
  EXPECT_EQ(recipe.at("directions").at("seed"), 11);
  EXPECT_EQ(recipe.at("directions").at("normalization"), "Layer");
  EXPECT_EQ(recipe.at("directions").at("content_sha256").size(), 2u);
  EXPECT_EQ(recipe.at("grid").at("resolution"), nlohmann::json({ 5, 3 }));
  EXPECT_EQ(recipe.at("grid").at("bounds"), nlohmann::json({ { -1.0, 1.0 }, { 0.0, 2.0 } }));
  EXPECT_TRUE(recipe.at("versions").contains("libtorch"));
}
