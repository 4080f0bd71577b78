// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/FoldersAbove.h"

#include <dlfcn.h>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

/// How many folders above are searched: enough for a library in lib/paraview-5.11/plugins/Name of
/// an installation or a build tree, and some more.
constexpr int SearchedParents = 6;

/// The folder of the library or program that this code was linked into; empty if unknown.
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

} // namespace

std::vector<fs::path> FoldersAbove()
{
  std::vector<fs::path> folders;
  fs::path folder = OwnFolder();
  for (int level = 0; level <= SearchedParents && !folder.empty(); ++level)
  {
    folders.push_back(folder);
    if (folder == folder.root_path())
    {
      break;
    }
    folder = folder.parent_path();
  }
  return folders;
}

} // namespace losslandscape
