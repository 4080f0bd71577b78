// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Images/Idx.h"
#include "Core/Files/ShippedProgram.h"
#include "Testing/Core/Files/FilesTesting.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace losslandscape;

namespace
{

std::string AsText(const std::vector<std::uint8_t>& bytes)
{
  return std::string(bytes.begin(), bytes.end());
}

} // namespace

TEST(FileBytes, PlainFile)
{
  EXPECT_EQ(AsText(ReadFileBytes(Fixture("not-a-checkpoint.pt"))),
    "just some text, long enough to look at");
  EXPECT_TRUE(ReadFileBytes(Fixture("empty.pt")).empty());
}

TEST(FileBytes, WhatCannotBeRead)
{
  ExpectError([]() { ReadFileBytes("missing/file"); }, { "missing/file", "nothing of that name" });
  ExpectError([]() { ReadFileBytes(LOSSLANDSCAPE_TEST_DATA); }, { "a folder" });
  ExpectError([]() { ReadFileBytes("/dev/zero"); }, { "/dev/zero", "a device" });
  ExpectError([]() { ReadFileBytes(Fixture("large.gz"), 10); }, { "large.gz", "at most 10" });
}

TEST(FileBytes, GzipIsToldByContent)
{
  EXPECT_EQ(AsText(ReadMaybeGzipBytes(Fixture("members.gz"))), "first second");
  EXPECT_EQ(ReadMaybeGzipBytes(Fixture("large.gz")).size(), 1000000u);
  EXPECT_EQ(ReadMaybeGzipBytes(Fixture("images.idx")).size(), 40u);
}

TEST(FileBytes, GzipResultIsBounded)
{
  EXPECT_EQ(ReadMaybeGzipBytes(Fixture("large.gz"), 1000000).size(), 1000000u);
  ExpectError([]() { ReadMaybeGzipBytes(Fixture("large.gz"), 999999); }, { "at most 999999" });
}

TEST(Idx, AllTypesPlainAndCompressed)
{
  struct Case
  {
    const char* Name;
    ElementType Type;
    std::vector<std::int64_t> Shape;
  };
  const std::vector<Case> cases = { { "images.idx", ElementType::UInt8, { 2, 3, 4 } },
    { "chars.idx", ElementType::Int8, { 3 } }, { "shorts.idx", ElementType::Int16, { 5 } },
    { "ints.idx", ElementType::Int32, { 2, 2 } }, { "floats.idx", ElementType::Float32, { 3 } },
    { "doubles.idx", ElementType::Float64, { 3 } } };
  for (const Case& expected : cases)
  {
    for (const char* suffix : { "", ".gz" })
    {
      const DenseArray array = ReadIdx(Fixture(expected.Name + std::string(suffix)));
      EXPECT_EQ(array.Type, expected.Type) << expected.Name;
      EXPECT_EQ(array.Shape, expected.Shape) << expected.Name;
      EXPECT_EQ(array.ToDouble(), Range(static_cast<int>(array.ElementCount()))) << expected.Name;
    }
  }
}

TEST(Idx, OtherFilesAreRefused)
{
  ExpectError([]() { ReadIdx(Fixture("rgb.png")); }, { "rgb.png", "not an idx file" });
  ExpectError([]() { ReadIdx(Fixture("empty.pt")); }, { "empty.pt", "ends too early" });
}

TEST(ShippedFile, FolderFromTheEnvironmentComesFirst)
{
  const std::filesystem::path folder = OutputFile("shipped");
  std::filesystem::create_directories(folder / "digits");
  std::ofstream(folder / "digits" / "here.txt") << "x";
  setenv("LOSSLANDSCAPE_DATA", folder.c_str(), 1);
  EXPECT_EQ(ShippedFile("digits/here.txt"), (folder / "digits" / "here.txt").string());
  unsetenv("LOSSLANDSCAPE_DATA");
  EXPECT_EQ(FindShippedFile("digits/here.txt"), "");
}

TEST(ShippedFile, ShareFolderAboveTheProgram)
{
  const std::filesystem::path program = std::filesystem::canonical("/proc/self/exe");
  const std::filesystem::path folder =
    program.parent_path().parent_path() / "share" / "losslandscape";
  std::filesystem::create_directories(folder);
  const std::filesystem::path file = folder / "test-of-shipped-files.txt";
  std::ofstream(file) << "x";
  EXPECT_EQ(ShippedFile("test-of-shipped-files.txt"), file.string());
  std::filesystem::remove(file);
}

TEST(ShippedFile, MissingOneNamesTheFoldersTried)
{
  EXPECT_EQ(FindShippedFile("no/such.file"), "");
  ExpectError([]() { ShippedFile("no/such.file"); },
    { "no/such.file", "share/losslandscape", "LOSSLANDSCAPE_DATA" });
}

TEST(ShippedProgram, FolderFromTheEnvironmentComesFirst)
{
  const std::filesystem::path folder = OutputFile("programs");
  std::filesystem::create_directories(folder);
  const std::filesystem::path program = folder / "test-of-shipped-programs";
  std::ofstream(program) << "#!/bin/sh\n";
  setenv("LOSSLANDSCAPE_PROGRAMS", folder.c_str(), 1);
  // A file that may not be executed is none.
  std::filesystem::permissions(program, std::filesystem::perms::owner_read);
  ExpectError([]() { ShippedProgram("test-of-shipped-programs"); }, { folder.string() });
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  EXPECT_EQ(ShippedProgram("test-of-shipped-programs"), program.string());
  unsetenv("LOSSLANDSCAPE_PROGRAMS");
}

TEST(ShippedProgram, MissingOneNamesTheFoldersTried)
{
  ExpectError([]() { ShippedProgram("no-such-program"); },
    { "no-such-program", "libexec/losslandscape", "LOSSLANDSCAPE_PROGRAMS" });
}
