// SPDX-License-Identifier: BSD-3-Clause
// Networks of which a part moves. Truth: closed forms, and the network of that part alone.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Derivatives/ParameterSpaceLoss.h"
#include "Core/Engine/Network/Movement.h"
#include "Core/Engine/Network/Script/ScriptedNetwork.h"
#include "Core/Engine/Studies/Sharpness/NetworkSharpness.h"
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

#include <torch/script.h>

#include <algorithm>
#include <cmath>

using namespace losslandscape;

namespace
{

const std::vector<double> Frozen = { 1.0, 2.0 };
const std::vector<double> Free = { 3.0, 4.0, 5.0 };

torch::Tensor Parameter(const std::vector<double>& values, bool isTrained)
{
  return torch::tensor(values, torch::kFloat64).set_requires_grad(isTrained);
}

/// The loss is |frozen|^2 / 2 + |free|^2 + |more|^2, whatever the inputs are.
std::string Quadratic(const std::string& name, bool isFrozen)
{
  torch::jit::Module module("Quadratic");
  module.register_parameter("frozen", Parameter(Frozen, !isFrozen), false);
  torch::jit::Module part("Part");
  part.register_parameter("free", Parameter(Free, true), false);
  part.register_parameter("more", Parameter({ 7.0 }, true), false);
  module.register_module("part", part);
  module.define("def forward(self, x):\n"
                "  return 0.5 * self.frozen.square().sum() + self.part.free.square().sum() + "
                "self.part.more.square().sum() + 0.0 * x.sum()\n");
  const std::string path = TestOutput("movement-" + name + ".pt");
  module.save(path);
  return path;
}

std::string Data()
{
  const std::string path = TestOutput("movement-data.pt");
  WriteCheckpoint(path, { { "inputs", DenseArray::FromDouble({ 3, 1 }, { 0.0, 1.0, 2.0 }) } });
  return path;
}

std::shared_ptr<const Problem> ProblemOf(
  const std::string& network, const std::vector<std::string>& moving = {})
{
  ProblemOptions options;
  options.Network.NetworkFile = network;
  options.Network.MovingParameters = moving;
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Data();
  options.Loss = LossKind::NetworkOutput;
  options.Device = "cpu";
  return std::make_shared<const Problem>(options);
}

std::vector<std::string> NamesOf(const Problem& problem)
{
  std::vector<std::string> names;
  for (const ParameterInfo& parameter : problem.Parameters())
  {
    names.push_back(parameter.Name);
  }
  return names;
}

} // namespace

TEST(Movement, PatternsNameParametersAndModules)
{
  EXPECT_TRUE(MatchesPattern("layer4.0.conv1.weight", "layer4"));
  EXPECT_FALSE(MatchesPattern("layer40.conv1.weight", "layer4"));
  EXPECT_TRUE(MatchesPattern("layer4.0.conv1.weight", "layer?.*.weight"));
  EXPECT_TRUE(MatchesPattern("h.3.attn.lora_A", "*lora_*"));
  EXPECT_TRUE(MatchesPattern("h.3.attn.lora_A.default.weight", "h.*.attn"));
  EXPECT_FALSE(MatchesPattern("h.3.mlp.lora_A", "h.*.attn*"));
  EXPECT_TRUE(MatchesPattern("weight", "weight"));
  EXPECT_FALSE(MatchesPattern("weight", "eight"));
  EXPECT_FALSE(MatchesPattern("weight", ""));
  EXPECT_TRUE(MatchesPattern("aaab", "a*ab"));
}

TEST(Movement, FrozenParametersNeitherMoveNorCount)
{
  const auto problem = ProblemOf(Quadratic("frozen", true));
  EXPECT_EQ(NamesOf(*problem), (std::vector<std::string>{ "part.free", "part.more" }));
  EXPECT_EQ(problem->NumberOfWeights(), 4);
  ASSERT_FALSE(problem->Skipped().empty());
  ExpectContains(problem->Skipped().back(), "1 of 3 parameters were frozen");
  EXPECT_EQ(ProblemOf(Quadratic("trained", false))->NumberOfWeights(), 6);
}

TEST(Movement, APatternMovesWhatWasFrozenToo)
{
  const auto problem = ProblemOf(Quadratic("frozen", true), { "fro*" });
  EXPECT_EQ(NamesOf(*problem), std::vector<std::string>{ "frozen" });
  ExpectContains(ErrorText(
                   [&] {
                     ProblemOf(Quadratic("frozen", true), { "part", "layer4" });
                   }),
    "'layer4'");
}

TEST(Movement, WhatMovesCanBeTrained)
{
  const auto load = [](bool isFrozen, const std::vector<std::string>& patterns)
  {
    auto network = LoadScriptedNetwork(Quadratic(isFrozen ? "frozen" : "trained", isFrozen));
    RestrictMovement(*network, patterns, "network");
    return network;
  };
  for (const auto& patterns : { std::vector<std::string>{ "*" }, { "frozen" }, {} })
  {
    for (const auto& [name, tensor] : load(true, patterns)->Parameters())
    {
      EXPECT_TRUE(tensor.requires_grad()) << name;
    }
  }
  const auto part = load(false, { "part" });
  for (const auto& [name, tensor] : part->Clone()->AllParameters())
  {
    EXPECT_EQ(tensor.requires_grad(), name != "frozen") << name;
  }
}

TEST(Movement, LossesFollowTheMovingPartAlone)
{
  const auto problem = ProblemOf(Quadratic("frozen", true), { "part.free" });
  DirectionOptions directions;
  directions.Normalization = Normalization::None;
  directions.IgnoreBiasAndNorm = false;
  const Plane plane(problem, 1, directions);
  const double norm = plane.Norms()[0];
  const Surface surface = EvaluateAll(plane, Grid(1, { 3, 1, 1 }, { -1, 1, 0, 0, 0, 0 }));
  const double centre = 0.5 * 5.0 + 50.0 + 49.0;
  EXPECT_NEAR(surface.Loss[1], centre, 1e-12);
  // The sum of both sides is that of a parabola with the second derivative 2 |d|^2.
  EXPECT_NEAR(surface.Loss[0] + surface.Loss[2] - 2.0 * centre, 2.0 * norm * norm, 1e-9);
}

TEST(Movement, GradientsAndHessiansAreThoseOfTheMovingPart)
{
  ParameterSpaceLoss loss(ProblemOf(Quadratic("frozen", true)), 1);
  ASSERT_EQ(loss.Size(), 4);
  const Eigen::VectorXd nowhere = Eigen::VectorXd::Zero(4);
  EXPECT_TRUE(loss.Gradient(nowhere).isApprox(Eigen::Vector4d(6, 8, 10, 14), 1e-12));
  const Eigen::MatrixXd products = loss.HessianProducts(nowhere, Eigen::MatrixXd::Identity(4, 4));
  EXPECT_TRUE(products.isApprox(2.0 * Eigen::MatrixXd::Identity(4, 4), 1e-12));
}

TEST(Movement, DirectionsAreNormalisedByTheMovingPart)
{
  DirectionOptions directions;
  directions.Normalization = Normalization::Network;
  directions.IgnoreBiasAndNorm = false;
  const Plane plane(ProblemOf(Quadratic("frozen", true), { "part.free" }), 1, directions);
  EXPECT_NEAR(plane.Norms()[0], std::sqrt(50.0), 1e-9);
}

// All eigenvalues are 2, those of the frozen part would be 1.
TEST(Movement, SpectraAreThoseOfTheMovingPart)
{
  EvaluationStore nowhere;
  HessianSpectrumOptions options;
  options.Largest = 1;
  options.Smallest = 1;
  options.PerLayer = true;
  const auto spectrumOf = [&](const std::vector<std::string>& moving)
  {
    const auto problem = ProblemOf(Quadratic("frozen", true), moving);
    return AssembleSpectrum(
      *problem, options, ComputeSpectrumParts(nowhere, problem, options, { 0, 1 }, 1));
  };
  const HessianSpectrum free = spectrumOf({});
  EXPECT_EQ(free.Weights, 4);
  EXPECT_EQ(free.Blocks.size(), 2u);
  EXPECT_NEAR(free.Trace.Value, 8.0, 1e-9);
  EXPECT_NEAR(free.Smallest.front().Value, 2.0, 1e-9);
  EXPECT_NEAR(free.GradientNorm, std::sqrt(396.0), 1e-9);
  const HessianSpectrum frozen = spectrumOf({ "frozen" });
  EXPECT_EQ(frozen.Weights, 2);
  EXPECT_NEAR(frozen.Trace.Value, 2.0, 1e-9);
  EXPECT_NEAR(frozen.Largest.front().Value, 1.0, 1e-9);
}

// Along the gradient g = 2 w a step of length r changes |w|^2 by 2 r |w| + r^2.
TEST(Movement, SharpnessIsThatOfTheMovingPart)
{
  EvaluationStore nowhere;
  SharpnessOptions options;
  options.SamRadius = 0.5;
  const auto sharpness =
    MeasureSharpness(nowhere, ProblemOf(Quadratic("frozen", true), { "part.free" }), options, 1);
  EXPECT_NEAR(sharpness.GradientNorm, 2.0 * std::sqrt(50.0), 1e-9);
  const auto sam = std::find_if(sharpness.Measures.begin(), sharpness.Measures.end(),
    [](const SharpnessMeasure& measure) { return measure.Name == "sam_sharpness"; });
  ASSERT_NE(sam, sharpness.Measures.end());
  EXPECT_NEAR(sam->Value, std::sqrt(50.0) + 0.25, 1e-9);
}
