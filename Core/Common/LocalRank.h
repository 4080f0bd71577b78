// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_LocalRank_h
#define losslandscape_Common_LocalRank_h

#include <functional>
#include <initializer_list>
#include <optional>

namespace losslandscape
{

/// The value of an environment variable; null if there is none. For instance std::getenv.
using Environment = std::function<const char*(const char* name)>;

/// The whole number, from 0 to 999999, that the first of the variables to start with one holds;
/// whatever follows a number must follow one of the characters `ends`.
std::optional<int> NumberIn(const Environment& environment,
  std::initializer_list<const char*> variables, const char* ends = "");

/// Which of the processes that were started together on this machine this one is, counted from 0:
/// what Open MPI, MPICH and Intel MPI, MVAPICH, Cray's PALS, Flux or, if none of these, SLURM say
/// in their environment variables. 0 if nobody does.
int LocalRank(const Environment& environment);

/// How many of them there are, by the same launchers' variables as far as they have one; 1 if
/// nobody says.
int LocalRanks(const Environment& environment);

/// The device of a process: ranks of a machine take its devices in turn. `devices` is positive.
int DeviceOfRank(int localRank, int devices);

} // namespace losslandscape

#endif
