// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Data/DataTesting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace losslandscape
{
namespace
{

std::shared_ptr<const Dataset> Generated(DatasetKind kind, DatasetSplit split)
{
  DatasetOptions options;
  options.Kind = kind;
  options.Split = split;
  return LoadDataset(options);
}

/// Smallest distance between two points of different classes.
double ClassDistance(const Dataset& data)
{
  double smallest = std::numeric_limits<double>::infinity();
  for (std::int64_t i = 0; i < data.NumberOfSamples; ++i)
  {
    for (std::int64_t j = 0; j < i; ++j)
    {
      if (data.Labels[i] != data.Labels[j])
      {
        smallest = std::min(smallest,
          std::hypot(double(data.Inputs[2 * i]) - data.Inputs[2 * j],
            double(data.Inputs[2 * i + 1]) - data.Inputs[2 * j + 1]));
      }
    }
  }
  return smallest;
}

class GeneratedDatasets : public ::testing::TestWithParam<std::pair<DatasetKind, std::string>>
{
};

TEST_P(GeneratedDatasets, AreTwoBalancedClassesInTheUnitSquare)
{
  const auto data = Generated(this->GetParam().first, DatasetSplit::Train);
  EXPECT_EQ(data->NumberOfSamples, 1000);
  EXPECT_EQ(data->SampleShape, (std::vector<std::int64_t>{ 2 }));
  EXPECT_EQ(data->Inputs.size(), 2000u);
  EXPECT_EQ(data->NumberOfClasses, 2);
  EXPECT_EQ(ClassCounts(*data), (std::vector<std::int64_t>{ 500, 500 }));
  EXPECT_EQ(data->Mean, (std::vector<double>{ 0.0, 0.0 }));
  EXPECT_EQ(data->StandardDeviation, (std::vector<double>{ 1.0, 1.0 }));
  const auto [low, high] = std::minmax_element(data->Inputs.begin(), data->Inputs.end());
  EXPECT_GT(*low, -1.1f);
  EXPECT_LT(*low, -0.9f);
  EXPECT_GT(*high, 0.9f);
  EXPECT_LT(*high, 1.1f);
}

TEST_P(GeneratedDatasets, AgreeWithPython)
{
  for (const auto& [split, suffix] :
    { std::pair(DatasetSplit::Train, "_train.f32"), std::pair(DatasetSplit::Test, "_test.f32") })
  {
    const auto data = Generated(this->GetParam().first, split);
    const std::vector<float> expected = ReadFloats("generated/" + this->GetParam().second + suffix);
    ASSERT_EQ(expected.size(), 400u);
    for (std::size_t i = 0; i < expected.size(); ++i)
    {
      EXPECT_NEAR(data->Inputs[i], expected[i], 1e-6) << suffix << " " << i;
    }
    EXPECT_EQ(data->Labels[0], 0);
    EXPECT_EQ(data->Labels[999], 1);
  }
}

TEST_P(GeneratedDatasets, CanBeSeparated)
{
  for (const DatasetSplit split : { DatasetSplit::Train, DatasetSplit::Test })
  {
    EXPECT_GT(ClassDistance(*Generated(this->GetParam().first, split)), 0.05);
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, GeneratedDatasets,
  ::testing::Values(
    std::pair(DatasetKind::Spirals, "spirals"), std::pair(DatasetKind::SwissRoll, "swissroll")),
  [](const auto& info) { return info.param.second; });

} // namespace
} // namespace losslandscape
