// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Fuzz/FuzzFile.h"

#include "Core/Common/Error.h"

#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

namespace losslandscape
{
namespace
{

[[noreturn]] void Stop(const char* what)
{
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

/// A file that is nowhere but in memory, under a path like any other.
class MemoryFile
{
public:
  MemoryFile() : Descriptor(memfd_create("fuzz", 0))
  {
    if (this->Descriptor < 0)
    {
      Stop("cannot make a file in memory");
    }
  }
  ~MemoryFile() { close(this->Descriptor); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string Path() const { return "/proc/self/fd/" + std::to_string(this->Descriptor); }

  void Fill(const std::uint8_t* data, std::size_t size)
  {
    if (ftruncate(this->Descriptor, 0) != 0 ||
      pwrite(this->Descriptor, data, size, 0) != static_cast<ssize_t>(size))
    {
      Stop("cannot write to a file in memory");
    }
  }

private:
  int Descriptor;
};

} // namespace

void FuzzFile(const std::uint8_t* data, std::size_t size,
  const std::vector<std::function<void(const std::string& path)>>& readers)
{
  static MemoryFile file;
  file.Fill(data, size);
  for (const auto& read : readers)
  {
    try
    {
      read(file.Path());
    }
    catch (const Error& error)
    {
      if (std::string(error.what()).find(file.Path()) == std::string::npos)
      {
        std::fprintf(stderr, "%s\n", error.what());
        Stop("the error does not name the file");
      }
    }
  }
}

} // namespace losslandscape
