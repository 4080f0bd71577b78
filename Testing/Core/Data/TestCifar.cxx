// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Data/DataTesting.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

namespace losslandscape
{
namespace
{

constexpr int PixelCount = 3072;
const std::string Folder10 = "cifar10/cifar-10-batches-bin";

/// A record of grey pixels.
std::vector<std::uint8_t> Record(const std::vector<std::uint8_t>& labels)
{
  std::vector<std::uint8_t> record = labels;
  record.resize(labels.size() + PixelCount, 128);
  return record;
}

TEST(Cifar10, ReadsTheTrainingBatchesInOrder)
{
  const auto data = LoadDataset(PlainOptions(DatasetKind::Cifar10, Fixture(Folder10)));
  EXPECT_EQ(data->Name, "CIFAR-10");
  EXPECT_EQ(data->NumberOfClasses, 10);
  EXPECT_EQ(data->SampleShape, (std::vector<std::int64_t>{ 3, 32, 32 }));
  ASSERT_EQ(data->NumberOfSamples, 10);
  EXPECT_EQ(data->Labels, (std::vector<std::int64_t>{ 1, 4, 2, 5, 3, 6, 4, 7, 5, 8 }));
  for (int sample = 0; sample < 10; ++sample)
  {
    const int seed = 10 * (sample / 2 + 1) + sample % 2;
    EXPECT_EQ(SampleBytes(*data, sample, 255.0f), FixturePixels(seed, PixelCount)) << sample;
  }
}

TEST(Cifar10, AgreesWithTorchToTheBit)
{
  DatasetOptions options;
  options.Kind = DatasetKind::Cifar10;
  options.Path = Fixture(Folder10);
  options.Split = DatasetSplit::Test;
  const auto data = LoadDataset(options);
  ASSERT_EQ(data->NumberOfSamples, 10);
  const std::vector<float> expected = ReadFloats("cifar10/expected_test_0_1.f32");
  ASSERT_EQ(expected.size(), 2u * PixelCount);
  EXPECT_EQ(std::memcmp(data->Inputs.data(), expected.data(), expected.size() * sizeof(float)), 0);
  EXPECT_EQ(data->Mean, (std::vector<double>{ 0.485, 0.456, 0.406 }));
  EXPECT_EQ(data->StandardDeviation, (std::vector<double>{ 0.229, 0.224, 0.225 }));
}

TEST(Cifar10, FindsTheFolderInsideTheChosenOne)
{
  const auto outer = LoadDataset(PlainOptions(DatasetKind::Cifar10, Fixture("cifar10")));
  const auto inner = LoadDataset(PlainOptions(DatasetKind::Cifar10, Fixture(Folder10)));
  EXPECT_EQ(outer->Hash, inner->Hash);
}

TEST(Cifar10, ReadsOneFileWhateverTheSplit)
{
  for (const DatasetSplit split : { DatasetSplit::Train, DatasetSplit::Test })
  {
    const auto data = LoadDataset(
      PlainOptions(DatasetKind::Cifar10, Fixture(Folder10 + "/data_batch_3.bin"), split));
    EXPECT_EQ(data->Labels, (std::vector<std::int64_t>{ 3, 6 }));
  }
}

TEST(Cifar10, TakesClassNamesFromTheArchiveIfItHasThem)
{
  const auto named = LoadDataset(PlainOptions(DatasetKind::Cifar10, Fixture(Folder10)));
  EXPECT_EQ(named->ClassNames[2], "two");

  const std::string path = EmptyFolder() + "/one.bin";
  WriteBytes(path, Record({ 9 }));
  const auto unnamed = LoadDataset(PlainOptions(DatasetKind::Cifar10, path));
  ASSERT_EQ(unnamed->ClassNames.size(), 10u);
  EXPECT_EQ(unnamed->ClassNames[9], "truck");
}

TEST(Cifar10, RefusesAFileOfTooFewClassNames)
{
  const std::string folder = EmptyFolder();
  WriteBytes(folder + "/one.bin", Record({ 9 }));
  WriteBytes(folder + "/batches.meta.txt", { 'c', 'a', 't', '\n' });
  EXPECT_TRUE(Mentions(LoadingError(PlainOptions(DatasetKind::Cifar10, folder + "/one.bin")),
    { "batches.meta.txt", "expected 10", "found 1" }));
}

TEST(Cifar10, RefusesBrokenFiles)
{
  const std::string path = EmptyFolder() + "/broken.bin";
  const DatasetOptions options = PlainOptions(DatasetKind::Cifar10, path);
  EXPECT_TRUE(Mentions(LoadingError(options), { path, "No such file" }));

  WriteBytes(path, {});
  EXPECT_TRUE(Mentions(LoadingError(options), { path, "3073 bytes", "found 0 bytes" }));

  std::vector<std::uint8_t> bytes = Record({ 3 });
  bytes.pop_back();
  WriteBytes(path, bytes);
  EXPECT_TRUE(Mentions(LoadingError(options), { path, "found 3072 bytes", "truncated" }));

  bytes = Record({ 3 });
  const std::vector<std::uint8_t> wrong = Record({ 77 });
  bytes.insert(bytes.end(), wrong.begin(), wrong.end());
  WriteBytes(path, bytes);
  EXPECT_TRUE(Mentions(
    LoadingError(options), { path + ", record 1", "label out of range", "0 to 9", "found 77" }));
}

TEST(Cifar10, NamesTheMissingBatch)
{
  const std::string folder = EmptyFolder();
  const DatasetOptions options = PlainOptions(DatasetKind::Cifar10, folder);
  EXPECT_TRUE(Mentions(LoadingError(options), { folder, "data_batch_1.bin", "binary version" }));

  WriteBytes(folder + "/data_batch_1.bin", Record({ 0 }));
  EXPECT_TRUE(Mentions(LoadingError(options), { "data_batch_2.bin" }));
}

TEST(Cifar100, ReadsFineLabels)
{
  const auto train = LoadDataset(PlainOptions(DatasetKind::Cifar100, Fixture("cifar100")));
  EXPECT_EQ(train->NumberOfClasses, 100);
  EXPECT_EQ(train->Labels, (std::vector<std::int64_t>{ 99, 88, 77, 66 }));
  for (int sample = 0; sample < 4; ++sample)
  {
    EXPECT_EQ(SampleBytes(*train, sample, 255.0f), FixturePixels(80 + sample, PixelCount));
  }
  ASSERT_EQ(train->ClassNames.size(), 100u);
  EXPECT_EQ(train->ClassNames[0], "apple");
  EXPECT_EQ(train->ClassNames[47], "maple_tree");
  EXPECT_EQ(train->ClassNames[99], "worm");

  DatasetOptions options;
  options.Kind = DatasetKind::Cifar100;
  options.Path = Fixture("cifar100/cifar-100-binary");
  options.Split = DatasetSplit::Test;
  const auto test = LoadDataset(options);
  EXPECT_EQ(test->Labels, (std::vector<std::int64_t>{ 99, 88, 77 }));
  EXPECT_EQ(test->Mean, (std::vector<double>{ 0.5071, 0.4865, 0.4409 }));
  EXPECT_EQ(test->StandardDeviation, (std::vector<double>{ 0.2673, 0.2564, 0.2762 }));
}

TEST(Cifar100, ChecksTheFineLabelOnly)
{
  const std::string path = EmptyFolder() + "/train.bin";
  const DatasetOptions options = PlainOptions(DatasetKind::Cifar100, path);
  WriteBytes(path, Record({ 255, 99 }));
  EXPECT_EQ(LoadDataset(options)->Labels, (std::vector<std::int64_t>{ 99 }));

  WriteBytes(path, Record({ 0, 100 }));
  EXPECT_TRUE(Mentions(LoadingError(options), { "record 0", "0 to 99", "found 100" }));
}

TEST(Cifar10, ReadsTheReferenceImages)
{
  const std::string path = LOSSLANDSCAPE_SHARED_DATA "/landscape-reference/resnet20/images.bin";
  if (!std::filesystem::exists(path))
  {
    std::cout << "not checked, since there is no " << path << std::endl;
    return;
  }
  const auto data = LoadDataset(PlainOptions(DatasetKind::Cifar10, path));
  EXPECT_EQ(data->NumberOfSamples, 1000);
  EXPECT_EQ(ClassCounts(*data), std::vector<std::int64_t>(10, 100));
  const std::vector<std::uint8_t> bytes = ReadBytes(path);
  for (const std::int64_t sample : { 0, 617, 999 })
  {
    const auto record = bytes.begin() + sample * (1 + PixelCount);
    EXPECT_EQ(data->Labels[sample], *record);
    EXPECT_EQ(SampleBytes(*data, sample, 255.0f),
      std::vector<std::uint8_t>(record + 1, record + 1 + PixelCount));
  }
}

} // namespace
} // namespace losslandscape
