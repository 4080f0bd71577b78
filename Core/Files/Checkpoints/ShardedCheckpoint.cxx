// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/ShardedCheckpoint.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>
#include <vector>

namespace losslandscape
{
namespace
{

using Json = nlohmann::ordered_json;

/// Of an index with some 300,000 tensors.
constexpr std::uint64_t LargestIndex = std::uint64_t(64) << 20;

Error Malformed()
{
  return Error("malformed index of a checkpoint in several files");
}

Json ReadIndex(const std::string& path)
{
  const std::vector<std::uint8_t> bytes = ReadFileBytes(path, LargestIndex);
  const Json json = Json::parse(bytes.begin(), bytes.end(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("weight_map") || !json["weight_map"].is_object())
  {
    throw Malformed().Expected("JSON with an object weight_map");
  }
  return json["weight_map"];
}

std::string FileOf(const Json& entry, const std::string& tensor)
{
  const std::string file = entry.is_string() ? entry.get<std::string>() : "";
  const bool isPlain = !file.empty() && file != "." && file != ".." &&
    file.find('/') == std::string::npos && file.find('\\') == std::string::npos;
  if (!isPlain)
  {
    throw Malformed()
      .Expected("the name of a file beside the index for '" + tensor.substr(0, 80) + "'")
      .Found(file.empty() ? "none" : "'" + file.substr(0, 80) + "'");
  }
  return file;
}

/// Reads a file; what is wrong with it is told of the whole checkpoint.
Checkpoint ReadPart(const std::string& path)
{
  try
  {
    return ReadCheckpoint(path);
  }
  catch (const Error& error)
  {
    throw Error("a part of the checkpoint cannot be read")
      .Expected("the files that the index names, beside it")
      .Found(error.what());
  }
}

/// The tensors of the files, by name; files in the order in which the index first names them.
class Shards
{
public:
  explicit Shards(const std::string& index)
    : Folder(std::filesystem::path(index).parent_path()), Map(ReadIndex(index))
  {
  }

  Checkpoint Read()
  {
    Checkpoint whole;
    for (const auto& [tensor, entry] : this->Map.items())
    {
      const std::string file = FileOf(entry, tensor);
      if (this->Files.count(file) == 0)
      {
        this->Open(file, whole);
      }
      auto& arrays = this->Files.at(file);
      const auto found = arrays.find(tensor);
      if (found == arrays.end())
      {
        throw Error("a tensor of the checkpoint is missing")
          .Expected("'" + tensor.substr(0, 200) + "' in " + file)
          .Advice("download all files of the checkpoint again");
      }
      whole.Tensors.emplace_back(tensor, std::move(found->second));
      arrays.erase(found);
    }
    for (const auto& [file, arrays] : this->Files)
    {
      for (const auto& [name, array] : arrays)
      {
        whole.Skipped.push_back(name + ": in " + file + ", not in the index");
      }
    }
    return whole;
  }

private:
  void Open(const std::string& file, Checkpoint& whole)
  {
    const std::string path = (this->Folder / file).string();
    if (IsShardIndex(path))
    {
      throw Malformed().Expected("files of tensors").Found("another index, " + file);
    }
    Checkpoint part = ReadPart(path);
    whole.Format = part.Format;
    whole.Skipped.insert(whole.Skipped.end(), part.Skipped.begin(), part.Skipped.end());
    auto& arrays = this->Files[file];
    for (auto& [name, array] : part.Tensors)
    {
      arrays[name] = std::move(array);
    }
  }

  std::filesystem::path Folder;
  Json Map;
  std::map<std::string, std::map<std::string, DenseArray>> Files;
};

} // namespace

bool IsShardIndex(const std::string& path)
{
  std::array<char, 4096> start = {};
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), start.size());
  const std::string text(start.data(), static_cast<std::size_t>(file.gcount()));
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{' &&
    text.find("\"weight_map\"") != std::string::npos;
}

Checkpoint ReadShards(const std::string& path)
{
  return Shards(path).Read();
}

} // namespace losslandscape
