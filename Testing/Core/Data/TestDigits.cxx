// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Data/DataTesting.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace losslandscape
{
namespace
{

DatasetOptions DigitsOptions(DatasetSplit split)
{
  DatasetOptions options;
  options.Split = split;
  return options;
}

/// Lets the shipped files be looked for in another folder until the end of the test.
class ShippedFolder
{
public:
  explicit ShippedFolder(const std::string& folder)
  {
    setenv("LOSSLANDSCAPE_DATA", folder.c_str(), 1);
  }
  ~ShippedFolder() { unsetenv("LOSSLANDSCAPE_DATA"); }
};

std::string ErrorOfDigits(const std::string& text)
{
  const std::string folder = EmptyFolder();
  WriteBytes(folder + "/digits/digits.csv.gz", { text.begin(), text.end() });
  const ShippedFolder shipped(folder);
  return LoadingError(DigitsOptions(DatasetSplit::Train));
}

std::string DigitsLine(const std::string& firstPixel, const std::string& label)
{
  std::string line = firstPixel + ",";
  for (int i = 1; i < 64; ++i)
  {
    line += "1,";
  }
  return line + label + "\n";
}

TEST(Digits, HasTheCountsOfItsDescription)
{
  const auto train = LoadDataset(DigitsOptions(DatasetSplit::Train));
  const auto test = LoadDataset(DigitsOptions(DatasetSplit::Test));
  EXPECT_EQ(train->NumberOfSamples, 1442);
  EXPECT_EQ(test->NumberOfSamples, 355);
  EXPECT_EQ(train->Inputs.size(), 1442u * 64u);
  EXPECT_EQ(train->SampleShape, (std::vector<std::int64_t>{ 1, 8, 8 }));
  EXPECT_EQ(train->NumberOfClasses, 10);
  EXPECT_EQ(train->ClassNames.front(), "0");
  EXPECT_EQ(train->ClassNames.back(), "9");

  const std::vector<std::int64_t> all = { 178, 182, 177, 183, 181, 182, 181, 179, 174, 180 };
  const std::vector<std::int64_t> trainCounts = ClassCounts(*train);
  const std::vector<std::int64_t> testCounts = ClassCounts(*test);
  for (std::size_t digit = 0; digit < 10; ++digit)
  {
    EXPECT_EQ(trainCounts[digit] + testCounts[digit], all[digit]) << digit;
    EXPECT_EQ(testCounts[digit], all[digit] / 5) << digit;
  }
}

TEST(Digits, AgreeWithNumPy)
{
  const auto test = LoadDataset(DigitsOptions(DatasetSplit::Test));
  const std::vector<float> expected = ReadFloats("digits/expected_test_first_last.f32");
  ASSERT_EQ(expected.size(), 128u);
  const std::size_t last = test->Inputs.size() - 64;
  for (std::size_t i = 0; i < 64; ++i)
  {
    EXPECT_NEAR(test->Inputs[i], expected[i], 1e-6) << i;
    EXPECT_NEAR(test->Inputs[last + i], expected[64 + i], 1e-6) << i;
  }
}

TEST(Digits, AreNormalisedByTheirTrainingSplit)
{
  const auto plain = LoadDataset(PlainOptions(DatasetKind::Digits, ""));
  double sum = 0.0;
  double squares = 0.0;
  for (const float value : plain->Inputs)
  {
    EXPECT_GE(value, 0.0f);
    EXPECT_LE(value, 1.0f);
    sum += value;
    squares += double(value) * value;
  }
  const double mean = sum / plain->Inputs.size();
  const double deviation = std::sqrt(squares / plain->Inputs.size() - mean * mean);

  for (const DatasetSplit split : { DatasetSplit::Train, DatasetSplit::Test })
  {
    const auto data = LoadDataset(DigitsOptions(split));
    ASSERT_EQ(data->Mean.size(), 1u);
    ASSERT_EQ(data->StandardDeviation.size(), 1u);
    EXPECT_NEAR(data->Mean[0], mean, 1e-9);
    EXPECT_NEAR(data->StandardDeviation[0], deviation, 1e-9);
  }
}

TEST(Digits, ReportsWhereTheirFileIsDamaged)
{
  const std::string good = DigitsLine("16", "9");
  EXPECT_TRUE(
    Mentions(ErrorOfDigits(good + DigitsLine("17", "3")), { "digits.csv.gz, line 2", "16" }));
  EXPECT_TRUE(Mentions(ErrorOfDigits(DigitsLine("-1", "3")), { "line 1" }));
  EXPECT_TRUE(Mentions(ErrorOfDigits(good + DigitsLine("1", "10")), { "line 2", "0 to 9" }));
  EXPECT_TRUE(Mentions(ErrorOfDigits(good + "1,2,3\n"), { "line 2", "comma" }));
  EXPECT_TRUE(Mentions(ErrorOfDigits(good + good.substr(0, 90)), { "line 2" }));
  EXPECT_TRUE(Mentions(ErrorOfDigits("99999999999999999999,"), { "line 1" }));
  EXPECT_TRUE(Mentions(ErrorOfDigits(""), { "Digits, Train", "at least one sample" }));
}

} // namespace
} // namespace losslandscape
