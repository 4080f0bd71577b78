// SPDX-License-Identifier: BSD-3-Clause
// Truth: what PyTorch itself finds in the files, as make_files.py wrote it beside them.
#include "Core/Files/Archives/FileKind.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/Networks/ExportedProgram.h"
#include "Testing/Core/Files/FilesTesting.h"

#include <fstream>
#include <sstream>

using namespace losslandscape;

namespace
{

/// The description of a tensor: name, type, axes, lengths and values.
void ExpectDescribed(const std::pair<std::string, DenseArray>& found, const std::string& line)
{
  std::istringstream words(line);
  std::string name, type;
  std::size_t axes = 0;
  words >> name >> type >> axes;
  std::vector<std::int64_t> shape(axes);
  for (std::int64_t& length : shape)
  {
    words >> length;
  }
  std::vector<double> values;
  for (double value = 0; words >> value;)
  {
    values.push_back(value);
  }
  EXPECT_EQ(found.first, name);
  EXPECT_EQ(ElementName(found.second.Type), type) << name;
  EXPECT_EQ(found.second.Shape, shape) << name;
  EXPECT_EQ(found.second.ToDouble(), values) << name;
}

void ExpectDescribed(const NamedArrays& found, const std::string& name)
{
  std::ifstream file(Fixture(name + ".txt"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
  {
    lines.push_back(line);
  }
  ASSERT_FALSE(lines.empty());
  ASSERT_EQ(found.size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i)
  {
    ExpectDescribed(found[i], lines[i]);
  }
}

/// A copy of the tar archive with other bytes in place of `part`.
std::string Changed(const std::string& part, const std::string& other)
{
  std::ostringstream bytes;
  bytes << std::ifstream(Fixture("tar.pt"), std::ios::binary).rdbuf();
  std::string text = bytes.str();
  const std::size_t place = text.find(part);
  EXPECT_NE(place, std::string::npos) << part;
  text.replace(place, other.size(), other);
  const std::string path = OutputFile("changed-tar.pt");
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

} // namespace

TEST(StatesOfOtherFormats, TarArchivesOf2016)
{
  EXPECT_TRUE(IsCheckpointFile(Fixture("tar.pt")));
  EXPECT_NE(KindOfFile(Fixture("tar.pt")).Name.find("2016"), std::string::npos);
  const Checkpoint checkpoint = ReadCheckpoint(Fixture("tar.pt"));
  EXPECT_EQ(checkpoint.Format, "tar pickle");
  EXPECT_EQ(checkpoint.Key, "state_dict");
  EXPECT_EQ(checkpoint.Numbers.at("epoch"), 4.0);
  ExpectDescribed(checkpoint.Tensors, "tar.pt");
  EXPECT_EQ(ReadTensorFile(Fixture("tar.pt")).size(), 4u);
}

TEST(StatesOfOtherFormats, DamagedTarArchivesSayWhy)
{
  const auto expect = [](const std::string& path, const std::string& part) {
    ExpectError([&] { ReadCheckpoint(path); }, { path, part });
  };
  expect(Changed("storages", "storagex"), "a file 'storages'");
  // The number of elements of the first storage, and the axes of the first tensor.
  const std::string eight("\x08\0\0\0\0\0\0\0", 8);
  expect(Changed(eight, std::string("\x08\0\0\x7f", 4)), "elements of FloatStorage");
  const std::string twoAxes("\x02\0\0\0\0\0\0\0\x02\0\0\0", 12);
  expect(Changed(twoAxes, "\x7f"), "at most 64 axes");
  const std::string shape("\x02\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0", 16);
  expect(Changed(shape, std::string("\x02\0\0\0\0\0\0\0\x7f", 9)), "outside of its storage");
}

TEST(StatesOfOtherFormats, TorchScript)
{
  EXPECT_TRUE(IsCheckpointFile(Fixture("scripted-parts.pt")));
  const Checkpoint checkpoint = ReadCheckpoint(Fixture("scripted-parts.pt"));
  EXPECT_EQ(checkpoint.Format, "TorchScript");
  ExpectDescribed(checkpoint.Tensors, "scripted-parts.pt");
  ExpectError([] { ReadCheckpoint(Fixture("scripted-parts.pt"), "norm"); }, { "the key 'norm'" });
}

TEST(StatesOfOtherFormats, ExportedPrograms)
{
  for (const char* name : { "exported-2.6.pt2", "exported-2.14.pt2" })
  {
    SCOPED_TRACE(name);
    ExpectDescribed(ReadExportedState(Fixture(name)).Tensors, name);
  }
  ExpectError([] { ReadExportedState(Fixture("state.pt")); }, { "state.pt", "torch.export.save" });
}
