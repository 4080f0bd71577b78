// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/ShippedProgram.h"

#include "Core/Common/Error.h"
#include "Core/Files/FoldersAbove.h"

#include <cstdlib>
#include <unistd.h>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

std::vector<fs::path> ProgramFolders()
{
  std::vector<fs::path> folders;
  const char* chosen = std::getenv("LOSSLANDSCAPE_PROGRAMS");
  if (chosen && *chosen)
  {
    folders.emplace_back(chosen);
  }
  for (const fs::path& folder : FoldersAbove())
  {
    folders.push_back(folder / "libexec" / "losslandscape");
  }
  return folders;
}

bool IsProgram(const fs::path& path)
{
  std::error_code failure;
  return fs::is_regular_file(path, failure) && access(path.c_str(), X_OK) == 0;
}

} // namespace

std::string ShippedProgram(const std::string& name)
{
  std::string tried;
  for (const fs::path& folder : ProgramFolders())
  {
    const fs::path candidate = folder / name;
    if (IsProgram(candidate))
    {
      return candidate.string();
    }
    tried += (tried.empty() ? "" : ", ") + folder.string();
  }
  throw Error("cannot find a program of the suite")
    .Where(name)
    .Expected("it in one of " + tried)
    .Advice(
      "install the suite as a whole, or name the program's folder in the environment variable "
      "LOSSLANDSCAPE_PROGRAMS");
}

} // namespace losslandscape
