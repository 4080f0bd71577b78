// SPDX-License-Identifier: BSD-3-Clause
// Truth: Testing/Data/directions.json, made by Testing/Python/reference/make_directions.py from the
// published definitions of Philox and of Li et al.'s normalisations.
#include "Core/Engine/Plane/DirectionNormalization.h"
#include "Core/Engine/Plane/RandomDirection.h"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace losslandscape;

namespace
{

const nlohmann::json& Stored()
{
  static const nlohmann::json numbers = []
  {
    std::ifstream file(std::string(LOSSLANDSCAPE_TEST_DATA) + "/directions.json");
    return nlohmann::json::parse(file);
  }();
  return numbers;
}

Normalization NormalizationFrom(const std::string& name)
{
  if (name == "filter")
  {
    return Normalization::Filter;
  }
  if (name == "layer")
  {
    return Normalization::Layer;
  }
  return name == "network" ? Normalization::Network : Normalization::None;
}

ParameterVector StoredWeights()
{
  const auto& network = Stored().at("network");
  ParameterVector weights;
  for (const std::string name : network.at("names"))
  {
    ParameterBlock block;
    block.Name = name;
    block.Shape = network.at("shapes").at(name).get<std::vector<std::int64_t>>();
    block.Values = network.at("weights").at(name).get<std::vector<double>>();
    weights.push_back(block);
  }
  return weights;
}

ParameterVector MakeRandom(const ParameterVector& weights, std::uint64_t seed, int axis)
{
  ParameterVector direction = weights;
  for (auto& block : direction)
  {
    block.Values = RandomNormals(seed, block.Name, axis, block.Values.size());
  }
  return direction;
}

/// Norm of one filter, found by walking all indices: independent of FiltersOf.
double FilterNorm(const ParameterBlock& block, std::int64_t output)
{
  std::int64_t inner = 1;
  for (std::size_t d = 1; d < block.Shape.size(); ++d)
  {
    inner *= block.Shape[d];
  }
  double sum = 0.0;
  for (std::int64_t i = 0; i < inner; ++i)
  {
    sum += std::pow(block.Values[output * inner + i], 2);
  }
  return std::sqrt(sum);
}

ParameterBlock Counting(std::vector<std::int64_t> shape, FilterLayout layout)
{
  ParameterBlock block;
  block.Shape = std::move(shape);
  block.Layout = layout;
  std::int64_t count = 1;
  for (const auto length : block.Shape)
  {
    count *= length;
  }
  for (std::int64_t i = 0; i < count; ++i)
  {
    block.Values.push_back(std::sin(i + 1.0));
  }
  return block;
}

} // namespace

TEST(Directions, RandomNumbersEqualTheStoredOnes)
{
  ASSERT_GT(Stored().at("normals").size(), 10u);
  for (const auto& entry : Stored().at("normals"))
  {
    const auto seed = std::stoull(entry.at("seed").get<std::string>());
    const auto values = RandomNormals(seed, entry.at("name"), entry.at("axis"), 8);
    for (std::size_t i = 0; i < 8; ++i)
    {
      EXPECT_NEAR(values[i], entry.at("values").at(i).get<double>(), 1e-12) << entry.dump();
    }
  }
}

TEST(Directions, RandomNumbersDoNotDependOnHowManyAreDrawn)
{
  const auto few = RandomNormals(3, "conv1.weight", 0, 7);
  const auto many = RandomNormals(3, "conv1.weight", 0, 1000);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
}

TEST(Directions, NormalisationsEqualTheStoredOnes)
{
  const auto& network = Stored().at("network");
  const auto seed = std::stoull(network.at("seed").get<std::string>());
  const ParameterVector weights = StoredWeights();
  ASSERT_EQ(network.at("cases").size(), 8u);
  for (const auto& entry : network.at("cases"))
  {
    std::vector<ParameterVector> axes;
    for (int axis = 0; axis < 3; ++axis)
    {
      ParameterVector direction = MakeRandom(weights, seed, axis);
      if (entry.at("ignore_bias_and_norm").get<bool>())
      {
        IgnoreBiasAndNorm(direction);
      }
      Normalize(direction, weights, NormalizationFrom(entry.at("normalization")));
      for (const auto& block : direction)
      {
        const auto& expected = entry.at("axes").at(axis).at(block.Name);
        for (std::size_t i = 0; i < block.Values.size(); ++i)
        {
          // The reference divides by |d| + 1e-10, as the original program does.
          EXPECT_NEAR(block.Values[i], expected.at(i).get<double>(), 2e-9) << block.Name;
        }
      }
      EXPECT_NEAR(Norm(direction), entry.at("norms").at(axis).get<double>(), 2e-9);
      axes.push_back(direction);
    }
    EXPECT_NEAR(Cosine(axes[0], axes[1]), entry.at("cosine_01").get<double>(), 1e-9);
    EXPECT_NEAR(Cosine(axes[1], axes[2]), entry.at("cosine_12").get<double>(), 1e-9);
  }
}

TEST(Directions, FilterNormsEqualThoseOfTheWeights)
{
  const ParameterVector weights = { Counting({ 16, 3, 3, 3 }, {}), Counting({ 10, 64 }, {}) };
  ParameterVector direction = MakeRandom(weights, 5, 0);
  Normalize(direction, weights, Normalization::Filter);
  for (std::size_t block = 0; block < weights.size(); ++block)
  {
    for (std::int64_t output = 0; output < weights[block].Shape[0]; ++output)
    {
      EXPECT_NEAR(
        FilterNorm(direction[block], output) / FilterNorm(weights[block], output), 1.0, 1e-12);
    }
  }
}

// A transposed convolution of 2 groups, 4 inputs, 6 outputs, kernel 5: weight (4, 3, 5). Output 3 g
// + j is fed by the inputs 2 g and 2 g + 1 through weight[input][j].
TEST(Directions, KnowsTheFiltersOfGroupedTransposedConvolutions)
{
  const auto filters = FiltersOf(Counting({ 4, 3, 5 }, { 1, 2 }));
  EXPECT_EQ(filters.Count, 6);
  for (int input = 0; input < 4; ++input)
  {
    for (int j = 0; j < 3; ++j)
    {
      for (int k = 0; k < 5; ++k)
      {
        EXPECT_EQ(filters.Filter[(input * 3 + j) * 5 + k], (input / 2) * 3 + j);
      }
    }
  }
}

TEST(Directions, ZeroFiltersDoNotMove)
{
  ParameterVector weights = { Counting({ 2, 3 }, {}) };
  weights[0].Values = { 0, 0, 0, 1, 2, 2 };
  ParameterVector direction = { Counting({ 2, 3 }, {}) };
  Normalize(direction, weights, Normalization::Filter);
  EXPECT_EQ(FilterNorm(direction[0], 0), 0.0);
  EXPECT_NEAR(FilterNorm(direction[0], 1), 3.0, 1e-12);
}

TEST(Directions, OrthogonalisationKeepsFilterNorms)
{
  const ParameterVector weights = { Counting({ 8, 4, 3, 3 }, {}), Counting({ 10, 8 }, {}) };
  ParameterVector first = MakeRandom(weights, 1, 0);
  ParameterVector second = MakeRandom(weights, 1, 1);
  Normalize(first, weights, Normalization::Filter);
  Orthogonalize(second, first, Normalization::Filter);
  Normalize(second, weights, Normalization::Filter);
  EXPECT_NEAR(Cosine(first, second), 0.0, 1e-14);
  for (std::int64_t output = 0; output < 8; ++output)
  {
    EXPECT_NEAR(FilterNorm(second[0], output), FilterNorm(weights[0], output), 1e-12);
  }
}
