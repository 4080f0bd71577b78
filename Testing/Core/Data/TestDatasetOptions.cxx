// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Common/Sha256.h"
#include "Testing/Core/Data/DataTesting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace losslandscape
{
namespace
{

TEST(DatasetNames, AreThoseOfTheProperty)
{
  const std::vector<std::string> names = { "Digits", "Spirals", "Swiss Roll", "CIFAR-10",
    "CIFAR-100", "MNIST", "Image Folder", "Tensor File" };
  for (std::size_t i = 0; i < names.size(); ++i)
  {
    EXPECT_EQ(DatasetName(static_cast<DatasetKind>(i)), names[i]);
    EXPECT_EQ(DatasetFromName(names[i]), static_cast<DatasetKind>(i));
  }
}

TEST(DatasetNames, AreListedWhenUnknown)
{
  try
  {
    DatasetFromName("digits");
    FAIL();
  }
  catch (const Error& error)
  {
    EXPECT_TRUE(
      Mentions(error.what(), { "Digits, Spirals, Swiss Roll", "Tensor File", "\"digits\"" }));
  }
  EXPECT_THROW(DatasetName(static_cast<DatasetKind>(8)), Error);
  EXPECT_THROW(DatasetName(static_cast<DatasetKind>(-1)), Error);
}

TEST(DatasetOptions, PathIsNeededForFiles)
{
  for (const DatasetKind kind : { DatasetKind::Cifar10, DatasetKind::Cifar100, DatasetKind::Mnist,
         DatasetKind::ImageFolder, DatasetKind::TensorFile })
  {
    EXPECT_TRUE(Mentions(
      LoadingError(PlainOptions(kind, "")), { DatasetName(kind), "no path", "DatasetPath" }));
  }
}

TEST(DatasetOptions, NumberOfSamplesIsChecked)
{
  DatasetOptions options;
  options.NumberOfSamples = -1;
  EXPECT_TRUE(Mentions(LoadingError(options), { "Digits", "found -1" }));
  // All, or more than there are: all.
  const auto all = LoadDataset(DatasetOptions());
  for (const std::int64_t count :
    { std::int64_t(1442), std::int64_t(1443), std::numeric_limits<std::int64_t>::max() })
  {
    options.NumberOfSamples = count;
    const auto counted = LoadDataset(options);
    EXPECT_EQ(counted->NumberOfSamples, 1442);
    EXPECT_EQ(counted->Hash, all->Hash);
  }
}

TEST(DatasetOptions, MeanAndDeviationAreAppliedPerChannel)
{
  DatasetOptions options;
  options.Kind = DatasetKind::Spirals;
  const auto plain = LoadDataset(options);
  options.Mean = { 0.5, -2.0 };
  options.StandardDeviation = { 2.0, 0.25 };
  const auto scaled = LoadDataset(options);
  options.Mean = { 0.5 };
  options.StandardDeviation = { 2.0 };
  const auto together = LoadDataset(options);
  EXPECT_EQ(together->Mean, (std::vector<double>{ 0.5, 0.5 }));
  EXPECT_EQ(together->StandardDeviation, (std::vector<double>{ 2.0, 2.0 }));
  for (std::size_t i = 0; i < plain->Inputs.size(); i += 2)
  {
    EXPECT_FLOAT_EQ(scaled->Inputs[i], (plain->Inputs[i] - 0.5f) / 2.0f);
    EXPECT_FLOAT_EQ(scaled->Inputs[i + 1], (plain->Inputs[i + 1] + 2.0f) / 0.25f);
    EXPECT_FLOAT_EQ(together->Inputs[i + 1], (plain->Inputs[i + 1] - 0.5f) / 2.0f);
  }
}

TEST(DatasetOptions, MeanAndDeviationAreChecked)
{
  DatasetOptions options;
  options.Kind = DatasetKind::Spirals;
  options.Mean = { 1.0, 2.0, 3.0 };
  EXPECT_TRUE(Mentions(LoadingError(options), { "Mean", "1 or 2 values", "found 3" }));
  options.Mean = { std::nan("") };
  EXPECT_TRUE(Mentions(LoadingError(options), { "Mean", "finite" }));
  options.Mean = { 1e300 };
  EXPECT_TRUE(Mentions(LoadingError(options), { "Mean", "finite" }));
  options.Mean = {};
  options.StandardDeviation = std::vector<double>(3, 1.0);
  EXPECT_TRUE(Mentions(LoadingError(options), { "StandardDeviation", "1 or 2 values" }));
  for (const double wrong : { 0.0, -1.0, 1e-300, 1e300, HUGE_VAL, std::nan("") })
  {
    options.StandardDeviation = { 1.0, wrong };
    EXPECT_TRUE(Mentions(LoadingError(options), { "StandardDeviation", "above 0" })) << wrong;
  }
}

TEST(DatasetHash, IsThatOfInputsLabelsAndTargets)
{
  const auto labelled = LoadDataset(DatasetOptions());
  Sha256 hash;
  hash.Update(labelled->Inputs.data(), labelled->Inputs.size() * sizeof(float));
  hash.Update(labelled->Labels.data(), labelled->Labels.size() * sizeof(std::int64_t));
  EXPECT_EQ(labelled->Hash, hash.HexDigest());

  const auto regression =
    LoadDataset(PlainOptions(DatasetKind::TensorFile, Fixture("tensors/regression.pt")));
  Sha256 other;
  other.Update(regression->Inputs.data(), regression->Inputs.size() * sizeof(float));
  other.Update(regression->Targets.data(), regression->Targets.size() * sizeof(float));
  EXPECT_EQ(regression->Hash, other.HexDigest());
}

TEST(DatasetProgress, RisesToOne)
{
  const std::string folder = Fixture("cifar10");
  std::vector<double> fractions;
  const auto data = LoadDataset(PlainOptions(DatasetKind::Cifar10, folder),
    [&](double fraction)
    {
      fractions.push_back(fraction);
      return true;
    });
  ASSERT_GT(fractions.size(), 5u);
  EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
  EXPECT_GE(fractions.front(), 0.0);
  EXPECT_EQ(fractions.back(), 1.0);
}

TEST(DatasetProgress, StopsLoading)
{
  for (const std::string& path : { Fixture("cifar10"), Fixture("images"), Fixture("mnist") })
  {
    const DatasetKind kind = path == Fixture("cifar10") ? DatasetKind::Cifar10
      : path == Fixture("images")                       ? DatasetKind::ImageFolder
                                                        : DatasetKind::Mnist;
    EXPECT_THROW(LoadDataset(PlainOptions(kind, path), [](double) { return false; }), Aborted);
    EXPECT_GT(LoadDataset(PlainOptions(kind, path))->NumberOfSamples, 0);
  }
}

} // namespace
} // namespace losslandscape
