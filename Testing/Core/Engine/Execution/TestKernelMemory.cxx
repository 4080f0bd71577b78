// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/KernelMemory.h"
#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"

#include <gtest/gtest.h>

#include <set>

using namespace losslandscape;

namespace
{

std::unique_ptr<const FusionPlan> PlanOf(const std::string& architecture)
{
  const auto network = MakeBuiltInNetwork({ architecture, {}, { 3, 32, 32 }, 10 });
  const torch::NoGradGuard noGradient;
  return PlanFusion(*network, torch::zeros({ 2, 3, 32, 32 }));
}

} // namespace

TEST(KernelMemory, NoKernelWritesToWhatItReads)
{
  for (const char* architecture : { "resnet8", "resnet18", "densenet121", "vgg11" })
  {
    const auto plan = PlanOf(architecture);
    for (const std::int64_t block : { 0, 16 })
    {
      const KernelMemory memory(*plan, torch::kFloat32, block);
      for (const PlannedStep& step : plan->Steps)
      {
        const Activation* input = step.Kernel ? memory.Image(step.Inputs.front()) : nullptr;
        if (input && step.Inputs.front() != step.Output)
        {
          EXPECT_NE(input->Memory.data_ptr(), memory.OutputOf(step).Memory.data_ptr())
            << architecture;
        }
      }
    }
  }
}

TEST(KernelMemory, IsSharedByValuesOfDifferentTimes)
{
  const auto plan = PlanOf("resnet20");
  const KernelMemory memory(*plan, torch::kFloat32, 0);
  std::set<void*> places;
  std::size_t kernels = 0;
  for (const PlannedStep& step : plan->Steps)
  {
    if (step.Kernel)
    {
      places.insert(memory.OutputOf(step).Memory.data_ptr());
      ++kernels;
    }
  }
  EXPECT_LE(places.size(), 6u) << "of " << kernels << " kernels";
}

TEST(KernelMemory, SumsStandWhereTheirAddendsStood)
{
  const auto plan = PlanOf("resnet20");
  const KernelMemory memory(*plan, torch::kFloat32, 0);
  for (std::size_t step = 0; step < plan->Steps.size(); ++step)
  {
    if (plan->Steps[step].Kernel && plan->Steps[step].Kernel->Adds)
    {
      EXPECT_TRUE(memory.AddsInPlace(step)) << step;
    }
  }
}
