// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/LocalRank.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace losslandscape
{

std::optional<int> NumberIn(
  const Environment& environment, std::initializer_list<const char*> variables, const char* ends)
{
  for (const char* variable : variables)
  {
    const char* value = environment(variable);
    const std::string text = value ? value : "";
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const bool isWhole = digits == text.size() || std::strchr(ends, text[digits]);
    if (digits > 0 && digits <= 6 && isWhole)
    {
      return std::stoi(text.substr(0, digits));
    }
  }
  return std::nullopt;
}

int LocalRank(const Environment& environment)
{
  // SLURM comes last: mpirun inside of a SLURM job starts all ranks of a machine in one task.
  return NumberIn(environment,
    { "OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "MV2_COMM_WORLD_LOCAL_RANK",
      "PALS_LOCAL_RANKID", "FLUX_TASK_LOCAL_ID", "SLURM_LOCALID" })
    .value_or(0);
}

int LocalRanks(const Environment& environment)
{
  // Of SLURM's variables that of a step counts, which srun makes: those of the whole job are set
  // also where its script starts a single process. It reads "2", or "2(x3),1" for several machines.
  return std::max(1,
    NumberIn(environment,
      { "OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS", "MV2_COMM_WORLD_LOCAL_SIZE",
        "PMI_LOCAL_SIZE", "SLURM_STEP_TASKS_PER_NODE" },
      "(,")
      .value_or(1));
}

int DeviceOfRank(int localRank, int devices)
{
  return localRank % devices;
}

} // namespace losslandscape
