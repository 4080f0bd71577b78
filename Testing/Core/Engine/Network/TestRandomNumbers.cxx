// SPDX-License-Identifier: BSD-3-Clause
// Truth: the state of LibTorch's generator.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/DerivativeEvaluation.h"
#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"
#include "Core/Engine/Studies/Training/Training.h"

#include <sstream>

using namespace losslandscape;

namespace
{

torch::Tensor GeneratorState()
{
  return at::detail::getDefaultCPUGenerator().get_state();
}

} // namespace

TEST(RandomNumbers, OfTheProgramAreNotUsedByBuiltInNetworks)
{
  const auto before = GeneratorState();
  for (const std::string& name : ArchitectureNames())
  {
    const auto network = MakeBuiltInNetwork({ name, { 5 }, { 3, 32, 32 }, 10 });
    const torch::NoGradGuard noGradient;
    for (const auto& [parameter, tensor] : network->State())
    {
      tensor.fill_(0.25);
    }
    const NamedTensors state = network->State();
    const NamedTensors copy = network->Clone()->State();
    ASSERT_EQ(copy.size(), state.size());
    for (std::size_t i = 0; i < state.size(); ++i)
    {
      EXPECT_EQ(copy[i].first, state[i].first);
      EXPECT_TRUE(copy[i].second.equal(state[i].second)) << name << " " << state[i].first;
      EXPECT_NE(copy[i].second.data_ptr(), state[i].second.data_ptr());
    }
    EXPECT_TRUE(GeneratorState().equal(before)) << name;
  }
}

TEST(RandomNumbers, OfTheProgramAreNotUsedByProblemsAndPlanes)
{
  const auto before = GeneratorState();
  ProblemOptions options;
  options.Data.NumberOfSamples = 10;
  options.Device = "cpu";
  const Plane plane(std::make_shared<const Problem>(options), 2, {});
  EvaluateAll(plane, Grid(2, { 2, 2, 1 }, { -1, 1, -1, 1, 0, 0 }), 2);
  DerivativeOptions gradient;
  gradient.Gradient = true;
  const PlanePoints points = { 2,
    [](std::int64_t i) {
      return std::array<double, 3>{ 0.1 * static_cast<double>(i), 0.0, 0.0 };
    } };
  DerivativesAt(plane, points, gradient, 2);
  EXPECT_TRUE(GeneratorState().equal(before));
}

TEST(RandomNumbers, OfTheProgramGoOnAfterATraining)
{
  const auto before = GeneratorState();
  TrainingOptions options;
  options.Network.Architecture = "mlp";
  options.Data.Kind = DatasetKind::Spirals;
  options.Data.NumberOfSamples = 20;
  options.Device = "cpu";
  options.Epochs = 2;
  Train(options);
  EXPECT_TRUE(GeneratorState().equal(before));
  EXPECT_THROW(Train(options, [](double) { return false; }), Aborted);
  EXPECT_TRUE(GeneratorState().equal(before));
}
