// SPDX-License-Identifier: BSD-3-Clause
// The program that reads HDF5 files: how it is started, and what is said where it is missing.
#include "Core/Files/Hdf5/Hdf5File.h"
#include "Core/Files/Hdf5/Hdf5Landscape.h"
#include "Core/Files/ShippedProgram.h"
#include "Testing/Core/Files/Landscapes/LandscapesTesting.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <pthread.h>
#include <unistd.h>

using namespace losslandscape;

TEST(Hdf5Program, IsNoCopyOfThisProcess)
{
  // What fork would call, and posix_spawn does not.
  static int forks = 0;
  ASSERT_EQ(pthread_atfork([] { ++forks; }, nullptr, nullptr), 0);
  EXPECT_EQ(Hdf5Names(LandscapeFixture("line.h5")).size(), 3u);
  EXPECT_EQ(ReadHdf5(LandscapeFixture("line.h5")).Arrays.size(), 3u);
  EXPECT_EQ(forks, 0);
}

/// Runs once more in a copy of this program, above which nothing of the suite lies.
TEST(Hdf5Program, AMissingOneIsAnErrorThatSaysSo)
{
  const char* isCopy = "LOSSLANDSCAPE_TEST_IS_COPY";
  if (std::getenv(isCopy))
  {
    ExpectErrorWith([] { ReadHdf5(LandscapeFixture("line.h5")); },
      { "losslandscape-hdf5", "libexec/losslandscape", "LOSSLANDSCAPE_PROGRAMS" });
    EXPECT_TRUE(Hdf5Names(LandscapeFixture("line.h5")).empty());
    return;
  }
  const std::filesystem::path folder = std::filesystem::temp_directory_path() /
    ("losslandscape-without-programs-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::filesystem::copy_file("/proc/self/exe", folder / "TestHdf5");
  // The library that looks above itself.
  Dl_info library;
  ASSERT_NE(dladdr(reinterpret_cast<const void*>(&ShippedProgram), &library), 0);
  const std::filesystem::path file = library.dli_fname;
  std::filesystem::copy_file(file, folder / file.filename());
  const std::string command = std::string(isCopy) + "=1 LOSSLANDSCAPE_PROGRAMS= LD_LIBRARY_PATH='" +
    folder.string() + "' '" +
    (folder / "TestHdf5").string() + "' --gtest_filter=Hdf5Program.AMissingOneIsAnErrorThatSaysSo";
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::filesystem::remove_all(folder);
}
