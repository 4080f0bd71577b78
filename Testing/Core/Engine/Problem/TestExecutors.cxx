// SPDX-License-Identifier: BSD-3-Clause
// Truth: the same network run by LibTorch's own operators, with all state read and moved one tensor
// at a time. (TestGridEvaluation compares surfaces with Python's.)
#include "Testing/Core/Engine/RandomNetwork.h"

#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Problem/Executor.h"

#include <algorithm>

using namespace losslandscape;

namespace
{

constexpr std::int64_t Samples = 11;

struct Case
{
  const char* Architecture;
  std::vector<std::int64_t> SampleShape;
  double Tolerance;
};

void PrintTo(const Case& each, std::ostream* stream)
{
  *stream << each.Architecture;
}

ProblemOptions OptionsOf(const Case& each)
{
  ProblemOptions options =
    RandomProblem({ each.Architecture, { 9, 7 }, each.SampleShape }, Samples);
  options.BatchSize = 4;
  return options;
}

void ExpectEqualLosses(const Problem& problem, Executor& fused, Executor& module, double tolerance)
{
  for (const auto& batch : problem.GetInternals().Batches)
  {
    const auto found = fused.Losses(batch);
    const auto expected = module.Losses(batch);
    ASSERT_EQ(found.Losses.sizes(), expected.Losses.sizes());
    // A loss is a difference of outputs, which are as large as the largest loss.
    const double most = expected.Losses.abs().max().item<double>();
    EXPECT_LE((found.Losses - expected.Losses).abs().max().item<double>(), tolerance * most)
      << found.Losses << expected.Losses;
  }
}

} // namespace

class FusedExecutors : public testing::TestWithParam<Case>
{
protected:
  void SetUp() override { ASSERT_TRUE(this->Fused); }

  const torch::NoGradGuard NoGradient;
  const std::shared_ptr<const Problem> TheProblem =
    std::make_shared<const Problem>(OptionsOf(GetParam()));
  const Plane ThePlane{ WholePlane(TheProblem) };
  const std::unique_ptr<Executor> Fused =
    MakeFusedExecutor(ThePlane.GetProblem(), ThePlane.GetInternals().Moves);
  const std::unique_ptr<Executor> Module =
    MakeModuleExecutor(ThePlane.GetProblem(), ThePlane.GetInternals().Moves);
};

TEST_P(FusedExecutors, HasTheLossesOfItsModuleAllOverThePlane)
{
  for (const double x : { 0.0, -0.5, 0.25 })
  {
    this->Fused->MoveTo({ x, 0.5 - x, 0.0 });
    this->Module->MoveTo({ x, 0.5 - x, 0.0 });
    ExpectEqualLosses(*this->TheProblem, *this->Fused, *this->Module, GetParam().Tolerance);
  }
}

TEST_P(FusedExecutors, TakesAnotherNetworksStateAndComesBack)
{
  const auto other = this->TheProblem->GetInternals().Network->Clone();
  for (const auto& [name, tensor] : other->State())
  {
    if (tensor.is_floating_point())
    {
      tensor.mul_(1.25);
    }
  }
  this->Fused->Take(*other);
  this->Module->Take(*other);
  ExpectEqualLosses(*this->TheProblem, *this->Fused, *this->Module, GetParam().Tolerance);
  const auto fresh =
    MakeModuleExecutor(this->ThePlane.GetProblem(), this->ThePlane.GetInternals().Moves);
  for (auto* network : { this->Fused.get(), this->Module.get(), fresh.get() })
  {
    network->MoveTo({ 0.5, 0.0, 0.0 });
  }
  ExpectEqualLosses(*this->TheProblem, *this->Fused, *fresh, GetParam().Tolerance);
  ExpectEqualLosses(*this->TheProblem, *this->Module, *fresh, 0.0);
}

INSTANTIATE_TEST_SUITE_P(All, FusedExecutors,
  testing::Values(Case{ "mlp", { 3, 2, 5 }, 1e-5 }, Case{ "resnet8", { 3, 32, 32 }, 1e-5 },
    Case{ "resnet8-noskip", { 1, 8, 8 }, 1e-5 }, Case{ "resnet20", { 1, 9, 7 }, 1e-5 },
    Case{ "resnet56", { 3, 16, 16 }, 1e-5 }, Case{ "resnet18", { 1, 8, 8 }, 1e-5 },
    Case{ "wrn10-2", { 3, 16, 16 }, 1e-5 }, Case{ "vgg9-bn", { 1, 9, 8 }, 1e-5 },
    Case{ "vgg11", { 3, 8, 8 }, 1e-5 }, Case{ "lenet5", { 3, 20, 17 }, 1e-5 },
    Case{ "densenet121", { 3, 16, 16 }, 1e-5 }, Case{ "vit-tiny", { 3, 8, 8 }, 1e-5 }),
  [](const auto& info)
  {
    std::string name = info.param.Architecture;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
  });

TEST(BatchSize, FollowsTheSizeOfLayersUnlessItIsPartOfTheLoss)
{
  const auto images = WriteTensors("many_images",
    { { "inputs", torch::zeros({ 128, 3, 32, 32 }) }, { "targets", torch::arange(128) % 4 } });
  const auto batchSize = [&](const char* architecture, BatchNormMode mode)
  {
    auto options = OptionsOf({ architecture, { 3, 32, 32 }, 0.0 });
    options.Data.Path = images;
    options.BatchSize = 0;
    options.BatchNorm.Mode = mode;
    return Problem(options).BatchSize();
  };
  EXPECT_EQ(batchSize("resnet8", BatchNormMode::Stored), 32);
  EXPECT_EQ(batchSize("resnet8", BatchNormMode::Batch), 64);
  EXPECT_EQ(batchSize("vgg9", BatchNormMode::Stored), 64);
  // It has no batch norm: no mode makes its losses depend on batches.
  EXPECT_EQ(batchSize("lenet5", BatchNormMode::Stored), 32);
  EXPECT_EQ(batchSize("lenet5", BatchNormMode::Batch), 32);
  EXPECT_EQ(batchSize("lenet5", BatchNormMode::Recalibrated), 32);
}
