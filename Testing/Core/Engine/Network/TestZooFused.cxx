// SPDX-License-Identifier: BSD-3-Clause
// Truth: Testing/Data/make_zoo.py, as in TestZoo.
#include "ZooTesting.h"

#include "Core/Engine/Execution/FusedNetwork.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

using namespace losslandscape;

namespace
{

bool IsListed(const std::string& architecture)
{
  return architecture != "densenet121" && !IsTransformer(architecture);
}

std::vector<ZooCase> ListedCases()
{
  std::vector<ZooCase> listed;
  std::copy_if(ZooCases().begin(), ZooCases().end(), std::back_inserter(listed),
    [](const ZooCase& zooCase) { return IsListed(zooCase.Options.Architecture); });
  return listed;
}

} // namespace

class ZooFused : public testing::TestWithParam<ZooCase>
{
};

TEST_P(ZooFused, AnswersAsThePythonDefinition)
{
  const torch::NoGradGuard noGradient;
  const auto& options = GetParam().Options;
  const auto network = MakeZooNetwork(options);
  const auto state = network->State();
  FusedNetwork fused(network->Layers(), state, options.SampleShape, 3, torch::kFloat32);
  fused.Load(
    [&](std::size_t tensor, double* values)
    {
      const auto source = state[tensor].second.to(torch::kFloat64).contiguous();
      std::copy_n(source.data_ptr<double>(), source.numel(), values);
    });
  const auto outputs = fused.Forward(ZooInputs(options.SampleShape));
  ASSERT_EQ(outputs.sizes(), GetParam().Outputs.sizes());
  EXPECT_LT(RelativeDifference(outputs, GetParam().Outputs), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(All, ZooFused, testing::ValuesIn(ListedCases()),
  [](const auto& info) { return ZooCaseName(info.param) + "_" + std::to_string(info.index); });

TEST(ZooFusedNetworks, AreAllButDenseNetsAndTransformers)
{
  for (const auto& name : ArchitectureNames())
  {
    const bool listed = !MakeBuiltInNetwork({ name, { 3 }, { 1, 8, 8 }, 10 })->Layers().empty();
    EXPECT_EQ(listed, IsListed(name)) << name;
  }
}
