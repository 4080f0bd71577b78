// SPDX-License-Identifier: BSD-3-Clause
// Files of a part of the weights: adapters over a base, and checkpoints of what was trained alone.
// Truth: the loss is a closed form.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/LandscapeRecipe.h"
#include "Core/Engine/Evaluation/Trajectory.h"
#include "Core/Engine/Session/RecipeReading.h"
#include "Core/Engine/Session/Session.h"
#include "Core/Engine/Studies/Connectivity/ModeConnectivity.h"

#include <torch/script.h>

using namespace losslandscape;

namespace
{

using Numbers = std::vector<double>;

torch::Tensor Parameter(const Numbers& values, bool isTrained)
{
  return torch::tensor(values, torch::kFloat64).set_requires_grad(isTrained);
}

/// The loss is base^2 + |adapter|^2 + 10 scale, in which the base is frozen and 3, the adapter is
/// (1, 2), and the scale, a buffer, is 1.
std::string AdaptedNetwork()
{
  torch::jit::Module module("Adapted");
  module.register_parameter("base", Parameter({ 3.0 }, false), false);
  module.register_parameter("adapter", Parameter({ 1.0, 2.0 }, true), false);
  module.register_buffer("scale", torch::tensor({ 1.0 }, torch::kFloat64));
  module.define("def forward(self, x):\n"
                "  return self.base.square().sum() + self.adapter.square().sum() + "
                "10.0 * self.scale.sum() + 0.0 * x.sum()\n");
  const std::string path = TestOutput("partial-network.pt");
  module.save(path);
  return path;
}

std::string File(const std::string& name, const std::vector<std::pair<std::string, Numbers>>& parts)
{
  NamedArrays arrays;
  for (const auto& [part, values] : parts)
  {
    arrays.emplace_back(
      part, DenseArray::FromDouble({ static_cast<std::int64_t>(values.size()) }, values));
  }
  const std::string path = TestOutput("partial-" + name + ".pt");
  WriteCheckpoint(path, arrays);
  return path;
}

std::string Adapter(const std::string& name, double first, double second)
{
  return File(name, { { "adapter", { first, second } } });
}

ProblemOptions Options(
  const std::string& weights = "", const std::vector<std::string>& adapters = {})
{
  ProblemOptions options;
  options.Network.NetworkFile = AdaptedNetwork();
  options.Network.WeightsFile = weights;
  options.Network.AdapterFiles = adapters;
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = TestOutput("partial-data.pt");
  WriteCheckpoint(
    options.Data.Path, { { "inputs", DenseArray::FromDouble({ 3, 1 }, { 0.0, 1.0, 2.0 }) } });
  options.Loss = LossKind::NetworkOutput;
  options.Device = "cpu";
  return options;
}

DirectionOptions Between(const std::vector<std::string>& checkpoints)
{
  DirectionOptions directions;
  directions.Method = DirectionMethod::BetweenCheckpoints;
  directions.CheckpointFiles = checkpoints;
  return directions;
}

Numbers LossesOn(const Plane& plane, int points, double last)
{
  return EvaluateAll(plane, Grid(1, { points, 1, 1 }, { 0, last, 0, 0, 0, 0 })).Loss;
}

double LossOf(const ProblemOptions& options)
{
  const Plane plane(std::make_shared<Problem>(options), 1, {});
  return LossesOn(plane, 1, 0.0)[0];
}

} // namespace

TEST(PartialWeights, AdaptersAreLaidOverTheBaseInTheirOrder)
{
  const auto base =
    File("base", { { "base", { 5.0 } }, { "adapter", { 0, 0 } }, { "scale", { 0 } } });
  EXPECT_EQ(LossOf(Options()), 9.0 + 5.0 + 10.0);
  EXPECT_EQ(LossOf(Options(base)), 25.0);
  EXPECT_EQ(LossOf(Options(base, { Adapter("a", 1, 1) })), 27.0);
  EXPECT_EQ(LossOf(Options(base, { Adapter("a", 1, 1), Adapter("b", 2, 2) })), 33.0);
  EXPECT_EQ(
    LossOf(Options(base, { Adapter("b", 2, 2), File("scale", { { "scale", { 1.0 } } }) })), 43.0);
  // Without a base, over the network file's own weights.
  EXPECT_EQ(LossOf(Options("", { Adapter("b", 2, 2) })), 9.0 + 8.0 + 10.0);
}

TEST(PartialWeights, AreSaidInTheRecipeAndReadFromIt)
{
  const ProblemOptions options = Options("", { Adapter("b", 2, 2) });
  const Plane plane(std::make_shared<Problem>(options), 1, {});
  ExpectContains(plane.GetProblem().Skipped().front(), "partial-b.pt: 2 of 3 tensors");
  const std::string recipe = LandscapeRecipe(plane, Grid(1, { 3, 1, 1 }, { 0, 1, 0, 0, 0, 0 }));
  const RecipeContents contents = ReadRecipe(recipe);
  EXPECT_EQ(contents.TheProblem.Network.AdapterFiles, options.Network.AdapterFiles);
  Session session;
  EXPECT_EQ(
    PlaneOfRecipe(contents, session)->GetProblem().WeightsHash(), plane.GetProblem().WeightsHash());
}

TEST(PartialWeights, OfWhatWasTrainedAloneAreWeightsOfTheNetworkFile)
{
  EXPECT_EQ(LossOf(Options(Adapter("b", 2, 2))), 9.0 + 8.0 + 10.0);
  ExpectContains(ErrorText(
                   [] {
                     Problem(Options(File("frozen", { { "base", { 1.0 } } })));
                   }),
    "missing (1): adapter");
  ProblemOptions all = Options(Adapter("b", 2, 2));
  all.Network.MovingParameters = { "*" };
  ExpectContains(ErrorText([&] { Problem problem(all); }), "base");
}

TEST(PartialWeights, MakeDirections)
{
  const auto plane =
    Session().Get(Options(), 1, Between({ Adapter("a", 1, 1), Adapter("c", 3, 1) }));
  // The first checkpoint is the centre: (1 + 2 x)^2 + 1 + 9 + 10.
  EXPECT_EQ(LossesOn(*plane, 3, 1.0), (Numbers{ 21.0, 24.0, 29.0 }));
}

TEST(PartialWeights, OfARunHaveTheCentresFixedWeights)
{
  const auto whole =
    File("whole", { { "base", { 7.0 } }, { "adapter", { 0, 1 } }, { "scale", { 2.0 } } });
  const auto plane = Session().Get(
    Options(), 1, Between({ Adapter("a", 1, 1), whole, Adapter("c", 3, 1), Adapter("d", 4, 1) }));
  auto points = ProjectCheckpoints(*plane);
  EvaluationStore nowhere;
  EvaluateTrajectory(nowhere, *plane, 1, points);
  Numbers losses;
  for (const TrajectoryPoint& point : points)
  {
    losses.push_back(point.Own.Loss);
  }
  EXPECT_EQ(losses, (Numbers{ 21.0, 49.0 + 1.0 + 20.0, 29.0, 36.0 }));
}

TEST(PartialWeights, CanBeTheCentreAtEachTime)
{
  const auto files = std::vector<std::string>{ Adapter("a", 1, 1), Adapter("c", 3, 1) };
  Session session;
  const auto plane = session.Get(Options(), 1, Between(files));
  for (const std::size_t checkpoint : { 1, 0 })
  {
    const auto moved = session.MovedTo(checkpoint, plane);
    EXPECT_EQ(LossesOn(*moved, 1, 0.0)[0], checkpoint == 0 ? 21.0 : 29.0);
  }
  const auto moved = session.MovedTo(1, plane);
  const std::string recipe =
    LandscapeRecipe(*moved, Grid(1, { 2, 1, 1 }, { 0, 1, 0, 0, 0, 0 }), { 1, 1.0 }, *plane);
  Session again;
  EXPECT_EQ(PlaneOfRecipe(ReadRecipe(recipe), again)->GetProblem().WeightsHash(),
    moved->GetProblem().WeightsHash());
}

TEST(PartialWeights, CanBeTheEndsOfAPath)
{
  ProblemOptions options = Options(Adapter("a", 1, 1));
  const Modes modes = LoadModes(options, Adapter("c", 3, 1));
  EXPECT_NE(modes.First->WeightsHash(), modes.Second->WeightsHash());
  ExpectContains(ErrorText([&] { CheckBendFile(modes, TestOutput("partial-c.pt")); }), "partial-c");
}
