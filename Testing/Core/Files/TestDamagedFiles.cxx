// SPDX-License-Identifier: BSD-3-Clause
// Every fixture, truncated and with random bytes changed, goes through every reader: each must give
// a result or throw. Most useful in a build with address and undefined-behaviour sanitizers.
#include "Core/Common/Random.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/Images/Idx.h"
#include "Core/Files/Images/ImageFile.h"
#include "Core/Files/Networks/ExportedProgram.h"
#include "Core/Files/NumPy/Npz.h"
#include "Testing/Core/Files/FilesTesting.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace losslandscape;

namespace
{

using Bytes = std::vector<std::uint8_t>;
using Reader = std::function<void(const std::string&)>;

/// Decompressing the one large fixture thousands of times proves nothing more.
constexpr std::uintmax_t LargestFixture = 20000;

std::vector<std::string> FixtureNames()
{
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(LOSSLANDSCAPE_TEST_DATA "/files"))
  {
    if (entry.file_size() <= LargestFixture && entry.path().extension() != ".txt")
    {
      names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Reader> ReadersFor(const std::string& name)
{
  const std::string extension = std::filesystem::path(name).extension().string();
  if (extension == ".npz")
  {
    return { [](const std::string& path) { ReadNpz(path); } };
  }
  if (extension == ".png" || extension == ".jpg")
  {
    return { [](const std::string& path) { ReadImageFile(path); } };
  }
  if (extension == ".idx" || extension == ".gz")
  {
    return { [](const std::string& path) { ReadIdx(path); } };
  }
  if (extension == ".pt2")
  {
    return { [](const std::string& path) { ReadExportedProgram(path); },
      [](const std::string& path) { ReadExportedState(path); } };
  }
  return { [](const std::string& path) { ReadCheckpoint(path); },
    [](const std::string& path) { ReadTensorFile(path); },
    [](const std::string& path) { IsTorchScriptFile(path); } };
}

/// Number of readers that refused the bytes; anything worse than an exception ends the program.
int CountRefusals(const std::string& path, const Bytes& bytes, const std::vector<Reader>& readers)
{
  std::ofstream(path, std::ios::binary | std::ios::trunc)
    .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  int refusals = 0;
  for (const Reader& read : readers)
  {
    try
    {
      read(path);
    }
    catch (const std::exception& error)
    {
      EXPECT_STRNE(error.what(), "");
      ++refusals;
    }
  }
  return refusals;
}

class DamagedFiles : public testing::TestWithParam<std::string>
{
protected:
  void SetUp() override
  {
    this->Whole = ReadFileBytes(Fixture(this->GetParam()));
    this->Readers = ReadersFor(this->GetParam());
  }

  std::string Path(const char* test) const
  {
    return OutputFile(std::string(test) + "-" + this->GetParam());
  }

  Bytes Whole;
  std::vector<Reader> Readers;
};

} // namespace

TEST_P(DamagedFiles, Truncated)
{
  constexpr std::size_t mostLengths = 200;
  const std::string path = this->Path("truncated");
  const std::size_t step = std::max<std::size_t>(1, this->Whole.size() / mostLengths);
  for (std::size_t length = 0; length < this->Whole.size(); length += step)
  {
    const Bytes part(
      this->Whole.begin(), this->Whole.begin() + static_cast<std::ptrdiff_t>(length));
    CountRefusals(path, part, this->Readers);
  }
  EXPECT_GT(CountRefusals(path, {}, this->Readers), 0) << "an empty file was read";
  std::filesystem::remove(path);
}

TEST_P(DamagedFiles, RandomBytesChanged)
{
  constexpr int variants = 300;
  const std::string path = this->Path("changed");
  Random random(20240917);
  for (int variant = 0; variant < variants && !this->Whole.empty(); ++variant)
  {
    Bytes damaged = this->Whole;
    const std::uint64_t changes = 1 + random.Below(4);
    for (std::uint64_t change = 0; change < changes; ++change)
    {
      damaged[random.Below(damaged.size())] = static_cast<std::uint8_t>(random.Below(256));
    }
    CountRefusals(path, damaged, this->Readers);
  }
  std::filesystem::remove(path);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, DamagedFiles, testing::ValuesIn(FixtureNames()),
  [](const auto& parameter)
  {
    std::string name = parameter.param;
    std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
    return name;
  });
