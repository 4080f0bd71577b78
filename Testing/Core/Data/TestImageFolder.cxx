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

using Bytes = std::vector<std::uint8_t>;

/// Rows x columns x channels, as Pillow takes them, to channels x rows x columns.
Bytes Planar(const Bytes& interleaved)
{
  Bytes planes;
  for (std::size_t channel = 0; channel < 3; ++channel)
  {
    for (std::size_t i = channel; i < interleaved.size(); i += 3)
    {
      planes.push_back(interleaved[i]);
    }
  }
  return planes;
}

Bytes Repeated(const Bytes& plane)
{
  Bytes planes;
  for (int channel = 0; channel < 3; ++channel)
  {
    planes.insert(planes.end(), plane.begin(), plane.end());
  }
  return planes;
}

void CopyFixture(const std::string& name, const std::string& path)
{
  WriteBytes(path, ReadBytes(Fixture(name)));
}

TEST(ImageFolder, ReadsClassesAndFilesSortedByName)
{
  const auto data = LoadDataset(PlainOptions(DatasetKind::ImageFolder, Fixture("images")));
  EXPECT_EQ(data->ClassNames, (std::vector<std::string>{ "cat", "dog" }));
  EXPECT_EQ(data->Labels, (std::vector<std::int64_t>{ 0, 0, 1 }));
  EXPECT_EQ(data->SampleShape, (std::vector<std::int64_t>{ 3, 4, 5 }));
  ASSERT_EQ(data->NumberOfSamples, 3);
  EXPECT_EQ(SampleBytes(*data, 0, 255.0f), Repeated(FixturePixels(2, 20)));
  EXPECT_EQ(SampleBytes(*data, 1, 255.0f), Planar(FixturePixels(1, 60)));
  EXPECT_EQ(SampleBytes(*data, 2, 255.0f), Planar(FixturePixels(3, 60)));
}

TEST(ImageFolder, ReadsTheValidationFolderAsTest)
{
  const auto data =
    LoadDataset(PlainOptions(DatasetKind::ImageFolder, Fixture("images"), DatasetSplit::Test));
  EXPECT_EQ(data->SampleShape, (std::vector<std::int64_t>{ 1, 4, 5 }));
  EXPECT_EQ(data->Labels, (std::vector<std::int64_t>{ 0, 1 }));
  EXPECT_EQ(SampleBytes(*data, 0, 255.0f), Bytes(20, 128));
  EXPECT_EQ(SampleBytes(*data, 1, 255.0f), FixturePixels(4, 20));
}

TEST(ImageFolder, WithoutSplitFoldersServesBothSplits)
{
  for (const DatasetSplit split : { DatasetSplit::Train, DatasetSplit::Test })
  {
    const auto data =
      LoadDataset(PlainOptions(DatasetKind::ImageFolder, Fixture("images_flat"), split));
    EXPECT_EQ(data->ClassNames, (std::vector<std::string>{ "bus", "ship", "train" }));
    EXPECT_EQ(data->Labels, (std::vector<std::int64_t>{ 0, 2, 2 }));
    EXPECT_EQ(SampleBytes(*data, 2, 255.0f), FixturePixels(7, 20));
  }
}

TEST(ImageFolder, NormalisesColourAndGreyByTheirOwnDefaults)
{
  DatasetOptions options;
  options.Kind = DatasetKind::ImageFolder;
  options.Path = Fixture("images");
  const auto colour = LoadDataset(options);
  EXPECT_EQ(colour->Mean, (std::vector<double>{ 0.485, 0.456, 0.406 }));
  EXPECT_EQ(colour->StandardDeviation, (std::vector<double>{ 0.229, 0.224, 0.225 }));
  options.Split = DatasetSplit::Test;
  const auto grey = LoadDataset(options);
  EXPECT_EQ(grey->Mean, std::vector<double>{ 0.5 });
  EXPECT_EQ(grey->StandardDeviation, std::vector<double>{ 0.5 });
  EXPECT_NEAR(grey->Inputs[0], (128.0 / 255.0 - 0.5) / 0.5, 1e-6);
}

TEST(ImageFolder, RefusesImagesOfDifferentSizes)
{
  EXPECT_TRUE(
    Mentions(LoadingError(PlainOptions(DatasetKind::ImageFolder, Fixture("images_sizes"))),
      { "b/wide.png", "5 x 4 pixels as in", "a/small.png", "found 6 x 4 pixels" }));
}

TEST(ImageFolder, DecodesNoMoreThanTheChosenImages)
{
  const std::string folder = EmptyFolder();
  CopyFixture("images/train/cat/b.png", folder + "/a/1.png");
  for (int i = 2; i <= 9; ++i)
  {
    CopyFixture("images/train/cat/b.png", folder + "/a/" + std::to_string(i) + ".png");
  }
  WriteBytes(folder + "/a/5.png", { 'n', 'o' });
  DatasetOptions options = PlainOptions(DatasetKind::ImageFolder, folder);
  EXPECT_TRUE(Mentions(LoadingError(options), { "a/5.png" }));

  options.NumberOfSamples = 1;
  int loaded = 0;
  for (options.SampleSeed = 0; options.SampleSeed < 20; ++options.SampleSeed)
  {
    try
    {
      loaded += static_cast<int>(LoadDataset(options)->NumberOfSamples);
    }
    catch (const Error&)
    {
    }
  }
  EXPECT_GT(loaded, 10);
  EXPECT_LT(loaded, 20);
}

TEST(ImageFolder, RefusesFoldersWithoutImages)
{
  const std::string folder = EmptyFolder();
  const DatasetOptions options = PlainOptions(DatasetKind::ImageFolder, folder);
  EXPECT_TRUE(Mentions(LoadingError(options), { folder, "CLASS/*.png", "0 class folders" }));

  WriteBytes(folder + "/cat/readme.txt", { 'x' });
  WriteBytes(folder + "/.hidden/1.png", ReadBytes(Fixture("images/train/cat/b.png")));
  EXPECT_TRUE(Mentions(LoadingError(options), { folder, "1 class folders" }));

  EXPECT_TRUE(Mentions(LoadingError(PlainOptions(DatasetKind::ImageFolder, folder + "/absent")),
    { folder + "/absent", "no folder of that name" }));
}

TEST(ImageFolder, RefusesAMissingSplit)
{
  const std::string folder = EmptyFolder();
  CopyFixture("images/train/cat/b.png", folder + "/train/cat/b.png");
  EXPECT_TRUE(
    Mentions(LoadingError(PlainOptions(DatasetKind::ImageFolder, folder, DatasetSplit::Test)),
      { folder, "test, val or validation", "other split" }));
}

TEST(ImageFolder, NamesAFileThatIsNoImage)
{
  const std::string folder = EmptyFolder();
  const DatasetOptions options = PlainOptions(DatasetKind::ImageFolder, folder);
  const std::string path = folder + "/cat/1.png";

  WriteBytes(path, {});
  EXPECT_TRUE(Mentions(LoadingError(options), { path }));
  WriteBytes(path, FixturePixels(1, 500));
  EXPECT_TRUE(Mentions(LoadingError(options), { path }));
  Bytes truncated = ReadBytes(Fixture("images/train/cat/b.png"));
  truncated.resize(truncated.size() / 2);
  WriteBytes(path, truncated);
  EXPECT_TRUE(Mentions(LoadingError(options), { path }));
  std::filesystem::remove(path);
  std::filesystem::create_directories(path);
  EXPECT_TRUE(Mentions(LoadingError(options), { path }));
}

} // namespace
} // namespace losslandscape
