// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/Core/Files/FilesTesting.h"

#include <filesystem>
#include <fstream>

using namespace losslandscape;

namespace
{

DenseArray RawArray(
  ElementType type, std::vector<std::int64_t> shape, const std::vector<std::uint8_t>& bytes)
{
  DenseArray array;
  array.Type = type;
  array.Shape = std::move(shape);
  for (const std::uint8_t byte : bytes)
  {
    array.Bytes.push_back(std::byte(byte));
  }
  return array;
}

/// The same as in Testing/Python/check_checkpoint.py.
NamedArrays Example()
{
  NamedArrays tensors;
  std::vector<float> weights(24);
  for (std::size_t i = 0; i < weights.size(); ++i)
  {
    weights[i] = 0.5f * static_cast<float>(i) - 3.0f;
  }
  tensors.emplace_back("conv.weight", DenseArray::FromFloat({ 2, 3, 4 }, weights));
  tensors.emplace_back("double", DenseArray::FromDouble({ 3 }, { 0.1, -2.0, 1e300 }));
  tensors.emplace_back("count", DenseArray::FromInt64({}, { 1234567890123 }));
  tensors.emplace_back("empty", DenseArray::FromFloat({ 0, 5 }, {}));
  // 1.0 and -2.0
  tensors.emplace_back("half", RawArray(ElementType::Float16, { 2 }, { 0, 0x3c, 0, 0xc0 }));
  tensors.emplace_back("bfloat", RawArray(ElementType::BFloat16, { 2 }, { 0x80, 0x3f, 0, 0xc0 }));
  tensors.emplace_back("int32", RawArray(ElementType::Int32, { 1 }, { 0xfe, 0xff, 0xff, 0xff }));
  tensors.emplace_back("int16", RawArray(ElementType::Int16, { 1, 1 }, { 0xfd, 0xff }));
  tensors.emplace_back("int8", RawArray(ElementType::Int8, { 2 }, { 0xff, 5 }));
  tensors.emplace_back("uint8", RawArray(ElementType::UInt8, { 2 }, { 0xff, 5 }));
  tensors.emplace_back("bool", RawArray(ElementType::Bool, { 3 }, { 1, 0, 1 }));
  tensors.emplace_back("sch\xc3\xb6n", DenseArray::FromFloat({ 1 }, { 4.0f }));
  return tensors;
}

} // namespace

TEST(WriteCheckpoint, ForPython)
{
  WriteCheckpoint(OutputFile("for-python.pt"), Example());
}

TEST(WriteCheckpoint, RoundTrip)
{
  const std::string path = OutputFile("round-trip.pt");
  const NamedArrays written = Example();
  WriteCheckpoint(path, written);
  const Checkpoint checkpoint = ReadCheckpoint(path);
  EXPECT_EQ(Names(checkpoint.Tensors), Names(written));
  for (const auto& [name, array] : written)
  {
    const DenseArray read = Get(checkpoint.Tensors, name);
    EXPECT_EQ(read.Type, array.Type) << name;
    EXPECT_EQ(read.Shape, array.Shape) << name;
    EXPECT_EQ(read.Bytes, array.Bytes) << name;
  }
}

TEST(WriteCheckpoint, EqualInputGivesEqualBytes)
{
  WriteCheckpoint(OutputFile("first.pt"), Example());
  WriteCheckpoint(OutputFile("second.pt"), Example());
  EXPECT_EQ(ReadFileBytes(OutputFile("first.pt")), ReadFileBytes(OutputFile("second.pt")));
}

TEST(WriteCheckpoint, ReplacesAFileAndLeavesNothingElse)
{
  const std::filesystem::path folder = OutputFile("write-folder");
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string path = (folder / "state.pt").string();
  std::ofstream(path) << "something older";
  WriteCheckpoint(path, { { "a", DenseArray::FromFloat({ 1 }, { 2.0f }) } });
  ExpectArray(ReadCheckpoint(path).Tensors, "a", ElementType::Float32, { 1 }, { 2.0 });
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST(WriteCheckpoint, WhatCannotBeWritten)
{
  const NamedArrays good = { { "a", DenseArray::FromFloat({ 1 }, { 2.0f }) } };
  const std::string path = OutputFile("no-such-folder/state.pt");
  ExpectError([&]() { WriteCheckpoint(path, good); }, { path, "cannot write checkpoint" });
  NamedArrays twice = good;
  twice.push_back(good.front());
  const std::string other = OutputFile("refused.pt");
  ExpectError([&]() { WriteCheckpoint(other, twice); }, { other, "distinct names" });
  NamedArrays broken = good;
  broken.front().second.Shape = { 3 };
  ExpectError([&]() { WriteCheckpoint(other, broken); }, { other, "(3)" });
  EXPECT_FALSE(std::filesystem::exists(other));
}
