// SPDX-License-Identifier: BSD-3-Clause
// Several processes, and processes that end in the middle.
#include "StoreTesting.h"

#include "Core/Store/StoreBusy.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <random>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace losslandscape;

namespace
{

/// Runs `work` in a process of its own.
pid_t Start(const std::function<int()>& work)
{
  const pid_t child = fork();
  if (child == 0)
  {
    int status = 99;
    try
    {
      status = work();
    }
    catch (...)
    {
      // The status says it.
    }
    _exit(status);
  }
  return child;
}

int WaitFor(pid_t child)
{
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// A folder that every user can reach, wherever the build is: /root, say, is closed to others. Its
/// name ends in letters that mkdtemp puts in place of the X.
class SharedFolder
{
public:
  SharedFolder() : Path((std::filesystem::temp_directory_path() / "losslandscape-XXXXXX").string())
  {
    if (!mkdtemp(this->Path.data()))
    {
      throw std::runtime_error("no temporary folder: " + this->Path);
    }
    std::filesystem::permissions(this->Path, std::filesystem::perms(0755));
  }

  ~SharedFolder() { std::filesystem::remove_all(this->Path); }
  SharedFolder(const SharedFolder&) = delete;
  SharedFolder& operator=(const SharedFolder&) = delete;

  std::string Path;
};

template <typename Work>
void AgainWhileBusy(Work&& work)
{
  while (true)
  {
    try
    {
      work();
      return;
    }
    catch (const StoreBusy&)
    {
      // The other one will finish.
    }
  }
}

/// Inserts batches of ten points, from the first that is missing.
int InsertForEver(const std::string& path)
{
  for (int first = 0;; first += 10)
  {
    AgainWhileBusy([&] { KeyedStore(path, "test", 3).Insert(TestPoints(10, first)); });
  }
}

} // namespace

TEST(StoreProcesses, SurviveTheEndOfAProcessAtAnyMoment)
{
  std::mt19937 random(1);
  std::uniform_int_distribution<int> microseconds(0, 60000);
  for (int round = 0; round < 40; ++round)
  {
    const auto path = FreshFile("killed.sqlite");
    const pid_t child = Start([&] { return InsertForEver(path); });
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds(random)));
    kill(child, SIGKILL);
    WaitFor(child);
    KeyedStore store(path, "test", 3);
    const int right = CountRight(store, TestPoints(2000));
    EXPECT_EQ(right % 10, 0) << "a part of a batch, round " << round;
    EXPECT_EQ(store.DamagedRows(), 0);
    store.Insert(TestPoints(10, 2000));
    EXPECT_EQ(CountRight(store, TestPoints(10, 2000)), 10);
  }
}

TEST(StoreProcesses, ShareAFileThatAllOfThemMake)
{
  const auto path = FreshFile("shared.sqlite");
  std::vector<pid_t> children;
  for (int process = 0; process < 4; ++process)
  {
    children.push_back(Start(
      [&]
      {
        for (int batch = 0; batch < 20; ++batch)
        {
          AgainWhileBusy(
            [&] { KeyedStore(path, "test", 3).Insert(TestPoints(10, 20 * batch + 5 * process)); });
        }
        return 0;
      }));
  }
  for (const pid_t child : children)
  {
    EXPECT_EQ(WaitFor(child), 0);
  }
  KeyedStore store(path, "test", 3);
  EXPECT_EQ(CountRight(store, TestPoints(405)), 405);
}

TEST(StoreProcesses, SayWithinASecondThatAnotherHoldsTheFile)
{
  const auto path = FreshFile("busy.sqlite");
  KeyedStore store(path, "test", 3);
  store.Insert(TestPoints(1));
  OtherProgram other(path);
  other.Execute("BEGIN EXCLUSIVE");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THROW(store.Find({ TestPoint(0).Coordinates }), StoreBusy);
  EXPECT_THROW(store.Insert(TestPoints(1)), StoreBusy);
  EXPECT_THROW(KeyedStore(path, "test", 3), StoreBusy);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
  other.Execute("ROLLBACK");
  EXPECT_EQ(CountRight(store, TestPoints(1)), 1);
}

TEST(StoreProcesses, AFullDiskIsAnErrorAndLosesNothing)
{
  const auto path = FreshFile("full.sqlite");
  KeyedStore(path, "test", 3).Insert(TestPoints(20));
  // Stands for a full disk: no file may grow beyond its present length.
  const pid_t child = Start(
    [&]
    {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit = { std::filesystem::file_size(path), RLIM_INFINITY };
      setrlimit(RLIMIT_FSIZE, &limit);
      KeyedStore store(path, "test", 3);
      try
      {
        store.Insert(TestPoints(5000, 20));
      }
      catch (const StoreBusy&)
      {
        return 2;
      }
      catch (const Error&)
      {
        return CountRight(store, TestPoints(5020)) == 20 ? 0 : 3;
      }
      return 4;
    });
  EXPECT_EQ(WaitFor(child), 0);
  KeyedStore store(path, "test", 3);
  EXPECT_EQ(CountRight(store, TestPoints(5020)), 20);
}

TEST(StoreProcesses, AFileThatMayNotBeWrittenIsRead)
{
  const SharedFolder folder;
  const auto path = folder.Path + "/read_only.sqlite";
  KeyedStore(path, "test", 3).Insert(TestPoints(20));
  const std::string before = ReadAll(path);
  std::filesystem::permissions(path, std::filesystem::perms(0444));
  const pid_t child = Start(
    [&]
    {
      // Permissions do not hold for root.
      constexpr uid_t nobody = 65534;
      if (geteuid() == 0 && seteuid(nobody) != 0)
      {
        return 2;
      }
      KeyedStore store(path, "test", 3);
      if (!store.IsReadOnly() || CountRight(store, TestPoints(20)) != 20)
      {
        return 3;
      }
      try
      {
        store.Insert(TestPoints(1, 20));
      }
      catch (const Error&)
      {
        return 0;
      }
      return 4;
    });
  EXPECT_EQ(WaitFor(child), 0);
  EXPECT_EQ(ReadAll(path), before);
}
