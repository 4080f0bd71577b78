// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

/// lib/paraview-5.11/plugins/Name in an installation or a build tree, plus some air.
constexpr int SearchedParents = 6;

/// Folder of the library or program that this code was linked into; empty if unknown.
fs::path OwnFolder()
{
  Dl_info info;
  if (!dladdr(reinterpret_cast<const void*>(&OwnFolder), &info) || !info.dli_fname)
  {
    return {};
  }
  std::error_code failure;
  fs::path file = fs::canonical(info.dli_fname, failure);
  if (failure)
  {
    // A program found through PATH is named without its folder.
    file = fs::canonical("/proc/self/exe", failure);
  }
  return failure ? fs::path() : file.parent_path();
}

std::vector<fs::path> DataFolders()
{
  std::vector<fs::path> folders;
  const char* chosen = std::getenv("LOSSLANDSCAPE_DATA");
  if (chosen && *chosen)
  {
    folders.emplace_back(chosen);
  }
  fs::path folder = OwnFolder();
  for (int level = 0; level <= SearchedParents && !folder.empty(); ++level)
  {
    folders.push_back(folder / "share" / "losslandscape");
    if (folder == folder.root_path())
    {
      break;
    }
    folder = folder.parent_path();
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
