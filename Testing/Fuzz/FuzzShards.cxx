// SPDX-License-Identifier: BSD-3-Clause
// The index of a checkpoint in several files, and a file beside it: the input is the index, a zero,
// and the bytes of the file `shard`.
#include "Core/Common/Error.h"
#include "Core/Files/Checkpoints/Checkpoint.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace losslandscape;

namespace
{

/// A folder that lasts as long as the program.
class Folder
{
public:
  Folder()
    : Path(
        (std::filesystem::temp_directory_path() / ("shards-" + std::to_string(getpid()))).string())
  {
    std::filesystem::create_directories(this->Path);
  }
  ~Folder() { std::filesystem::remove_all(this->Path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string Fill(const char* name, const std::uint8_t* begin, const std::uint8_t* end) const
  {
    const std::string path = this->Path + "/" + name;
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(begin), end - begin);
    return path;
  }

private:
  std::string Path;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  static const Folder folder;
  const std::uint8_t* end = data + size;
  const std::uint8_t* zero = std::find(data, end, std::uint8_t(0));
  folder.Fill("shard", zero == end ? end : zero + 1, end);
  const std::string index = folder.Fill("index.json", data, zero);
  try
  {
    ReadCheckpoint(index);
  }
  catch (const Error& error)
  {
    if (std::string(error.what()).find(index) == std::string::npos)
    {
      std::fprintf(stderr, "the error does not name the file: %s\n", error.what());
      std::abort();
    }
  }
  return 0;
}
