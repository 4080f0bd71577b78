// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Archives/WholeFile.h"

#include "Core/Common/Error.h"

#include <filesystem>
#include <fstream>

namespace losslandscape
{
namespace
{

/// The name of a file that is removed at the end, unless it was renamed.
class TemporaryFile
{
public:
  explicit TemporaryFile(std::string path) : Path(std::move(path)) {}
  ~TemporaryFile()
  {
    std::error_code ignored;
    std::filesystem::remove(this->Path, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string Path;
};

} // namespace

void WriteBeside(const std::string& path, const std::function<void(const std::string&)>& write)
{
  const TemporaryFile temporary(path + ".part");
  write(temporary.Path);
  std::error_code failure;
  std::filesystem::rename(temporary.Path, path, failure);
  if (failure)
  {
    throw Error("cannot write file").Where(path).Found(failure.message());
  }
}

void WriteWholeFile(const std::string& path, const std::string& bytes)
{
  WriteBeside(path,
    [&](const std::string& temporary)
    {
      std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
      stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      stream.close();
      if (!stream)
      {
        throw Error("cannot write file")
          .Where(path)
          .Advice("check that the folder exists, is writable and has space left");
      }
    });
}

} // namespace losslandscape
