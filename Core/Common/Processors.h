// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_Processors_h
#define losslandscape_Common_Processors_h

#include "Core/Common/LocalRank.h"

#include <filesystem>
#include <limits>
#include <string>

namespace losslandscape
{

/// The numbers of processors that a process may use, by different limits.
struct ProcessorLimits
{
  static constexpr int None = std::numeric_limits<int>::max();

  /// Processors that the calling thread, and threads that it starts, may run on.
  int Own = None;
  /// Processors that the launcher of the ranks may run on, which all ranks of this machine share.
  int Launcher = None;
  /// Processors that a container's or a job's quota of processor time comes to, for all its ranks.
  int Quota = None;
};

/// How many threads suit a process, at least 1: one for each of its own processors, but no more
/// than its share among the ranks of the machine, and no more than VTK_SMP_MAX_THREADS,
/// OMP_NUM_THREADS and SLURM_CPUS_PER_TASK allow. A rank that is bound to processors of its own
/// thus keeps all of them; one that shares a socket, or the machine, takes its part.
int ThreadsFor(const Environment& environment, const ProcessorLimits& limits);

/// The smallest quota of processor time, in processors and rounded up, of a process's control
/// groups and those around them; ProcessorLimits::None if there is none. `groups`: the text of
/// /proc/self/cgroup, which names them; `root`: the folder where they are mounted.
int ProcessorQuota(const std::string& groups, const std::filesystem::path& root);

/// How many threads suit this process, see ThreadsFor.
int AvailableThreads();

/// Returns `requested`, or AvailableThreads() if it is 0. Throws Error if it is negative.
int ResolveThreads(int requested);

} // namespace losslandscape

#endif
