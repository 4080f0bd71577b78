// SPDX-License-Identifier: BSD-3-Clause
// LibTorch's switches for the precision of GPUs can be looked at without one.
#include "Core/Engine/Torch/GpuPrecision.h"
#include "Core/Engine/Torch/TorchVersion.h"
#include "Core/Engine/Torch/Workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

using namespace losslandscape;

namespace
{

const torch::Device Gpu(torch::kCUDA, 0);

bool AllowsTF32()
{
  return at::globalContext().allowTF32CuDNN() || at::globalContext().allowTF32CuBLAS();
}

/// LibTorch's default lets convolutions use TF32.
void ExpectSwitchesAsBefore()
{
  EXPECT_TRUE(at::globalContext().allowTF32CuDNN());
  EXPECT_FALSE(at::globalContext().allowTF32CuBLAS());
}

} // namespace

TEST(GpuWorkers, ComputeInTheNetworksOwnPrecision)
{
  ExpectSwitchesAsBefore();
  std::atomic<int> exact{ 0 };
  const auto makeTask = [&]() -> Task
  {
    return [&](std::int64_t, const std::function<bool()>&)
    { exact += AllowsTF32() || IsGpuAutocastEnabled() ? 0 : 1; };
  };
  RunTasks(20, { 2, Gpu }, makeTask, {});
  EXPECT_EQ(exact, 20);
  ExpectSwitchesAsBefore();
}

TEST(GpuWorkers, MayChooseAnotherPrecisionForAPart)
{
  std::atomic<int> reduced{ 0 };
  std::atomic<int> exact{ 0 };
  const auto makeTask = [&]() -> Task
  {
    return [&](std::int64_t, const std::function<bool()>&)
    {
      {
        const GpuPrecision precision(Precision::TensorFloat32, Gpu);
        reduced += AllowsTF32() ? 1 : 0;
      }
      {
        const GpuPrecision precision(Precision::BFloat16, Gpu);
        reduced += IsGpuAutocastEnabled() ? 1 : 0;
      }
      exact += AllowsTF32() || IsGpuAutocastEnabled() ? 0 : 1;
    };
  };
  RunTasks(20, { 2, Gpu }, makeTask, {});
  EXPECT_EQ(reduced, 40);
  EXPECT_EQ(exact, 20);
  ExpectSwitchesAsBefore();
}

TEST(GpuWorkers, LeaveTheSwitchesAsTheyWereAfterAFailure)
{
  const auto makeTask = []() -> Task
  {
    return [](std::int64_t index, const std::function<bool()>&)
    {
      const GpuPrecision precision(Precision::TensorFloat32, Gpu);
      if (index == 5)
      {
        throw std::runtime_error("here");
      }
    };
  };
  EXPECT_THROW(RunTasks(20, { 2, Gpu }, makeTask, {}), std::runtime_error);
  ExpectSwitchesAsBefore();
}

TEST(Workers, OfTheProcessorLeaveTheSwitchesAlone)
{
  const auto makeTask = []() -> Task
  { return [](std::int64_t, const std::function<bool()>&) { ExpectSwitchesAsBefore(); }; };
  RunTasks(4, { 2, torch::kCPU }, makeTask, {});
}

TEST(Workers, AreOneForAGpuUnlessAskedFor)
{
  EXPECT_EQ(NumberOfWorkers(0, 100, Gpu), 1);
  EXPECT_EQ(NumberOfWorkers(3, 100, Gpu), 3);
  EXPECT_EQ(NumberOfWorkers(3, 2, torch::kCPU), 2);
}
