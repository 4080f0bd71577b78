// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Engine/Torch/MemoryGuard.h"
#include "Testing/Core/Engine/NetworkTesting.h"

#include <unistd.h>

namespace losslandscape
{
namespace
{

std::uint64_t InstalledMemory()
{
  return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
    static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

TEST(MemoryGuard, SomeOfTheInstalledMemoryIsAvailable)
{
  EXPECT_GT(AvailableMemory(), 0u);
  EXPECT_LT(AvailableMemory(), InstalledMemory());
}

TEST(MemoryGuard, RefusesWhatTheMachineDoesNotHave)
{
  GuardMemory();
  GuardMemory();
  const auto bytes = static_cast<std::int64_t>(InstalledMemory());
  const std::string error = ErrorText([&] { torch::zeros({ bytes }, torch::kUInt8); });
  ExpectContains(error, "not enough memory");
  ExpectContains(error, "BatchSize");
  // Memory that there is goes on being given and taken back.
  for (int i = 0; i < 3; ++i)
  {
    torch::Tensor tensor = torch::ones({ 1 << 25 }, torch::kUInt8);
    tensor = torch::cat({ tensor, tensor });
    EXPECT_EQ(tensor.sum().item<std::int64_t>(), std::int64_t(1) << 26);
  }
}

} // namespace
} // namespace losslandscape
