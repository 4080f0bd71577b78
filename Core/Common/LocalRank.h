// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_LocalRank_h
#define losslandscape_Common_LocalRank_h

#include <functional>
#include <initializer_list>
#include <optional>

namespace losslandscape
{

/// Returns the value of an environment variable, or null if there is none, as std::getenv does.
using Environment = std::function<const char*(const char* name)>;

/// The whole number, from 0 to 999999, of the first variable whose value is such a number or starts
/// with one that is followed by one of the characters `ends`; no value if there is none.
std::optional<int> NumberIn(const Environment& environment,
  std::initializer_list<const char*> variables, const char* ends = "");

/// The number of this process, counted from 0, among those that were started together on this
/// machine. It is found in the environment variables of Open MPI, MPICH and Intel MPI, MVAPICH,
/// Cray's PALS, Flux or, if none of these is set, SLURM; 0 if none of them tells.
int LocalRank(const Environment& environment);

/// How many processes were started together on this machine, by the variables of those launchers
/// that have one for it; 1 if none of them tells.
int LocalRanks(const Environment& environment);

/// The number of the device that a process takes: the ranks of a machine take its devices in turn.
/// `devices`, their number, must be positive.
int DeviceOfRank(int localRank, int devices);

} // namespace losslandscape

#endif
