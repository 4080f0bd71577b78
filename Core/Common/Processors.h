// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_Processors_h
#define losslandscape_Common_Processors_h

#include "Core/Common/LocalRank.h"

#include <filesystem>
#include <limits>
#include <string>

namespace losslandscape
{

/// Processors that a process may use.
struct ProcessorLimits
{
  static constexpr int None = std::numeric_limits<int>::max();

  /// Those that the calling thread, and those that it starts, may run on.
  int Own = None;
  /// Those that the ranks of this machine share: what their launcher may run on.
  int Launcher = None;
  /// What a container's or a job's quota of processor time comes to, for all its ranks.
  int Quota = None;
};

/// How many threads suit a process: its own processors, but no more than its share among the ranks
/// of the machine, and no more than VTK_SMP_MAX_THREADS, OMP_NUM_THREADS and SLURM_CPUS_PER_TASK
/// allow. A rank that is bound to processors of its own keeps all of them; one that shares a
/// socket, or the machine, takes its part. At least 1.
int ThreadsFor(const Environment& environment, const ProcessorLimits& limits);

/// The quota of processor time, in processors and rounded up, of the control groups that
/// /proc/self/cgroup names in its text `groups`, and of those around them; `root` is where they are
/// mounted. ProcessorLimits::None if there is none.
int ProcessorQuota(const std::string& groups, const std::filesystem::path& root);

/// ThreadsFor this process.
int AvailableThreads();

/// `requested`, or AvailableThreads() for 0. Throws Error if negative.
int ResolveThreads(int requested);

} // namespace losslandscape

#endif
