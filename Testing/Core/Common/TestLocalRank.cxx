// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/LocalRank.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

using namespace losslandscape;

namespace
{

int RankWith(const std::map<std::string, std::string>& variables)
{
  return LocalRank(
    [&](const char* name) -> const char*
    {
      const auto found = variables.find(name);
      return found == variables.end() ? nullptr : found->second.c_str();
    });
}

} // namespace

TEST(LocalRank, IsWhatTheLauncherSays)
{
  EXPECT_EQ(RankWith({}), 0);
  EXPECT_EQ(RankWith({ { "OMPI_COMM_WORLD_LOCAL_RANK", "3" } }), 3);
  EXPECT_EQ(RankWith({ { "MPI_LOCALRANKID", "12" } }), 12);
  EXPECT_EQ(RankWith({ { "MV2_COMM_WORLD_LOCAL_RANK", "1" } }), 1);
  EXPECT_EQ(RankWith({ { "PALS_LOCAL_RANKID", "2" } }), 2);
  EXPECT_EQ(RankWith({ { "FLUX_TASK_LOCAL_ID", "5" } }), 5);
  EXPECT_EQ(RankWith({ { "SLURM_LOCALID", "7" } }), 7);
}

/// mpirun in a SLURM job: one task of SLURM's holds all ranks.
TEST(LocalRank, IsMpisRatherThanSlurms)
{
  EXPECT_EQ(RankWith({ { "SLURM_LOCALID", "0" }, { "OMPI_COMM_WORLD_LOCAL_RANK", "2" } }), 2);
}

TEST(LocalRank, IgnoresWhatIsNoNumber)
{
  for (const char* value : { "", "-1", "1x", " 1", "99999999999999999999" })
  {
    EXPECT_EQ(RankWith({ { "OMPI_COMM_WORLD_LOCAL_RANK", value }, { "SLURM_LOCALID", "4" } }), 4)
      << value;
  }
}

TEST(LocalRank, SharesDevicesEvenly)
{
  std::multiset<int> devices;
  for (int rank = 0; rank < 8; ++rank)
  {
    devices.insert(DeviceOfRank(rank, 4));
  }
  EXPECT_EQ(devices, (std::multiset<int>{ 0, 0, 1, 1, 2, 2, 3, 3 }));
  EXPECT_EQ(DeviceOfRank(5, 1), 0);
}
