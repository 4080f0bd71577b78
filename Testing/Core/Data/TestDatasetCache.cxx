// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Data/DataTesting.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

/// A one-record CIFAR-10 file.
void WriteRecord(const std::string& path, std::uint8_t label)
{
  std::vector<std::uint8_t> record(3073, 100);
  record[0] = label;
  WriteBytes(path, record);
}

TEST(DatasetCache, SharesWhatIsHeld)
{
  const auto first = LoadDataset(DatasetOptions());
  const auto second = LoadDataset(DatasetOptions());
  EXPECT_EQ(first.get(), second.get());
}

TEST(DatasetCache, CallsNoProgressForWhatIsHeld)
{
  const auto held = LoadDataset(DatasetOptions());
  EXPECT_NO_THROW(LoadDataset(DatasetOptions(), [](double) { return false; }));
}

TEST(DatasetCache, ForgetsWhatNobodyHolds)
{
  DatasetOptions options;
  options.Kind = DatasetKind::Spirals;
  std::weak_ptr<const Dataset> released = LoadDataset(options);
  EXPECT_TRUE(released.expired());
}

TEST(DatasetCache, TellsOptionsApart)
{
  const DatasetOptions plain;
  DatasetOptions split;
  split.Split = DatasetSplit::Test;
  DatasetOptions count;
  count.NumberOfSamples = 100;
  DatasetOptions seed = count;
  seed.SampleSeed = 1;
  DatasetOptions mean;
  mean.Mean = { 0.25 };
  DatasetOptions deviation;
  deviation.StandardDeviation = { 0.25 };
  std::vector<std::shared_ptr<const Dataset>> loaded;
  for (const DatasetOptions& options : { plain, split, count, seed, mean, deviation })
  {
    loaded.push_back(LoadDataset(options));
    for (std::size_t i = 0; i + 1 < loaded.size(); ++i)
    {
      EXPECT_NE(loaded[i]->Hash, loaded.back()->Hash);
    }
  }
}

TEST(DatasetCache, IgnoresThePathOfShippedData)
{
  DatasetOptions options;
  const auto data = LoadDataset(options);
  options.Path = "anything";
  EXPECT_EQ(LoadDataset(options).get(), data.get());
}

TEST(DatasetCache, NoticesAChangedFile)
{
  const std::string path = EmptyFolder() + "/one.bin";
  WriteRecord(path, 3);
  const DatasetOptions options = PlainOptions(DatasetKind::Cifar10, path);
  const auto before = LoadDataset(options);
  const fs::file_time_type time = fs::last_write_time(path);
  WriteRecord(path, 4);
  fs::last_write_time(path, time + std::chrono::seconds(2));
  const auto after = LoadDataset(options);
  EXPECT_EQ(before->Labels[0], 3);
  EXPECT_EQ(after->Labels[0], 4);
}

TEST(DatasetCache, NoticesAnAddedImage)
{
  const std::string folder = EmptyFolder();
  const std::vector<std::uint8_t> picture = ReadBytes(Fixture("images/train/cat/b.png"));
  WriteBytes(folder + "/cat/1.png", picture);
  const DatasetOptions options = PlainOptions(DatasetKind::ImageFolder, folder);
  const auto before = LoadDataset(options);
  WriteBytes(folder + "/cat/2.png", picture);
  EXPECT_EQ(before->NumberOfSamples, 1);
  EXPECT_EQ(LoadDataset(options)->NumberOfSamples, 2);
}

TEST(DatasetCache, ServesThreadsAtOnce)
{
  std::vector<std::shared_ptr<const Dataset>> loaded(4);
  std::vector<std::thread> threads;
  for (std::shared_ptr<const Dataset>& data : loaded)
  {
    threads.emplace_back([&data] { data = LoadDataset(DatasetOptions()); });
  }
  for (std::thread& thread : threads)
  {
    thread.join();
  }
  for (const std::shared_ptr<const Dataset>& data : loaded)
  {
    EXPECT_EQ(data.get(), loaded.front().get());
  }
}

} // namespace
} // namespace losslandscape
