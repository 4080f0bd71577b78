// SPDX-License-Identifier: BSD-3-Clause
// Checkpoints in several files with an index, as Hugging Face's libraries write them.
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/Core/Files/FilesTesting.h"

#include <filesystem>
#include <fstream>

using namespace losslandscape;

namespace
{

std::string Folder()
{
  const std::string folder = OutputFile("shards");
  std::filesystem::create_directories(folder);
  return folder + "/";
}

DenseArray Filled(double value)
{
  return DenseArray::FromDouble({ 2 }, { value, value + 0.5 });
}

/// An index with this map, beside two files of two tensors each.
std::string Index(const std::string& map)
{
  WriteCheckpoint(
    Folder() + "model-00001-of-00002.bin", { { "second", Filled(2) }, { "first", Filled(1) } });
  WriteCheckpoint(
    Folder() + "model-00002-of-00002.bin", { { "third", Filled(3) }, { "spare", Filled(4) } });
  const std::string path = Folder() + "model.bin.index.json";
  std::ofstream(path) << "{\n  \"metadata\": {\"total_size\": 64},\n  \"weight_map\": {" << map
                      << "}\n}\n";
  return path;
}

std::string Entry(const std::string& tensor, const std::string& file)
{
  return "\"" + tensor + "\": \"" + file + "\"";
}

void ExpectError(const std::string& path, const std::string& part)
{
  try
  {
    ReadCheckpoint(path);
    ADD_FAILURE() << "no Error";
  }
  catch (const Error& error)
  {
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
  }
}

} // namespace

TEST(ShardedCheckpoint, HasTheTensorsOfTheIndexInItsOrder)
{
  const std::string path = Index(Entry("first", "model-00001-of-00002.bin") + ", " +
    Entry("third", "model-00002-of-00002.bin") + ", " +
    Entry("second", "model-00001-of-00002.bin"));
  EXPECT_TRUE(IsCheckpointFile(path));
  const Checkpoint checkpoint = ReadCheckpoint(path);
  EXPECT_EQ(Names(checkpoint.Tensors), (std::vector<std::string>{ "first", "third", "second" }));
  EXPECT_EQ(Get(checkpoint.Tensors, "second").ToDouble(), Filled(2).ToDouble());
  EXPECT_EQ(Get(checkpoint.Tensors, "third").ToDouble(), Filled(3).ToDouble());
  ASSERT_EQ(checkpoint.Skipped.size(), 1u);
  EXPECT_EQ(checkpoint.Skipped[0], "spare: in model-00002-of-00002.bin, not in the index");
}

TEST(ShardedCheckpoint, SaysWhatIsMissing)
{
  ExpectError(Index(Entry("first", "model-00003-of-00003.bin")), "model-00003-of-00003.bin");
  ExpectError(Index(Entry("fourth", "model-00001-of-00002.bin")), "'fourth'");
  ExpectError(Index(""), "no tensors");
}

TEST(ShardedCheckpoint, ReadsNothingOutsideOfItsFolder)
{
  for (const char* file : { "../model-00001-of-00002.bin", "/etc/passwd", "..", "", "a\\\\b" })
  {
    ExpectError(Index(Entry("first", file)), "the name of a file beside the index");
  }
  ExpectError(Index("\"first\": 1"), "the name of a file beside the index");
}

TEST(ShardedCheckpoint, AnIndexThatNamesItselfIsNoCheckpoint)
{
  ExpectError(Index(Entry("first", "model.bin.index.json")), "model.bin.index.json");
}
