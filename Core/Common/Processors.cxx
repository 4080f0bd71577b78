// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Processors.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <thread>
#ifdef __linux__
#include <sched.h>
#include <unistd.h>
#endif

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

int AllProcessors()
{
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

std::string TextOf(const fs::path& path)
{
  std::ifstream file(path);
  return { std::istreambuf_iterator<char>(file), {} };
}

#ifdef __linux__
/// The number of processors that a process or thread may run on; 0 stands for the calling thread.
int ProcessorsOf(pid_t process)
{
  // The set must grow until the system accepts it, as it must have room for all processors.
  for (int room = CPU_SETSIZE; room <= 1 << 20; room *= 2)
  {
    cpu_set_t* set = CPU_ALLOC(room);
    const std::size_t size = CPU_ALLOC_SIZE(room);
    const bool known = set && sched_getaffinity(process, size, set) == 0;
    const int count = known ? CPU_COUNT_S(size, set) : 0;
    CPU_FREE(set);
    if (count > 0)
    {
      return count;
    }
  }
  return AllProcessors();
}

/// The environment that a process was started with; empty for processes of other users.
Environment EnvironmentOf(pid_t process)
{
  std::map<std::string, std::string> variables;
  std::istringstream text(TextOf("/proc/" + std::to_string(process) + "/environ"));
  for (std::string line; std::getline(text, line, '\0');)
  {
    const std::size_t equals = line.find('=');
    if (equals != std::string::npos)
    {
      variables.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
  }
  return [variables](const char* name) -> const char*
  {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

pid_t ParentOf(pid_t process)
{
  std::istringstream status(TextOf("/proc/" + std::to_string(process) + "/status"));
  for (std::string word; status >> word;)
  {
    pid_t parent = 0;
    if (word == "PPid:" && status >> parent)
    {
      return parent;
    }
  }
  return 0;
}

/// The number of processors of the launcher: the first process above this one that is not a rank
/// itself. Between the two there may be ranks, such as the shell of a script that starts this one.
int ProcessorsOfLauncher()
{
  pid_t process = getppid();
  while (process > 1 && LocalRanks(EnvironmentOf(process)) > 1)
  {
    process = ParentOf(process);
  }
  return ProcessorsOf(process);
}

ProcessorLimits FindLimits(const Environment& environment)
{
  // Quota and launcher do not change and are found once; the affinity of a process may change at
  // any time.
  static const int quota = ProcessorQuota(TextOf("/proc/self/cgroup"), "/sys/fs/cgroup");
  static const int launcher =
    LocalRanks(environment) > 1 ? ProcessorsOfLauncher() : ProcessorLimits::None;
  return { ProcessorsOf(0), launcher, quota };
}
#else
ProcessorLimits FindLimits(const Environment&)
{
  return { AllProcessors(), AllProcessors(), ProcessorLimits::None };
}
#endif

/// The number of processors that so many microseconds of processor time in each period come to,
/// rounded up. Text that is no positive number, such as "max" or "-1", means that there is no
/// limit.
int AsProcessors(const std::string& microseconds, const std::string& period)
{
  const double share = std::atof(microseconds.c_str()) / std::atof(period.c_str());
  const bool isLimit = std::isfinite(share) && share > 0.0 && share < ProcessorLimits::None;
  return isLimit ? static_cast<int>(std::ceil(share)) : ProcessorLimits::None;
}

int QuotaOfGroup(const fs::path& folder)
{
  // The second version of control groups has the file cpu.max, the first one the other two.
  std::string microseconds, period;
  std::istringstream(TextOf(folder / "cpu.max")) >> microseconds >> period;
  return std::min(AsProcessors(microseconds, period),
    AsProcessors(TextOf(folder / "cpu.cfs_quota_us"), TextOf(folder / "cpu.cfs_period_us")));
}

/// The smallest quota of a group and of those around it. The root of the hierarchy counts in any
/// case: in a container the group's path may be that of the host, of which nothing but the
/// container's own root is to be seen.
int QuotaAbove(const fs::path& hierarchy, fs::path group)
{
  int quota = QuotaOfGroup(hierarchy);
  for (; !group.empty(); group = group.parent_path())
  {
    quota = std::min(quota, QuotaOfGroup(hierarchy / group));
  }
  return quota;
}

struct ControlGroup
{
  fs::path Hierarchy;
  fs::path Path;
};

/// The group that a line of /proc/self/cgroup names, if it may limit processors: lines read
/// "0::/path" in the second version of control groups, "5:cpu,cpuacct:/path" in the first one.
std::optional<ControlGroup> GroupIn(const std::string& line)
{
  const std::size_t controllers = line.find(':') + 1;
  const std::size_t end = line.find(':', controllers);
  if (controllers == 0 || end == std::string::npos)
  {
    return std::nullopt;
  }
  const fs::path path = fs::path(line.substr(end + 1)).relative_path();
  const std::string list = "," + line.substr(controllers, end - controllers) + ",";
  if (list == ",,")
  {
    return ControlGroup{ "", path };
  }
  const bool limitsProcessors = list.find(",cpu,") != std::string::npos;
  return limitsProcessors ? std::optional(ControlGroup{ "cpu", path }) : std::nullopt;
}

} // namespace

int ThreadsFor(const Environment& environment, const ProcessorLimits& limits)
{
  const int share = std::min(limits.Launcher, limits.Quota) / LocalRanks(environment);
  int threads = std::min(limits.Own, std::max(1, share));
  for (const char* variable : { "VTK_SMP_MAX_THREADS", "OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK" })
  {
    // OMP_NUM_THREADS may be a list for nested regions, of which the first number counts.
    const int most = NumberIn(environment, { variable }, ",").value_or(0);
    threads = most > 0 ? std::min(threads, most) : threads;
  }
  return threads;
}

int ProcessorQuota(const std::string& groups, const fs::path& root)
{
  int quota = ProcessorLimits::None;
  std::istringstream lines(groups);
  for (std::string line; std::getline(lines, line);)
  {
    if (const auto group = GroupIn(line))
    {
      quota = std::min(quota, QuotaAbove(root / group->Hierarchy, group->Path));
    }
  }
  return quota;
}

int AvailableThreads()
{
  const Environment environment = [](const char* name) { return std::getenv(name); };
  return ThreadsFor(environment, FindLimits(environment));
}

int ResolveThreads(int requested)
{
  if (requested < 0)
  {
    throw Error("number of threads is negative")
      .Expected("0 (automatic) or a number of threads")
      .Found(std::to_string(requested));
  }
  return requested > 0 ? requested : AvailableThreads();
}

} // namespace losslandscape
