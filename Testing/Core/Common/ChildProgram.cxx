// SPDX-License-Identifier: BSD-3-Clause
// A program for RunProgram that tells what it was started with, or fails as it is told.
#include "Core/Common/ChildMain.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace losslandscape;

namespace
{

/// What the open descriptors above the three usual ones lead to.
std::string OpenFiles()
{
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
  {
    std::error_code failure;
    const auto file = std::filesystem::read_symlink(entry.path(), failure).string();
    if (std::atoi(entry.path().filename().c_str()) > STDERR_FILENO && !failure)
    {
      all += file + "\n";
    }
  }
  return all;
}

/// A line of the process's status.
std::string Status(const std::string& name)
{
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
  {
    if (line.rfind(name + ":", 0) == 0)
    {
      return line.substr(line.find_last_of(" \t") + 1);
    }
  }
  return "unknown";
}

std::string Limits()
{
  rlimit core = {};
  rlimit processor = {};
  getrlimit(RLIMIT_CORE, &core);
  getrlimit(RLIMIT_CPU, &processor);
  return std::to_string(core.rlim_cur) + " " + std::to_string(processor.rlim_cur);
}

std::string Map(std::size_t bytes)
{
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? "refused" : "given";
}

std::string Work(const std::vector<std::string>& arguments)
{
  const std::string what = arguments.empty() ? "" : arguments[0];
  const std::string more = arguments.size() > 1 ? arguments[1] : "";
  if (what == "arguments")
  {
    std::string all;
    for (const std::string& argument : arguments)
    {
      all += argument + "|";
    }
    return all;
  }
  if (what == "open")
  {
    return OpenFiles();
  }
  if (what == "signals")
  {
    return Status("SigIgn") + " " + Status("SigBlk");
  }
  if (what == "limits")
  {
    return Limits();
  }
  if (what == "map")
  {
    return Map(std::stoul(more));
  }
  if (what == "bytes")
  {
    return std::string(std::stoul(more), 'x');
  }
  if (what == "print")
  {
    std::puts("should not be seen");
    std::fputs("should not be seen\n", stderr);
    std::fflush(stdout);
    return "printed";
  }
  if (what == "raise")
  {
    raise(std::stoi(more));
  }
  if (what == "loop")
  {
    for (volatile unsigned i = 0;; i = i + 1)
    {
    }
  }
  throw std::runtime_error("cannot " + what);
}

} // namespace

int main(int argumentCount, char** arguments)
{
  RunChildProgram(argumentCount, arguments, Work);
}
