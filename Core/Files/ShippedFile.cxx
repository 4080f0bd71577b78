// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/FoldersAbove.h"

#include <cstdlib>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

std::vector<fs::path> DataFolders()
{
  std::vector<fs::path> folders;
  const char* chosen = std::getenv("LOSSLANDSCAPE_DATA");
  if (chosen && *chosen)
  {
    folders.emplace_back(chosen);
  }
  for (const fs::path& folder : FoldersAbove())
  {
    folders.push_back(folder / "share" / "losslandscape");
  }
  return folders;
}

} // namespace

std::string FindShippedFile(const std::string& name)
{
  for (const fs::path& folder : DataFolders())
  {
    std::error_code failure;
    const fs::path candidate = folder / name;
    if (fs::is_regular_file(candidate, failure))
    {
      return candidate.string();
    }
  }
  return "";
}

std::string ShippedFile(const std::string& name)
{
  const std::string found = FindShippedFile(name);
  if (!found.empty())
  {
    return found;
  }
  std::string tried;
  for (const fs::path& folder : DataFolders())
  {
    tried += (tried.empty() ? "" : ", ") + folder.string();
  }
  throw Error("cannot find a file shipped with the suite")
    .Where(name)
    .Expected("it in one of " + tried)
    .Advice("name its folder in the environment variable LOSSLANDSCAPE_DATA");
}

} // namespace losslandscape
