// SPDX-License-Identifier: BSD-3-Clause
// HDF5 files: what is read, what is refused, what damage does.
#include "Readers/Hdf5File.h"

#include "Core/Common/Error.h"
#include "Core/Common/Random.h"
#include "Core/Files/FileBytes.h"
#include "Core/Landscapes/ArrayLandscape.h"
#include "Core/Landscapes/ArrayTrajectory.h"
#include "Testing/Core/Landscapes/LandscapesTesting.h"

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

using Bytes = std::vector<std::uint8_t>;

SampledLandscape Read(const std::string& name, const ArrayLandscapeOptions& options = {})
{
  return LandscapeFromArrays(ReadHdf5(LandscapeFixture(name)).Arrays, options);
}

std::string Output(const std::string& name)
{
  return std::string(LOSSLANDSCAPE_TEST_OUTPUT "/") + name;
}

std::vector<std::string> FixtureNames()
{
  std::vector<std::string> names;
  for (const auto& entry :
    std::filesystem::directory_iterator(LOSSLANDSCAPE_TEST_DATA "/landscapes"))
  {
    if (entry.path().extension() == ".h5")
    {
      names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

void Write(const std::string& path, const Bytes& bytes)
{
  std::ofstream(path, std::ios::binary | std::ios::trunc)
    .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// Anything worse than an Error ends the program.
bool IsRead(const std::string& path)
{
  try
  {
    LandscapeFromArrays(ReadHdf5(path).Arrays, {});
    return true;
  }
  catch (const Error& error)
  {
    EXPECT_STRNE(error.what(), "");
    return false;
  }
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
  testing::Values("original.h5", "rows.h5", "compressed.h5"),
  [](const auto& parameter)
  { return std::string(parameter.param, std::strlen(parameter.param) - 3); });

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
  const std::string noText = ": neither numbers nor a text of fixed length";
  const Hdf5Contents contents = ReadHdf5(LandscapeFixture("rows.h5"));
  EXPECT_EQ(contents.Skipped, (std::vector<std::string>{ "group: no dataset", "names" + noText }));
  const SampledLandscape landscape = LandscapeFromArrays(contents.Arrays, {});
  EXPECT_EQ(landscape.Skipped, (std::vector<std::string>{ "directions (5)" }));
  ExpectFunction(
    landscape, "test_loss", [](double x, double y, double) { return LossAt(x, y) + 1.0; });
  EXPECT_EQ((*FindArray(landscape.Arrays, "counts"))[7], 7.0);
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
  EXPECT_TRUE(IsRead(path));
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

class DamagedHdf5 : public testing::TestWithParam<std::string>
{
protected:
  void SetUp() override { this->Whole = ReadFileBytes(LandscapeFixture(this->GetParam())); }

  Bytes Whole;
};

TEST_P(DamagedHdf5, Cut)
{
  constexpr std::size_t mostLengths = 500;
  const std::string path = Output("cut-" + this->GetParam());
  const std::size_t step = std::max<std::size_t>(1, this->Whole.size() / mostLengths);
  for (std::size_t length = 0; length < this->Whole.size(); length += step)
  {
    Write(
      path, Bytes(this->Whole.begin(), this->Whole.begin() + static_cast<std::ptrdiff_t>(length)));
    Hdf5Names(path);
    EXPECT_FALSE(IsRead(path)) << length;
  }
  std::filesystem::remove(path);
}

/// Fixtures as loss-landscape writes its files: old-style groups, contiguous data. Opening a
/// dataset whose chunks have a length of 0, or a group with a damaged index of the new style, is
/// more than HDF5 1.10.8 itself survives.
class DamagedPlainHdf5 : public DamagedHdf5
{
};

TEST_P(DamagedPlainHdf5, RandomBitsTurned)
{
  constexpr int variants = 2000;
  const std::string path = Output("turned-" + this->GetParam());
  Random random(11);
  for (int variant = 0; variant < variants; ++variant)
  {
    Bytes damaged = this->Whole;
    const std::uint64_t changes = 1 + random.Below(4);
    for (std::uint64_t change = 0; change < changes; ++change)
    {
      damaged[random.Below(damaged.size())] ^= static_cast<std::uint8_t>(1u << random.Below(8));
    }
    Write(path, damaged);
    Hdf5Names(path);
    IsRead(path);
  }
  std::filesystem::remove(path);
}

std::string TestName(const testing::TestParamInfo<std::string>& parameter)
{
  std::string name = parameter.param;
  std::replace_if(
    name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Fixtures, DamagedHdf5, testing::ValuesIn(FixtureNames()), TestName);

INSTANTIATE_TEST_SUITE_P(Fixtures, DamagedPlainHdf5,
  testing::Values("original.h5", "unfinished.h5", "rows.h5", "columns.h5", "line.h5", "volume.h5",
    "eigenvalues.h5", "uneven.h5", "coordinates-only.h5", "texts.h5", "trajectory.h5"),
  TestName);
