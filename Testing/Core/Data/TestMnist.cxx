// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Data/DataTesting.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace losslandscape
{
namespace
{

constexpr int PixelCount = 28 * 28;

std::vector<std::uint8_t> IdxFile(
  std::uint8_t type, const std::vector<std::uint8_t>& shape, const std::vector<std::uint8_t>& data)
{
  std::vector<std::uint8_t> bytes = { 0, 0, type, static_cast<std::uint8_t>(shape.size()) };
  for (const std::uint8_t length : shape)
  {
    bytes.insert(bytes.end(), { 0, 0, 0, length });
  }
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

/// A folder with small images and the given labels.
std::string FolderOf(
  const std::vector<std::uint8_t>& images, const std::vector<std::uint8_t>& labels)
{
  const std::string folder = EmptyFolder();
  WriteBytes(folder + "/train-images-idx3-ubyte", images);
  WriteBytes(folder + "/train-labels-idx1-ubyte", labels);
  return folder;
}

std::string ErrorOf(
  const std::vector<std::uint8_t>& images, const std::vector<std::uint8_t>& labels)
{
  return LoadingError(PlainOptions(DatasetKind::Mnist, FolderOf(images, labels)));
}

TEST(Mnist, ReadsTheTrainingFiles)
{
  const auto data = LoadDataset(PlainOptions(DatasetKind::Mnist, Fixture("mnist/raw")));
  EXPECT_EQ(data->SampleShape, (std::vector<std::int64_t>{ 1, 28, 28 }));
  EXPECT_EQ(data->NumberOfClasses, 10);
  EXPECT_EQ(data->ClassNames[7], "7");
  ASSERT_EQ(data->NumberOfSamples, 12);
  EXPECT_EQ(data->Labels, (std::vector<std::int64_t>{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1 }));
  for (int sample = 0; sample < 12; ++sample)
  {
    EXPECT_EQ(SampleBytes(*data, sample, 255.0f), FixturePixels(100 + sample, PixelCount));
  }
}

TEST(Mnist, ReadsCompressedTestFilesOfTheOtherSpellingInTheRawFolder)
{
  DatasetOptions options;
  options.Kind = DatasetKind::Mnist;
  options.Path = Fixture("mnist");
  options.Split = DatasetSplit::Test;
  const auto data = LoadDataset(options);
  ASSERT_EQ(data->NumberOfSamples, 5);
  EXPECT_EQ(data->Labels, (std::vector<std::int64_t>{ 4, 3, 2, 1, 0 }));
  EXPECT_EQ(data->Mean, std::vector<double>{ 0.1307 });
  EXPECT_EQ(data->StandardDeviation, std::vector<double>{ 0.3081 });
  const std::vector<std::uint8_t> pixels = FixturePixels(120, PixelCount);
  for (int i = 0; i < PixelCount; ++i)
  {
    EXPECT_NEAR(data->Inputs[i], (pixels[i] / 255.0 - 0.1307) / 0.3081, 1e-6) << i;
  }
}

TEST(Mnist, FindsTheLabelsBesideAFileOfImages)
{
  const auto data = LoadDataset(PlainOptions(
    DatasetKind::Mnist, Fixture("mnist/raw/t10k-images.idx3-ubyte.gz"), DatasetSplit::Train));
  EXPECT_EQ(data->NumberOfSamples, 5);
  EXPECT_EQ(data->Labels[0], 4);
}

TEST(Mnist, RefusesPathsThatDoNotFit)
{
  EXPECT_TRUE(Mentions(LoadingError(PlainOptions(DatasetKind::Mnist, EmptyFolder())),
    { "RefusesPathsThatDoNotFit", "train-images-idx3-ubyte" }));
  EXPECT_TRUE(
    Mentions(LoadingError(PlainOptions(DatasetKind::Mnist, Fixture("mnist/other"))), { "other" }));
  EXPECT_TRUE(Mentions(
    LoadingError(PlainOptions(DatasetKind::Mnist, Fixture("mnist/train-images-idx3-ubyte"))),
    { "train-images-idx3-ubyte", "No such file" }));
}

TEST(Mnist, RefusesBrokenFiles)
{
  const std::vector<std::uint8_t> images = IdxFile(8, { 3, 1, 2 }, { 1, 2, 3, 4, 5, 6 });
  const std::vector<std::uint8_t> labels = IdxFile(8, { 3 }, { 0, 1, 2 });

  EXPECT_TRUE(Mentions(ErrorOf({}, labels), { "train-images-idx3-ubyte" }));
  EXPECT_TRUE(Mentions(ErrorOf(IdxFile(8, { 3, 1, 2 }, { 1, 2, 3 }), labels), { "train-images" }));
  EXPECT_TRUE(Mentions(ErrorOf({ 7, 8, 9, 1, 2, 3, 4, 5 }, labels), { "train-images", "idx" }));
  EXPECT_TRUE(Mentions(ErrorOf(images, IdxFile(8, { 2 }, { 0, 1 })),
    { "train-labels-idx1-ubyte", "expected 3", "found 2" }));
  EXPECT_TRUE(Mentions(ErrorOf(images, IdxFile(8, { 3 }, { 0, 10, 2 })),
    { "train-labels-idx1-ubyte, record 1", "0 to 9", "found 10" }));
  EXPECT_TRUE(Mentions(ErrorOf(images, images), { "train-labels", "1 axis", "(3, 1, 2)" }));
  EXPECT_TRUE(Mentions(ErrorOf(labels, labels), { "train-images", "3 axes" }));
  EXPECT_TRUE(Mentions(ErrorOf(IdxFile(9, { 1, 1, 1 }, { 5 }), labels), { "uint8", "int8" }));
  EXPECT_TRUE(Mentions(
    ErrorOf(IdxFile(8, { 0, 1, 2 }, {}), IdxFile(8, { 0 }, {})), { "at least one sample" }));
  EXPECT_TRUE(Mentions(ErrorOf(IdxFile(8, { 3, 0, 2 }, {}), labels), { "(1, 0, 2)" }));
}

} // namespace
} // namespace losslandscape
