// SPDX-License-Identifier: BSD-3-Clause
// Every HDF5 fixture, cut at many lengths and with random bits turned, must be read or refused,
// whatever the HDF5 library does with it.
#include "Core/Common/Random.h"
#include "Core/Common/TextEnds.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Hdf5/Hdf5Bytes.h"
#include "Core/Files/Hdf5/Hdf5DirectionGroups.h"
#include "Core/Files/Hdf5/Hdf5Landscape.h"
#include "Core/Files/Hdf5/Hdf5RootGroup.h"
#include "Testing/Core/Common/ForkedChild.h"
#include "Testing/Core/Files/Landscapes/LandscapesTesting.h"
#include "Testing/Fuzz/Hdf5Checksums.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>

using namespace losslandscape;

namespace
{

using Bytes = std::vector<std::uint8_t>;

class DamagedHdf5 : public testing::TestWithParam<std::string>
{
protected:
  void SetUp() override
  {
    this->Whole = ReadFileBytes(LandscapeFixture(this->GetParam()));
    this->Path = std::string(LOSSLANDSCAPE_TEST_OUTPUT "/damaged-") +
      testing::UnitTest::GetInstance()->current_test_info()->name() + ".h5";
    std::replace(
      this->Path.begin() + sizeof(LOSSLANDSCAPE_TEST_OUTPUT), this->Path.end(), '/', '-');
  }

  void TearDown() override
  {
    std::filesystem::remove(this->Path);
    EXPECT_TRUE(waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD) << "a child is left";
  }

  void Write(const Bytes& bytes) const
  {
    std::ofstream(this->Path, std::ios::binary | std::ios::trunc)
      .write(
        reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }

  /// As the library's program does it, in a copy of this one: thousands of programs would take long
  /// to start. Anything worse than an Error that names the file ends the test.
  bool IsReadInACopy(const Bytes& bytes) const
  {
    this->Write(bytes);
    Hdf5Contents contents;
    try
    {
      UnpackLines(InACopy([this] { return PackLines(RootNames(this->Path)); }));
    }
    catch (const Error&)
    {
    }
    try
    {
      contents = UnpackHdf5(InACopy([&] { return PackHdf5(this->ReadContents(bytes.size())); }));
    }
    catch (const ChildFailure&)
    {
      return false;
    }
    catch (const Error& error)
    {
      EXPECT_NE(std::string(error.what()).find(this->Path), std::string::npos) << error.what();
      return false;
    }
    return IsLandscape(contents);
  }

  /// Through the program.
  bool IsRead(const Bytes& bytes) const
  {
    this->Write(bytes);
    Hdf5Names(this->Path);
    try
    {
      ReadHdf5Landscape(this->Path, {});
      return true;
    }
    catch (const Error& error)
    {
      EXPECT_NE(std::string(error.what()).find(this->Path), std::string::npos) << error.what();
      return false;
    }
  }

  Bytes Damaged(Random& random) const
  {
    Bytes damaged = this->Whole;
    const std::uint64_t changes = 1 + random.Below(4);
    for (std::uint64_t change = 0; change < changes; ++change)
    {
      damaged[random.Below(damaged.size())] ^= static_cast<std::uint8_t>(1u << random.Below(8));
    }
    return damaged;
  }

  Bytes Part(std::size_t length) const
  {
    return { this->Whole.begin(), this->Whole.begin() + static_cast<std::ptrdiff_t>(length) };
  }

  Bytes Whole;
  std::string Path;

private:
  Hdf5Contents ReadContents(std::size_t size) const
  {
    return StartsWith(this->GetParam(), "directions") ? ReadDirectionGroups(this->Path, size)
                                                      : ReadRootGroup(this->Path, size);
  }

  static std::string InACopy(const std::function<std::string()>& work)
  {
    ChildLimits limits;
    limits.ProcessorSeconds = 10;
    return RunInChild(work, limits);
  }

  static bool IsLandscape(const Hdf5Contents& contents)
  {
    try
    {
      LandscapeFromArrays(contents.Arrays, {});
      return true;
    }
    catch (const Error&)
    {
      return false;
    }
  }
};

} // namespace

TEST_P(DamagedHdf5, Cut)
{
  constexpr std::size_t mostLengths = 100;
  const std::size_t step = std::max<std::size_t>(1, this->Whole.size() / mostLengths);
  for (std::size_t length = 0; length < this->Whole.size(); length += step)
  {
    EXPECT_FALSE(this->IsReadInACopy(this->Part(length))) << length;
  }
}

TEST_P(DamagedHdf5, RandomBitsTurned)
{
  constexpr int variants = 200;
  Random random(11);
  for (int variant = 0; variant < variants; ++variant)
  {
    Bytes damaged = this->Damaged(random);
    if (variant % 2 == 0)
    {
      RepairHdf5Checksums(damaged.data(), damaged.size());
    }
    this->IsReadInACopy(damaged);
  }
}

TEST_P(DamagedHdf5, ThroughTheProgram)
{
  for (const double share : { 0.0, 0.25, 0.5, 0.99 })
  {
    const auto length = static_cast<std::size_t>(share * static_cast<double>(this->Whole.size()));
    EXPECT_FALSE(this->IsRead(this->Part(length))) << length;
  }
  Random random(12);
  for (int variant = 0; variant < 4; ++variant)
  {
    this->IsRead(this->Damaged(random));
  }
}

TEST(Hdf5Checksums, AreThoseOfTheLibrary)
{
  const std::string text = "Four score and seven years ago"; // known answer of the hash's author
  EXPECT_EQ(Lookup3(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), 0x17770551u);
  for (const char* name : { "latest.h5", "latest-chunks.h5", "latest-group.h5", "line.h5" })
  {
    const Bytes whole = ReadFileBytes(LandscapeFixture(name));
    Bytes repaired = whole;
    RepairHdf5Checksums(repaired.data(), repaired.size());
    EXPECT_EQ(repaired, whole) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(
  Fixtures, DamagedHdf5, testing::ValuesIn(LandscapeFixtures({ ".h5" })), FixtureTestName);

TEST(CrashingHdf5, IsAnErrorThatSaysSo)
{
  // HDF5 before 1.14 divides by the zero in the file, and is ended by a signal; later ones see it.
  std::string message;
  try
  {
    ReadHdf5(LandscapeFixture("empty-chunk.h5"));
  }
  catch (const Error& error)
  {
    message = error.what();
  }
  const bool ended = message.find("the HDF5 library failed on this file") != std::string::npos &&
    message.find("signal 8") != std::string::npos;
  EXPECT_TRUE(ended || message.find("chunk dimension must be positive") != std::string::npos)
    << message;
  EXPECT_NE(message.find("empty-chunk.h5"), std::string::npos) << message;
  EXPECT_NE(message.find("damaged"), std::string::npos) << message;
}
