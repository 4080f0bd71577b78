// SPDX-License-Identifier: BSD-3-Clause
// HDF5 files: what is read, what is refused, what damage does.
#include "Core/Files/Hdf5/Hdf5Writer.h"
#include "Testing/TestOutput.h"

#include "Core/Common/Error.h"
#include "Core/Files/Landscapes/ArrayLandscape.h"
#include "Core/Files/Landscapes/ArrayTrajectory.h"
#include "Testing/Core/Files/Landscapes/LandscapesTesting.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>

using namespace losslandscape;

namespace
{

SampledLandscape Read(const std::string& name, const ArrayLandscapeOptions& options = {})
{
  return LandscapeFromArrays(ReadHdf5(LandscapeFixture(name)).Arrays, options);
}

std::string Output(const std::string& name)
{
  return TestOutput(name);
}

} // namespace

class Hdf5Planes : public testing::TestWithParam<const char*>
{
};

TEST_P(Hdf5Planes, HoldThePlane)
{
  ExpectPlane(Read(GetParam()), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Layouts, Hdf5Planes,
  testing::Values("original.h5", "rows.h5", "compressed.h5", "latest.h5", "latest-chunks.h5"),
  [](const auto& parameter)
  {
    std::string name(parameter.param, std::strlen(parameter.param) - 3);
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
  });

TEST(Hdf5Landscape, OrderCanBeSet)
{
  ExpectPlane(Read("columns.h5", { ArrayOrder::XSlowest, true }));
}

TEST(Hdf5Landscape, UnfinishedPointsAreMissing)
{
  const SampledLandscape landscape = Read("unfinished.h5");
  const std::vector<std::uint8_t> expected = { 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1 };
  EXPECT_EQ(landscape.Missing, expected);
  const std::vector<double>& loss = landscape.Arrays[0].second;
  EXPECT_TRUE(std::isnan(loss[1]) && std::isnan(loss[5]) && std::isnan(loss[11]));
  EXPECT_DOUBLE_EQ(loss[10], LossAt(0.0, 0.5));
}

TEST(Hdf5Landscape, OtherArraysTextsAndWhatIsPassedOver)
{
  EXPECT_EQ(ReadHdf5(LandscapeFixture("texts.h5")).Texts.at("recipe"), "{}");
  EXPECT_EQ(ReadHdf5(LandscapeFixture("original.h5")).Texts.at("dir_file"), "directions.h5");
  const std::string noText = ": neither numbers nor a single text";
  const Hdf5Contents contents = ReadHdf5(LandscapeFixture("rows.h5"));
  EXPECT_EQ(contents.Skipped, (std::vector<std::string>{ "group: no dataset", "names" + noText }));
  const SampledLandscape landscape = LandscapeFromArrays(contents.Arrays, {});
  EXPECT_EQ(landscape.Skipped, (std::vector<std::string>{ "directions (5)" }));
  ExpectFunction(
    landscape, "test_loss", [](double x, double y, double) { return LossAt(x, y) + 1.0; });
  EXPECT_EQ((*FindArray(landscape.Arrays, "counts"))[7], 7.0);
}

TEST(Hdf5Landscape, EveryIndexOfChunks)
{
  const SampledLandscape landscape = Read("latest-chunks.h5");
  for (const char* name : { "fixed", "single", "growing", "tree" })
  {
    ExpectFunction(landscape, name, LossAt);
  }
}

TEST(Hdf5Landscape, GroupWithManyLinksHalfPrecisionAndTexts)
{
  const Hdf5Contents contents = ReadHdf5(LandscapeFixture("latest-group.h5"));
  for (int k = 0; k < 20; ++k)
  {
    const DenseArray* map = FindDense(contents.Arrays, "map " + std::to_string(k));
    ASSERT_NE(map, nullptr) << k;
    EXPECT_EQ(map->ToDouble(), (std::vector<double>{ k - 1.0, k - 0.5, k + 0.0, k + 0.5 }));
  }
  EXPECT_EQ(FindDense(contents.Arrays, "nothing")->ElementCount(), 0);
  const std::map<std::string, std::string> texts = { { "empty", "" }, { "note", "caf\u00e9" } };
  EXPECT_EQ(contents.Texts, texts);
  EXPECT_TRUE(contents.Skipped.empty());
  EXPECT_EQ(Hdf5Names(LandscapeFixture("latest-group.h5")).size(), 25u);
}

TEST(Hdf5Landscape, OneAndThreeDimensionsAndEigenvalues)
{
  const SampledLandscape line = Read("line.h5");
  EXPECT_EQ(line.Points.Dimension(), 1);
  ExpectFunction(line, "loss", LossAt);
  const SampledLandscape volume = Read("volume.h5");
  EXPECT_EQ(volume.Points.Dimension(), 3);
  ExpectFunction(volume, "loss", LossAt);
  const SampledLandscape eigenvalues = Read("eigenvalues.h5");
  EXPECT_EQ(NumberOfMissing(eigenvalues), 1);
  EXPECT_EQ(eigenvalues.Missing[7], 1);
  EXPECT_EQ(eigenvalues.Arrays[0].first, "max_eig");
  EXPECT_DOUBLE_EQ(eigenvalues.Arrays[0].second[6], LossAt(0.0, 0.25));
}

TEST(Hdf5Landscape, Trajectory)
{
  const auto trajectory = TrajectoryFromArrays(ReadHdf5(LandscapeFixture("trajectory.h5")).Arrays);
  ASSERT_EQ(trajectory.Points.size(), 4u);
  EXPECT_EQ(trajectory.Points[0], (std::array<double, 2>{ 0.5, 1.0 }));
  EXPECT_EQ(trajectory.Points[3], (std::array<double, 2>{ -1.0, 0.25 }));
  EXPECT_EQ(trajectory.Arrays[1].first, "lengths");
}

TEST(Hdf5Landscape, NamesAreListedWithoutReading)
{
  EXPECT_EQ(Hdf5Names(LandscapeFixture("line.h5")),
    (std::vector<std::string>{ "train_acc", "train_loss", "xcoordinates" }));
  EXPECT_TRUE(Hdf5Names(LandscapeFixture("stored.npz")).empty());
  EXPECT_TRUE(Hdf5Names("/no/such/file.h5").empty());
  EXPECT_TRUE(Hdf5Names("/tmp").empty());
}

TEST(Hdf5Landscape, ErrorsNameFileAndDataset)
{
  const auto read = [](const char* name) { return [name]() { Read(name); }; };
  ExpectErrorWith(read("missing.h5"), { "missing.h5", "nothing of that name" });
  ExpectErrorWith(read("stored.npz"), { "stored.npz", "cannot open HDF5 file" });
  ExpectErrorWith(read("uneven.h5"), { "not uniform", "xcoordinates[2]" });
  ExpectErrorWith(read("coordinates-only.h5"), { "no values" });
}

TEST(Hdf5Landscape, SizesAreCheckedBeforeMemoryIsTaken)
{
  const auto read = [](const char* name) { return [name]() { Read(name); }; };
  ExpectErrorWith(read("huge.h5"), { "huge.h5: dataset train_loss", "too large", "1099511627776" });
  ExpectErrorWith(
    read("unwritten.h5"), { "unwritten.h5: dataset train_loss", "larger than the file" });
  ExpectErrorWith(read("large-chunks.h5"), { "large-chunks.h5: dataset train_loss", "chunks" });
}

TEST(Hdf5Landscape, NothingOutsideOfTheFileIsRead)
{
  const Hdf5Contents contents = ReadHdf5(LandscapeFixture("outside.h5"));
  EXPECT_EQ(contents.Skipped,
    (std::vector<std::string>{
      "external: stored in other files", "virtual: stored in other files" }));
  EXPECT_EQ(FindDense(contents.Arrays, "linked"), nullptr);
  EXPECT_EQ(contents.Arrays.size(), 2u);
}

TEST(Hdf5Landscape, AnotherProgramMayHoldTheLock)
{
  // Writing without a lock, then reading while the file is locked by nobody: locks are never taken.
  const std::string path = Output("locked.h5");
  std::filesystem::copy_file(
    LandscapeFixture("line.h5"), path, std::filesystem::copy_options::overwrite_existing);
  const int file = open(path.c_str(), O_RDWR);
  ASSERT_GE(file, 0);
  ASSERT_EQ(flock(file, LOCK_EX | LOCK_NB), 0);
  EXPECT_EQ(ReadHdf5(path).Arrays.size(), 3u);
  close(file);
}

TEST(Hdf5Landscape, WhatIsWrittenIsReadToTheBit)
{
  Hdf5Contents contents;
  contents.Arrays = {
    { "a", DenseArray::FromDouble({ 2, 3 }, { 1.0 / 3, NaN, -0.0, 5e-324, INFINITY, 6 }) },
    { "b/c", DenseArray::FromDouble({ 1 }, { 2 }) }
  };
  contents.Texts = { { "recipe", "{\"\u00fc\": 1}" }, { "empty", "" } };
  const std::string path = Output("written.h5");
  WriteHdf5(path, contents);
  const Hdf5Contents again = ReadHdf5(path);
  EXPECT_EQ(again.Texts, contents.Texts);
  EXPECT_EQ(FindDense(again.Arrays, "a")->Bytes, contents.Arrays[0].second.Bytes);
  EXPECT_EQ(FindDense(again.Arrays, "a")->Shape, contents.Arrays[0].second.Shape);
  EXPECT_NE(FindDense(again.Arrays, "b_c"), nullptr);
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
}

TEST(Hdf5Landscape, WritingWhereNothingCanBeWrittenIsAnError)
{
  ExpectErrorWith([]() { WriteHdf5("/no/such/folder/a.h5", {}); },
    { "/no/such/folder/a.h5", "check that the folder exists" });
}
