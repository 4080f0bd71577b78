// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/LocalRank.h"

#include <cctype>
#include <optional>
#include <string>

namespace losslandscape
{
namespace
{

/// SLURM comes last: mpirun inside of a SLURM job starts all ranks of a machine in one task.
constexpr const char* Variables[] = { "OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID",
  "MV2_COMM_WORLD_LOCAL_RANK", "PALS_LOCAL_RANKID", "FLUX_TASK_LOCAL_ID", "SLURM_LOCALID" };

/// A whole number from 0 to 999999.
std::optional<int> NumberOf(const char* text)
{
  const std::string digits = text ? text : "";
  if (digits.empty() || digits.size() > 6)
  {
    return std::nullopt;
  }
  for (const unsigned char digit : digits)
  {
    if (!std::isdigit(digit))
    {
      return std::nullopt;
    }
  }
  return std::stoi(digits);
}

} // namespace

int LocalRank(const Environment& environment)
{
  for (const char* variable : Variables)
  {
    if (const auto rank = NumberOf(environment(variable)))
    {
      return *rank;
    }
  }
  return 0;
}

int DeviceOfRank(int localRank, int devices)
{
  return localRank % devices;
}

} // namespace losslandscape
