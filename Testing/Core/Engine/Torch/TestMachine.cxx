// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/Machine.h"

#include <gtest/gtest.h>

namespace losslandscape
{
namespace
{

std::string Configuration(const std::string& version)
{
  return "PyTorch built with:\n  - GCC 14.2\n  - Build settings: PERF_WITH_AVX2=1, TORCH_VERSION=" +
    version + ", USE_CUDA=OFF, ";
}

TEST(Machine, HasTheLibTorchThatItWasCompiledWith)
{
  EXPECT_EQ(LibTorchMismatch(), "");
}

TEST(Machine, TakesAnotherPatchRelease)
{
  EXPECT_EQ(LibTorchMismatch("2.6.1", Configuration("2.6.0")), "");
  EXPECT_EQ(LibTorchMismatch("2.11.0+cu130", Configuration("2.11.2+cu130")), "");
}

TEST(Machine, NamesBothVersionsIfTheyDiffer)
{
  const std::string older = LibTorchMismatch("2.14.1", Configuration("2.1.0"));
  EXPECT_NE(older.find("built with LibTorch 2.14, "), std::string::npos) << older;
  EXPECT_NE(older.find("is 2.1:"), std::string::npos) << older;
  EXPECT_NE(LibTorchMismatch("1.13.1", Configuration("2.13.1")), "");
}

TEST(Machine, IsSilentAboutAnUnknownVersion)
{
  EXPECT_EQ(LibTorchMismatch("2.6.0", "PyTorch built with: GCC"), "");
}

} // namespace
} // namespace losslandscape
