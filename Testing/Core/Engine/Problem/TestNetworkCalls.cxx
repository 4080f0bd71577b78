// SPDX-License-Identifier: BSD-3-Clause
// Truth: Testing/Python/reference/make_calls.py, and central differences of losses.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Derivatives/ParameterSpaceLoss.h"
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"
#include "Core/Engine/Evaluation/LandscapeRecipe.h"
#include "Core/Engine/Torch/Tensors.h"
#include "Core/Files/NumPy/Npz.h"

#include <nlohmann/json.hpp>

#include <cmath>

using namespace losslandscape;

namespace
{

std::vector<double> Truth(const std::string& array)
{
  for (const auto& [name, values] : ReadNpz(Reference("calls/truth.npz")))
  {
    if (name == array)
    {
      return values.ToDouble();
    }
  }
  ADD_FAILURE() << "no array " << array;
  return {};
}

ProblemOptions OptionsOf(const std::string& network, std::int64_t batchSize)
{
  ProblemOptions options;
  options.Network.NetworkFile = Reference("calls/" + network + ".pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("calls/data.npz");
  options.Loss = LossKind::MeanSquaredError;
  options.Device = "cpu";
  options.BatchSize = batchSize;
  return options;
}

std::shared_ptr<const Problem> ProblemOf(const std::string& network, std::int64_t batchSize)
{
  return std::make_shared<const Problem>(OptionsOf(network, batchSize));
}

Plane PlaneOf(const std::string& network, std::int64_t batchSize)
{
  DirectionOptions directions;
  directions.Method = DirectionMethod::File;
  directions.Files = { Reference("calls/" + network + "_direction.pt") };
  return Plane(ProblemOf(network, batchSize), 1, directions);
}

/// The points of the truth.
const Grid Line(1, { 5, 1, 1 }, { -1.0, 1.0, 0.0, 0.0, 0.0, 0.0 });

std::vector<double> LossAt(const Plane& plane, int points, double reach, int threads)
{
  return EvaluateAll(plane, Grid(1, { points, 1, 1 }, { -reach, reach, 0, 0, 0, 0 }), threads).Loss;
}

nlohmann::json NetworkRecipe(const std::string& network)
{
  return nlohmann::json::parse(LandscapeRecipe(PlaneOf(network, 3), Line)).at("network");
}

class Calls : public testing::TestWithParam<const char*>
{
};

} // namespace

TEST_P(Calls, APointHasTheLossOfAPassOfPython)
{
  const std::string network = GetParam();
  for (const int batch : { 1, 3, 10 })
  {
    SCOPED_TRACE(batch);
    const auto right = Truth(network + "_" + std::to_string(batch));
    const auto found = EvaluateAll(PlaneOf(network, batch), Line).Loss;
    ASSERT_EQ(found.size(), right.size());
    for (std::size_t i = 0; i < right.size(); ++i)
    {
      EXPECT_NEAR(found[i] / right[i], 1.0, 1e-5) << i;
    }
  }
}

TEST_P(Calls, APointDoesNotDependOnOthersOrOnThreads)
{
  const Plane plane = PlaneOf(GetParam(), 3);
  const auto whole = LossAt(plane, 5, 1.0, 1);
  for (const int threads : { 1, 2, 5 })
  {
    EXPECT_EQ(LossAt(plane, 5, 1.0, threads), whole) << threads;
    EXPECT_EQ(LossAt(plane, 3, 1.0, threads), (std::vector<double>{ whole[0], whole[2], whole[4] }))
      << threads;
    EXPECT_EQ(LossAt(plane, 1, 0.0, threads), (std::vector<double>{ whole[2] })) << threads;
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, Calls,
  testing::Values("buffer", "attribute", "collections", "policy", "noise", "functional_dropout",
    "traced_training"),
  [](const auto& each) { return std::string(each.param); });

TEST(NetworkCalls, AreNotDisturbedByLibTorchsGenerator)
{
  const Plane plane = PlaneOf("noise", 3);
  torch::manual_seed(1);
  const torch::Tensor next = torch::rand({ 3 });
  torch::manual_seed(1);
  const auto first = LossAt(plane, 5, 1.0, 2);
  EXPECT_TRUE(torch::rand({ 3 }).equal(next));
  EXPECT_EQ(LossAt(plane, 5, 1.0, 2), first);
}

TEST(NetworkCalls, DerivativesAreThoseOfAWholePass)
{
  for (const std::string network : { "buffer", "attribute", "collections" })
  {
    SCOPED_TRACE(network);
    const auto right = Truth(network + "_gradient");
    const auto problem = ProblemOf(network, 3);
    for (const int threads : { 1, 2 })
    {
      ParameterSpaceLoss loss(problem, threads);
      const Eigen::VectorXd nowhere = Eigen::VectorXd::Zero(loss.Size());
      // Twice: the first pass leaves its state in the network.
      for (int pass = 0; pass < 2; ++pass)
      {
        EXPECT_NEAR(loss.Value(nowhere) / Truth(network + "_3")[2], 1.0, 1e-5);
        const Eigen::VectorXd found = loss.Gradient(nowhere);
        ASSERT_EQ(found.size(), static_cast<Eigen::Index>(right.size()));
        for (std::size_t i = 0; i < right.size(); ++i)
        {
          EXPECT_NEAR(
            found[static_cast<Eigen::Index>(i)], right[i], 1e-5 * (1 + std::abs(right[i])));
        }
      }
    }
  }
}

TEST(NetworkCalls, GradientsInThePlaneAreThoseOfTheDrawnLosses)
{
  // Differences to either side, in single precision: networks of ReLU have kinks between them.
  constexpr double step = 0.005;
  for (const std::string network : { "buffer", "noise", "traced_training" })
  {
    SCOPED_TRACE(network);
    const Plane plane = PlaneOf(network, 3);
    const auto losses = LossAt(plane, 3, step, 1);
    DerivativeOptions options;
    options.Gradient = true;
    for (const int threads : { 1, 2 })
    {
      const PlanePoints twice = { 2, [](std::int64_t) { return std::array<double, 3>{}; } };
      for (const auto& found : DerivativesAt(plane, twice, options, threads))
      {
        const double left = (losses[1] - losses[0]) / step;
        const double right = (losses[2] - losses[1]) / step;
        const double tolerance = 1e-2 * (1.0 + std::abs(found.Gradient[0]));
        EXPECT_GT(found.Gradient[0], std::min(left, right) - tolerance);
        EXPECT_LT(found.Gradient[0], std::max(left, right) + tolerance);
      }
    }
  }
}

TEST(NetworkCalls, StateThatIsOverwrittenHasNoDerivativesAndTheErrorSaysWhy)
{
  const auto error = ErrorText(
    []
    {
      ParameterSpaceLoss(ProblemOf("policy", 3), 1)
        .Gradient(Eigen::VectorXd::Zero(ParameterSpaceLoss(ProblemOf("policy", 3), 1).Size()));
    });
  ExpectContains(error, "policy.pt");
  ExpectContains(error, "self.state = h");
}

TEST(NetworkCalls, RecipesTellOfStateAndRandomNumbers)
{
  EXPECT_TRUE(NetworkRecipe("buffer").contains("state"));
  EXPECT_FALSE(NetworkRecipe("buffer").contains("random_numbers"));
  const auto noise = NetworkRecipe("noise");
  EXPECT_FALSE(noise.contains("state"));
  EXPECT_EQ(noise.at("random_numbers").at("operators"),
    (std::vector<std::string>{ "aten::normal_", "aten::randperm", "aten::uniform_" }));
  for (const std::string network : { "functional_dropout", "traced_training" })
  {
    EXPECT_FALSE(NetworkRecipe(network).contains("state")) << network;
    EXPECT_FALSE(NetworkRecipe(network).contains("random_numbers")) << network;
  }
}
