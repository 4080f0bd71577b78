// SPDX-License-Identifier: BSD-3-Clause
// Truth: the rules of the launchers' and the kernel's manuals, and Linux's own sched_setaffinity.
#include "Core/Common/Error.h"
#include "Core/Common/Parallel.h"
#include "Core/Common/Processors.h"
#include "Testing/TestOutput.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#ifdef __linux__
#include <sched.h>
#endif

using namespace losslandscape;

namespace
{

using Variables = std::map<std::string, std::string>;

Environment With(const Variables& variables)
{
  return [variables](const char* name) -> const char*
  {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

int Threads(const Variables& variables, int own, int launcher = ProcessorLimits::None,
  int quota = ProcessorLimits::None)
{
  return ThreadsFor(With(variables), { own, launcher, quota });
}

int Ranks(const Variables& variables)
{
  return LocalRanks(With(variables));
}

void Write(const std::filesystem::path& file, const char* text)
{
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

} // namespace

TEST(LocalRanks, AreWhatTheLauncherSays)
{
  EXPECT_EQ(Ranks({}), 1);
  for (const char* variable : { "OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS",
         "MV2_COMM_WORLD_LOCAL_SIZE", "PMI_LOCAL_SIZE", "SLURM_STEP_TASKS_PER_NODE" })
  {
    EXPECT_EQ(Ranks({ { variable, "6" } }), 6) << variable;
    EXPECT_EQ(Ranks({ { variable, "0" } }), 1) << variable;
    EXPECT_EQ(Ranks({ { variable, "many" } }), 1) << variable;
  }
  EXPECT_EQ(Ranks({ { "SLURM_STEP_TASKS_PER_NODE", "8(x2),4" } }), 8);
  EXPECT_EQ(
    Ranks({ { "SLURM_STEP_TASKS_PER_NODE", "1" }, { "OMPI_COMM_WORLD_LOCAL_SIZE", "4" } }), 4);
}

/// The script of a job may start a process without srun.
TEST(LocalRanks, AreNotThoseOfAWholeJob)
{
  EXPECT_EQ(Ranks({ { "SLURM_NTASKS_PER_NODE", "8" }, { "SLURM_TASKS_PER_NODE", "8" } }), 1);
}

TEST(Processors, OfASingleProcessAreItsOwn)
{
  EXPECT_EQ(Threads({}, 8), 8);
  EXPECT_EQ(Threads({}, 1), 1);
}

TEST(Processors, OfUnboundRanksAreShared)
{
  EXPECT_EQ(Threads({ { "OMPI_COMM_WORLD_LOCAL_SIZE", "4" } }, 16, 16), 4);
  EXPECT_EQ(Threads({ { "MPI_LOCALNRANKS", "3" } }, 16, 16), 5);
  EXPECT_EQ(Threads({ { "OMPI_COMM_WORLD_LOCAL_SIZE", "8" } }, 2, 2), 1);
}

TEST(Processors, OfBoundRanksAreNotSharedAgain)
{
  const Variables eight = { { "OMPI_COMM_WORLD_LOCAL_SIZE", "8" } };
  EXPECT_EQ(Threads(eight, 1, 64), 1);
  EXPECT_EQ(Threads(eight, 8, 64), 8);
  // Open MPI's default binds to a socket, here 32 processors for each four ranks.
  EXPECT_EQ(Threads(eight, 32, 64), 8);
}

TEST(Processors, AreNoMoreThanTheUserAllows)
{
  for (const char* variable : { "VTK_SMP_MAX_THREADS", "OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK" })
  {
    EXPECT_EQ(Threads({ { variable, "3" } }, 8), 3) << variable;
    EXPECT_EQ(Threads({ { variable, "30" } }, 8), 8) << variable;
    for (const char* nothing : { "", "0", "-2", "x" })
    {
      EXPECT_EQ(Threads({ { variable, nothing } }, 8), 8) << variable << "=" << nothing;
    }
  }
  EXPECT_EQ(Threads({ { "OMP_NUM_THREADS", "4,2" } }, 8), 4);
  EXPECT_EQ(Threads({ { "OMP_NUM_THREADS", "4" }, { "VTK_SMP_MAX_THREADS", "2" } }, 8), 2);
}

TEST(Processors, OfAContainerAreThoseOfItsQuota)
{
  EXPECT_EQ(Threads({}, 64, ProcessorLimits::None, 6), 6);
  EXPECT_EQ(Threads({ { "OMPI_COMM_WORLD_LOCAL_SIZE", "3" } }, 64, 64, 6), 2);
}

TEST(Processors, QuotasAreThoseOfControlGroups)
{
  const std::filesystem::path root = TestOutput("control_groups");
  std::filesystem::remove_all(root);
  EXPECT_EQ(ProcessorQuota("0::/job/task\n", root), ProcessorLimits::None);
  Write(root / "job/task/cpu.max", "max 100000\n");
  EXPECT_EQ(ProcessorQuota("0::/job/task\n", root), ProcessorLimits::None);
  Write(root / "job/cpu.max", "250000 100000\n");
  EXPECT_EQ(ProcessorQuota("0::/job/task\n", root), 3);
  EXPECT_EQ(ProcessorQuota("0::/elsewhere\n", root), ProcessorLimits::None);
  // A container of the first version that sees the host's path and its own root.
  Write(root / "cpu/cpu.cfs_quota_us", "-1\n");
  Write(root / "cpu/cpu.cfs_period_us", "100000\n");
  const std::string container = "5:cpuset:/docker/a\n4:cpu,cpuacct:/docker/a\n0::/docker/a\n";
  EXPECT_EQ(ProcessorQuota(container, root), ProcessorLimits::None);
  Write(root / "cpu/cpu.cfs_quota_us", "50000\n");
  EXPECT_EQ(ProcessorQuota(container, root), 1);
  for (const char* damaged : { "", "x", "5", "5:cpu", "::", ":\n:", "0::" })
  {
    EXPECT_EQ(ProcessorQuota(damaged, root), ProcessorLimits::None) << damaged;
  }
}

TEST(Processors, RequestsAreMetWhateverThereIs)
{
  EXPECT_EQ(ResolveThreads(77), 77);
  EXPECT_EQ(ResolveThreads(0), AvailableThreads());
  EXPECT_THROW(ResolveThreads(-1), Error);
}

#ifdef __linux__
TEST(Processors, AreThoseThatTheThreadIsBoundTo)
{
  std::thread(
    []
    {
      cpu_set_t all, one;
      ASSERT_EQ(sched_getaffinity(0, sizeof(all), &all), 0);
      CPU_ZERO(&one);
      int first = 0;
      while (!CPU_ISSET(first, &all))
      {
        ++first;
      }
      CPU_SET(first, &one);
      ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
      EXPECT_EQ(AvailableThreads(), 1);
      std::mutex mutex;
      std::set<std::thread::id> threads;
      ParallelFor(64, 1, { 0, {} },
        [&](std::int64_t, std::int64_t)
        {
          const std::lock_guard<std::mutex> lock(mutex);
          threads.insert(std::this_thread::get_id());
        });
      EXPECT_EQ(threads, std::set<std::thread::id>{ std::this_thread::get_id() });
    })
    .join();
}
#endif
