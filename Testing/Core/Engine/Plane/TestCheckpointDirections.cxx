// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/TrajectoryTesting.h"

#include "Testing/TestOutput.h"

#include "Core/Engine/Evaluation/LandscapeRecipe.h"
#include "Core/Engine/Plane/CheckpointFiles.h"
#include "Core/Engine/Plane/CheckpointRun.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Session/Session.h"

#include <cmath>

using namespace losslandscape;

namespace
{

using Numbers = std::vector<double>;

/// The network at the centre that the directions bring.
std::shared_ptr<const Problem> CentredProblem(const DirectionOptions& directions)
{
  auto options = TrajectoryProblem();
  options.Network = AtCentre(options.Network, directions);
  return std::make_shared<const Problem>(options);
}

DirectionSet Directions(const DirectionOptions& options, int dimension = 2)
{
  return MakeDirections(CentredProblem(options), dimension, options);
}

double CosineTo(const ParameterVector& direction, const Numbers& truth)
{
  const Numbers numbers = Flatten(direction);
  double dot = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < truth.size(); ++i)
  {
    dot += numbers[i] * truth[i];
    squares += truth[i] * truth[i];
  }
  return dot / Norm(direction) / std::sqrt(squares);
}

void ExpectDirections(const DirectionOptions& options, const char* name)
{
  const auto& truth = TrajectoryTruth().at(name);
  const auto directions = Directions(options);
  const Numbers& ratios = directions.Variance.ExplainedVarianceRatio;
  const auto expected = truth.at("explained_variance_ratio").get<Numbers>();
  ASSERT_EQ(ratios.size(), expected.size());
  for (std::size_t k = 0; k < ratios.size(); ++k)
  {
    EXPECT_NEAR(ratios[k], expected[k], 1e-6) << k;
  }
  for (int axis = 0; axis < 2; ++axis)
  {
    EXPECT_GT(
      CosineTo(directions.Axes[axis], truth.at("directions")[axis].get<Numbers>()), 0.999999);
    EXPECT_NEAR(Norm(directions.Axes[axis]), 1.0, 1e-12);
  }
}

std::string DirectionError(const DirectionOptions& options)
{
  const auto weights = TrajectoryCheckpoints().back();
  auto problem = TrajectoryProblem();
  problem.Network.WeightsFile = weights;
  const auto shared = std::make_shared<const Problem>(problem);
  return ErrorText([&] { Plane(shared, 2, options); });
}

/// The last checkpoint with its first tensor changed, in a file of its own.
template <typename Change>
std::string Changed(const std::string& name, Change&& change)
{
  return AlteredCheckpoint(TrajectoryCheckpoints().back(), name,
    [&](const std::string& tensor, DenseArray& array)
    {
      if (tensor == "layers.0.weight")
      {
        change(array);
      }
    });
}

} // namespace

TEST(PcaDirections, EqualDenseSingularVectors)
{
  auto options = TrajectoryDirections(DirectionMethod::PCA);
  ExpectDirections(options, "plain");
  options.CenterPca = true;
  ExpectDirections(options, "centred");
}

TEST(PcaDirections, IgnoreBiases)
{
  auto options = TrajectoryDirections(DirectionMethod::PCA);
  options.IgnoreBiasAndNorm = true;
  ExpectDirections(options, "masked");
  for (const auto& axis : Directions(options).Axes)
  {
    EXPECT_EQ(axis[1].Values, Numbers(5, 0.0));
  }
}

/// A random walk says something about a single run that is seen from its mean or its end.
TEST(PcaDirections, CompareWhatIsComparableWithARandomWalk)
{
  auto options = TrajectoryDirections(DirectionMethod::PCA);
  const auto isCompared = [](const DirectionSet& directions)
  {
    const auto& variance = directions.Variance;
    EXPECT_GT(variance.ExplainedVarianceRatio[0], 0.0);
    EXPECT_EQ(
      std::isnan(variance.RandomWalkVarianceRatio[0]), std::isnan(variance.CosineCorrelation[0]));
    return !std::isnan(variance.CosineCorrelation[0]);
  };
  EXPECT_TRUE(isCompared(Directions(options)));

  const auto problem = CentredProblem(options);
  std::swap(options.CheckpointFiles[0], options.CheckpointFiles.back());
  EXPECT_FALSE(isCompared(MakeDirections(problem, 2, options)));
  options.CenterPca = true;
  EXPECT_TRUE(isCompared(MakeDirections(problem, 2, options)));

  options = TrajectoryDirections(DirectionMethod::PCA);
  options.CheckpointFiles.insert(
    options.CheckpointFiles.begin(), Changed("other_run.pt", [](DenseArray&) {}));
  EXPECT_FALSE(isCompared(Directions(options)));
}

TEST(BetweenDirections, ReachTheirCheckpoints)
{
  const auto truth = TrajectoryTruth().at("checkpoints").get<std::vector<Numbers>>();
  const auto directions = Directions(TrajectoryDirections(DirectionMethod::BetweenCheckpoints));
  for (int axis = 0; axis < 2; ++axis)
  {
    const Numbers numbers = Flatten(directions.Axes[axis]);
    for (std::size_t i = 0; i < numbers.size(); ++i)
    {
      EXPECT_EQ(numbers[i], truth[axis + 1][i] - truth[0][i]);
    }
  }
}

TEST(BetweenDirections, LandscapeHasTheLossesOfTheCheckpoints)
{
  const auto directions = TrajectoryDirections(DirectionMethod::BetweenCheckpoints);
  const Plane plane(CentredProblem(directions), 2, directions);
  const auto losses = EvaluateAll(plane, Grid(2, { 2, 2, 1 }, { 0, 1, 0, 1, 0, 0 })).Loss;
  const auto truth = TrajectoryTruth().at("loss").get<Numbers>();
  for (int checkpoint = 0; checkpoint < 3; ++checkpoint)
  {
    EXPECT_NEAR(losses[checkpoint], truth[checkpoint], 1e-6 * truth[checkpoint]);
  }
}

TEST(BetweenDirections, CanBeMadeOrthogonal)
{
  auto options = TrajectoryDirections(DirectionMethod::BetweenCheckpoints);
  EXPECT_GT(std::fabs(Cosine(Directions(options).Axes[0], Directions(options).Axes[1])), 0.1);
  options.Orthogonalize = true;
  const auto axes = Directions(options, 3).Axes;
  EXPECT_NEAR(Cosine(axes[0], axes[1]), 0.0, 1e-12);
  EXPECT_NEAR(Cosine(axes[0], axes[2]), 0.0, 1e-12);
  EXPECT_NEAR(Cosine(axes[1], axes[2]), 0.0, 1e-12);
}

TEST(CheckpointDirections, BringTheirCentre)
{
  const auto files = TrajectoryCheckpoints();
  Session cache;
  const auto centre = [&](DirectionMethod method, const std::string& weights)
  {
    auto options = TrajectoryProblem();
    options.Network.WeightsFile = weights;
    return cache.Get(options, 2, TrajectoryDirections(method))->GetProblem().WeightsSource();
  };
  EXPECT_EQ(centre(DirectionMethod::PCA, ""), files.back());
  EXPECT_EQ(centre(DirectionMethod::BetweenCheckpoints, ""), files.front());
  EXPECT_EQ(centre(DirectionMethod::Random, files[2]), files[2]);
  EXPECT_EQ(centre(DirectionMethod::PCA, files[2]), files[2]);
}

TEST(CheckpointDirections, NameWhatIsWrongWithTheFiles)
{
  for (const auto method : { DirectionMethod::PCA, DirectionMethod::BetweenCheckpoints })
  {
    auto options = TrajectoryDirections(method);
    options.CheckpointFiles[1] = "/no/such/checkpoint.pt";
    ExpectContains(DirectionError(options), "/no/such/checkpoint.pt");

    options.CheckpointFiles[1] = Changed("shape.pt",
      [](DenseArray& array) {
        array.Shape = { 6, 5 };
      });
    ExpectContains(DirectionError(options), "shape.pt");
    ExpectContains(DirectionError(options), "layers.0.weight (6, 5) instead of (5, 6)");

    options.CheckpointFiles[1] = Changed("infinite.pt",
      [](DenseArray& array) {
        array = DenseArray::FromFloat({ 5, 6 }, std::vector<float>(30, INFINITY));
      });
    ExpectContains(DirectionError(options), "infinite.pt: layers.0.weight");

    options.CheckpointFiles = { "" };
    ExpectContains(DirectionError(options), "checkpoint files are missing");
  }
}

TEST(CheckpointDirections, NeedEnoughCheckpoints)
{
  const auto files = TrajectoryCheckpoints();
  auto options = TrajectoryDirections(DirectionMethod::PCA);
  options.CheckpointFiles = { files[0], files.back() };
  ExpectContains(DirectionError(options), "too few independent checkpoints");
  options.Method = DirectionMethod::BetweenCheckpoints;
  ExpectContains(DirectionError(options), "checkpoint files are missing");
  options.CheckpointFiles = { files[0], files[1], files[1] };
  options.Orthogonalize = true;
  ExpectContains(DirectionError(options), "gives no direction of its own");
}

TEST(CheckpointFiles, RunsAndNumbersComeFromTheNames)
{
  EXPECT_EQ(RunNumbers({ "a/1.pt", "a/2.pt", "b/1.pt", "b/./2.pt", "a/3.pt" }),
    (std::vector<int>{ 0, 0, 1, 1, 2 }));
  EXPECT_EQ(NumberInName("run7/epoch_0012.pt"), 12.0);
  EXPECT_EQ(NumberInName("run7/epoch0.5.pth"), 0.5);
  EXPECT_EQ(NumberInName("run7/last.pth"), std::nullopt);
}

TEST(CheckpointRun, EpochsComeFromTheFilesFirst)
{
  const auto named = TestOutput("step_0007.pt");
  const auto plain = TestOutput("plain.pt");
  const auto files = TrajectoryCheckpoints();
  WriteCheckpoint(named, ReadCheckpoint(files[0]).Tensors);
  WriteCheckpoint(plain, ReadCheckpoint(files[0]).Tensors);
  const auto problem = CentredProblem(TrajectoryDirections(DirectionMethod::PCA));
  CheckpointRun run(*problem->GetInternals().Network, { "", files[3], named, plain });
  const auto epochAt = [&](std::int64_t index)
  {
    run.Read(index);
    return run.Epoch();
  };
  ASSERT_EQ(run.Count(), 3);
  EXPECT_EQ(epochAt(0), 4.5);
  EXPECT_EQ(epochAt(1), 7.0);
  EXPECT_EQ(epochAt(2), 2.0);
}

TEST(Recipe, NamesTheCheckpointsAndTheirVariance)
{
  const auto directions = TrajectoryDirections(DirectionMethod::PCA);
  const Plane plane(CentredProblem(directions), 2, directions);
  const auto recipe =
    nlohmann::json::parse(LandscapeRecipe(plane, Grid(2, { 2, 2, 1 }, { 0, 1, 0, 1, 0, 0 })))
      .at("directions");
  EXPECT_EQ(recipe.at("method"), "PCA");
  EXPECT_EQ(recipe.at("centred"), false);
  EXPECT_EQ(recipe.at("centre"), "last of checkpoint_files");
  EXPECT_EQ(recipe.at("checkpoint_files"), nlohmann::json(TrajectoryCheckpoints()));
  EXPECT_EQ(recipe.at("explained_variance_ratio").size(), 5u);
}
