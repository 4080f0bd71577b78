// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Archives/FileKind.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/Core/Files/FilesTesting.h"

#include <zip.h>

#include <filesystem>
#include <fstream>

using namespace losslandscape;

namespace
{

std::string Written(const std::string& name, const std::string& bytes)
{
  const std::string path = OutputFile(name);
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

/// A zip archive of empty files.
std::string Zipped(const std::string& name, const std::vector<std::string>& entries)
{
  const std::string path = OutputFile(name);
  std::filesystem::remove(path);
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
  for (const std::string& entry : entries)
  {
    zip_file_add(archive, entry.c_str(), zip_source_buffer(archive, "", 0, 0), ZIP_FL_OVERWRITE);
  }
  EXPECT_EQ(zip_close(archive), 0);
  return path;
}

std::string Tar(const std::string& firstName)
{
  std::string header(512, '\0');
  header.replace(0, firstName.size(), firstName);
  header.replace(257, 5, "ustar");
  return header;
}

void ExpectKind(const std::string& path, const std::string& name, const std::string& advice)
{
  const FileKind kind = KindOfFile(path);
  EXPECT_NE(kind.Name.find(name), std::string::npos) << path << ": " << kind.Name;
  EXPECT_NE(kind.Advice.find(advice), std::string::npos) << path << ": " << kind.Advice;
}

} // namespace

TEST(FileKind, FilesThatTheirBytesTell)
{
  ExpectKind(Written("kind-lfs.pt", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
    "Git LFS", "git lfs pull");
  ExpectKind(Written("kind.gz", "\x1f\x8b\x08"), "gzip", "unpack");
  ExpectKind(Written("kind.h5", "\x89HDF\r\n\x1a\n"), "HDF5", "state dict");
  ExpectKind(Written("kind.npy", "\x93NUMPY\x01"), ".npy", "numpy.savez");
  ExpectKind(Written("kind.html", "\n<!DOCTYPE html>\n<html>"), "web page", "download");
  ExpectKind(Written("kind.htm", "<HTML><body>"), "web page", "download");
  ExpectKind(Written("kind.onnx", "\x08\x07\x12\x07pytorch"), "ONNX", "torch.export");
  ExpectKind(Written("kind.index.json", "{\"metadata\": {}, \"weight_map\": {}}"),
    "safetensors checkpoint in several files", "WeightsFile");
  ExpectKind(Written("kind.json", "{\"a\": 1}"), "JSON", "");
  ExpectKind(Written("kind.pkl", std::string("\x80\x04\x95", 3)), "Python pickle", "state_dict");
  ExpectKind(Written("kind-2016.pt", Tar("sys_info")), "2016", "WeightsFile");
  ExpectKind(Written("kind.tar", Tar("folder/")), "tar archive", "unpack");
  ExpectKind(Written("kind-empty.pt", ""), "empty file", "");
  ExpectKind(Written("kind.txt", "hello"), "something else", "");
}

TEST(FileKind, ArchivesThatTheirNamesTell)
{
  ExpectKind(
    Zipped("kind.pt2", { "m/version", "m/models/model.json" }), "torch.export", "NetworkFile");
  ExpectKind(Zipped("kind-older.pt2", { "version", "serialized_exported_program.json" }),
    "torch.export", "NetworkFile");
  ExpectKind(Zipped("kind-sb3.zip", { "data", "policy.pth", "pytorch_variables.pth" }),
    "Stable-Baselines3", "policy.pth");
  ExpectKind(Zipped("kind-other.zip", { "readme.txt", "b" }), "zip archive of readme.txt, b", "");
  ExpectKind(Fixture("scripted.pt"), "TorchScript", "NetworkFile");
  ExpectKind(Fixture("state.pt"), "torch.save", "WeightsFile");
  ExpectKind(Fixture("stored.npz"), "NumPy archive", "");
}

TEST(FileKind, ReadersOfCheckpointsNameIt)
{
  const auto text = [](const std::string& path)
  {
    try
    {
      ReadCheckpoint(path);
    }
    catch (const Error& error)
    {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(
    text(Written("kind-2.h5", "\x89HDF\r\n\x1a\n")).find("an HDF5 file"), std::string::npos);
  EXPECT_NE(
    text(Zipped("kind-2.zip", { "policy.pth" })).find("unpack its policy.pth"), std::string::npos);
}
