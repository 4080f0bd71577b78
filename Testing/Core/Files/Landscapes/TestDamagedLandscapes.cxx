// SPDX-License-Identifier: BSD-3-Clause
// Every PLY and NumPy fixture, cut at every length and with random bits turned, must be read or
// refused. Most useful in a build with address and undefined-behaviour sanitizers.
#include "Core/Common/Random.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Landscapes/CsvTrajectory.h"
#include "Core/Files/Landscapes/NpyLandscape.h"
#include "Core/Files/Landscapes/NpzLandscape.h"
#include "Core/Files/Landscapes/PlyLandscape.h"
#include "Core/Files/NumPy/Npy.h"
#include "LandscapesTesting.h"

#include <filesystem>
#include <fstream>

using namespace losslandscape;

namespace
{

using Bytes = std::vector<std::uint8_t>;

SampledLandscape ReadAny(const std::string& path)
{
  if (IsPlyFile(path))
  {
    return ReadPlyLandscape(path);
  }
  return IsNpyFile(path) ? ReadNpyLandscape(path, {}) : ReadNpzLandscape(path, {});
}

/// True if some reader took the bytes; anything worse than an Error ends the program.
bool IsRead(const std::string& path, const Bytes& bytes)
{
  std::ofstream(path, std::ios::binary | std::ios::trunc)
    .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  IsPlyLandscape(path);
  IsNpyLandscape(path);
  IsNpzLandscape(path);
  IsCsvTrajectory(path);
  try
  {
    const SampledLandscape landscape = ReadAny(path);
    EXPECT_EQ(landscape.Missing.size(), landscape.Arrays.front().second.size());
    return true;
  }
  catch (const Error& error)
  {
    EXPECT_STRNE(error.what(), "");
    return false;
  }
}

class DamagedLandscapes : public testing::TestWithParam<std::string>
{
protected:
  void SetUp() override { this->Whole = ReadFileBytes(LandscapeFixture(this->GetParam())); }

  std::string Path(const char* test) const
  {
    return std::string(LOSSLANDSCAPE_TEST_OUTPUT "/") + test + "-" + this->GetParam();
  }

  Bytes Whole;
};

} // namespace

TEST_P(DamagedLandscapes, CutAtEveryLength)
{
  const std::string path = this->Path("cut");
  for (std::size_t length = 0; length < this->Whole.size(); ++length)
  {
    const Bytes part(
      this->Whole.begin(), this->Whole.begin() + static_cast<std::ptrdiff_t>(length));
    IsRead(path, part);
  }
  EXPECT_FALSE(IsRead(path, {}));
  std::filesystem::remove(path);
}

TEST_P(DamagedLandscapes, RandomBitsTurned)
{
  constexpr int variants = 500;
  const std::string path = this->Path("turned");
  Random random(7);
  for (int variant = 0; variant < variants; ++variant)
  {
    Bytes damaged = this->Whole;
    const std::uint64_t changes = 1 + random.Below(4);
    for (std::uint64_t change = 0; change < changes; ++change)
    {
      damaged[random.Below(damaged.size())] ^= static_cast<std::uint8_t>(1u << random.Below(8));
    }
    IsRead(path, damaged);
  }
  std::filesystem::remove(path);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, DamagedLandscapes,
  testing::ValuesIn(LandscapeFixtures({ ".ply", ".npy", ".npz" })), FixtureTestName);
