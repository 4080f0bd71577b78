// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_LocalRank_h
#define losslandscape_Engine_Torch_LocalRank_h

#include <functional>

namespace losslandscape
{

/// The value of an environment variable; null if there is none. For instance std::getenv.
using Environment = std::function<const char*(const char* name)>;

/// Which of the processes that were started together on this machine this one is, counted from 0:
/// what Open MPI, MPICH and Intel MPI, MVAPICH, Cray's PALS, Flux or, if none of these, SLURM say
/// in their environment variables. 0 if nobody does.
int LocalRank(const Environment& environment);

/// The device of a process: ranks of a machine take its devices in turn. `devices` is positive.
int DeviceOfRank(int localRank, int devices);

} // namespace losslandscape

#endif
