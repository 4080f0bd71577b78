// SPDX-License-Identifier: BSD-3-Clause
// The HDF5 library may crash: it does so in a child process, here a copy of this one, which counts
// the branches that it takes. A finding in there is what a sanitizer ends the child for, which
// shows as its exit status.
#include "Core/Common/Error.h"
#include "Core/Files/Hdf5/Hdf5Bytes.h"
#include "Core/Files/Hdf5/Hdf5RootGroup.h"
#include "Core/Files/Landscapes/ArrayLandscape.h"
#include "Core/Files/Landscapes/ArrayTrajectory.h"
#include "Testing/Core/Common/ForkedChild.h"
#include "Testing/Fuzz/FuzzFile.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sys/mman.h>
#include <unistd.h>

using namespace losslandscape;

// Where clang counts which branches were taken.
extern "C" std::uint8_t __start___sancov_cntrs[];
extern "C" std::uint8_t __stop___sancov_cntrs[];

namespace
{

/// Lets children count the branches that they take in this process, too: all but those of the first
/// and the last page, which hold other data as well.
void ShareCounters()
{
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = (reinterpret_cast<std::uintptr_t>(__start___sancov_cntrs) + page - 1) / page;
  const auto end = reinterpret_cast<std::uintptr_t>(__stop___sancov_cntrs) / page;
  void* place = reinterpret_cast<void*>(begin * page);
  if (begin >= end ||
    mmap(place, (end - begin) * page, PROT_READ | PROT_WRITE,
      MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != place)
  {
    std::fputs("cannot share the counters of branches\n", stderr);
    std::abort();
  }
}

void ReadEither(const std::string& path)
{
  const auto size = std::filesystem::file_size(path);
  const std::vector<std::string> names =
    UnpackLines(RunInChild([&] { return PackLines(RootNames(path)); }, {}));
  const NamedArrays arrays =
    UnpackHdf5(RunInChild([&] { return PackHdf5(ReadRootGroup(path, size)); }, {})).Arrays;
  if (std::find(names.begin(), names.end(), TrajectoryMark) != names.end())
  {
    TrajectoryFromArrays(arrays);
  }
  else
  {
    LandscapeFromArrays(arrays, {});
  }
}

void ReadWithoutFinding(const std::string& path)
{
  try
  {
    ReadEither(path);
  }
  catch (const Error& error)
  {
    if (std::string(error.what()).find("exit status 99") != std::string::npos)
    {
      std::fprintf(stderr, "%s\n", error.what());
      std::abort();
    }
    throw Error(path + ": " + error.what());
  }
}

} // namespace

// What HDF5 asks for in vain is refused, as by malloc.
extern "C" const char* __asan_default_options()
{
  return "exitcode=99:allocator_may_return_null=1";
}

extern "C" int LLVMFuzzerInitialize(int*, char***)
{
  ShareCounters();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  FuzzFile(data, size, { ReadWithoutFinding });
  return 0;
}
