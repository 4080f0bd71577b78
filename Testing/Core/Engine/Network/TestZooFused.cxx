// SPDX-License-Identifier: BSD-3-Clause
// Truth: Testing/Data/make_zoo.py, as in TestZoo.
#include "ZooTesting.h"

#include "Testing/Core/Engine/Execution/FusionTesting.h"

#include <gtest/gtest.h>

using namespace losslandscape;

class ZooFused : public testing::TestWithParam<ZooCase>
{
};

TEST_P(ZooFused, AnswersAsThePythonDefinition)
{
  const torch::NoGradGuard noGradient;
  const auto& options = GetParam().Options;
  const auto network = MakeZooNetwork(options);
  const torch::Tensor inputs = ZooInputs(options.SampleShape);
  const std::shared_ptr<const FusionPlan> plan = PlanFusion(*network, inputs);
  ASSERT_NE(plan, nullptr);
  FusedNetwork fused(plan, *network, torch::kFloat32);
  LoadStateOf(fused, *network);
  const auto outputs = fused.Forward(inputs);
  ASSERT_EQ(outputs.sizes(), GetParam().Outputs.sizes());
  EXPECT_LT(RelativeDifference(outputs, GetParam().Outputs), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(All, ZooFused, testing::ValuesIn(ZooCases()),
  [](const auto& info) { return ZooCaseName(info.param) + "_" + std::to_string(info.index); });

TEST(ZooFusedNetworks, AreComputedByKernelsAloneButForTransformers)
{
  for (const auto& name : ArchitectureNames())
  {
    const auto network = MakeBuiltInNetwork({ name, { 3 }, { 1, 8, 8 }, 10 });
    const torch::NoGradGuard noGradient;
    const auto plan = PlanFusion(*network, torch::zeros({ 2, 1, 8, 8 }));
    ASSERT_NE(plan, nullptr) << name;
    EXPECT_EQ(plan->SeparatesSamples, !IsTransformer(name)) << name;
  }
}
