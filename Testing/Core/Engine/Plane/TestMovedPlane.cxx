// SPDX-License-Identifier: BSD-3-Clause
// Planes moved along a training run, against planes whose weights file is the checkpoint.
#include "Testing/Core/Engine/TrajectoryTesting.h"

#include "Testing/TestOutput.h"

#include "Core/Engine/Evaluation/LandscapeRecipe.h"
#include "Core/Engine/Evaluation/Trajectory.h"
#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Session/Session.h"

#include <cmath>
#include <filesystem>

using namespace losslandscape;

namespace
{

using Numbers = std::vector<double>;
using Points = std::vector<TrajectoryPoint>;

const Grid TestGrid(2, { 3, 2, 1 }, { -1.0, 0.5, 0.0, 1.0, 0.0, 0.0 });

std::shared_ptr<const Plane> MovedTo(Session& session, std::size_t checkpoint,
  const ProblemOptions& problem, const DirectionOptions& directions)
{
  return session.MovedTo(checkpoint, session.Get(problem, 2, directions));
}

/// The plane moved to a checkpoint, in a session that has it nowhere else.
std::shared_ptr<const Plane> MovedTo(
  std::size_t checkpoint, const ProblemOptions& problem, const DirectionOptions& directions)
{
  Session session;
  return MovedTo(session, checkpoint, problem, directions);
}

/// The plane around the weights of a file: another problem altogether.
std::shared_ptr<const Plane> Around(
  const std::string& weights, ProblemOptions problem, const DirectionOptions& directions)
{
  problem.Network.WeightsFile = weights;
  return Session().Get(problem, 2, directions);
}

void ExpectSameSurfaces(const Plane& moved, const Plane& independent)
{
  const Surface one = EvaluateAll(moved, TestGrid);
  const Surface other = EvaluateAll(independent, TestGrid);
  EXPECT_EQ(one.Loss, other.Loss);
  EXPECT_EQ(one.Accuracy, other.Accuracy);
  EXPECT_EQ(one.StandardError, other.StandardError);
  EXPECT_EQ(moved.GetProblem().WeightsHash(), independent.GetProblem().WeightsHash());
  EXPECT_EQ(moved.Hashes(), independent.Hashes());
}

/// Points of these epochs.
Points RunOf(const Numbers& epochs)
{
  Points points(epochs.size());
  for (std::size_t i = 0; i < epochs.size(); ++i)
  {
    points[i].Epoch = epochs[i];
  }
  return points;
}

const void* FirstInput(const Plane& plane)
{
  return plane.GetProblem().GetInternals().Batches.at(0).Inputs.front().data_ptr();
}

const void* FirstDirection(const Plane& plane)
{
  return plane.GetInternals().Moves.at(0).Directions.at(0).data_ptr();
}

} // namespace

TEST(MovedPlane, HasTheLandscapeAroundEachCheckpoint)
{
  // Directions that do not depend on the weights: both planes make the same ones.
  auto directions = TrajectoryDirections(DirectionMethod::Random);
  directions.Normalization = Normalization::None;
  const auto files = TrajectoryCheckpoints();
  auto problem = TrajectoryProblem();
  problem.Network.WeightsFile = files[2];
  const auto truth = TrajectoryTruth().at("loss").get<Numbers>();
  const Grid centre(2, { 1, 1, 1 }, { 0, 0, 0, 0, 0, 0 });
  for (std::size_t i = 0; i < files.size(); ++i)
  {
    const auto moved = MovedTo(i, problem, directions);
    ExpectSameSurfaces(*moved, *Around(files[i], problem, directions));
    EXPECT_NEAR(EvaluateAll(*moved, centre).Loss[0], truth[i], 1e-6) << i;
    EXPECT_EQ(moved->GetProblem().WeightsSource(), files[i]);
  }
}

TEST(MovedPlane, TakesTheBuffersAlong)
{
  auto directions = ResNetRun("shifted_13.pt");
  directions.Normalization = Normalization::None;
  const auto moved = MovedTo(1, ResNetProblem(), directions);
  ExpectSameSurfaces(*moved, *Around(directions.CheckpointFiles[1], ResNetProblem(), directions));
  // The weights are the same as those of the first checkpoint.
  const auto first = EvaluateAll(*MovedTo(0, ResNetProblem(), directions), TestGrid);
  EXPECT_GT(std::fabs(EvaluateAll(*moved, TestGrid).Loss[0] - first.Loss[0]), 1e-3);
}

TEST(MovedPlane, TakesNetworksWithWeightsOfTheirOwn)
{
  ProblemOptions problem;
  problem.Network.NetworkFile = Reference("mlp/scripted.pt");
  problem.Data.Kind = DatasetKind::TensorFile;
  problem.Data.Path = Reference("mlp/data.npz");
  problem.Device = "cpu";
  DirectionOptions directions;
  directions.Normalization = Normalization::None;
  directions.CheckpointFiles = { AlteredCheckpoint(Reference("mlp/state_dict.pt"), "halves.pt",
    [](const std::string&, DenseArray& array) {
      array = DenseArray::FromFloat(array.Shape, std::vector<float>(array.ElementCount(), 0.5f));
    }) };
  const auto moved = MovedTo(0, problem, directions);
  ExpectSameSurfaces(*moved, *Around(directions.CheckpointFiles[0], problem, directions));
  const auto own = Session().Get(problem, 2, directions);
  EXPECT_NE(EvaluateAll(*moved, TestGrid).Loss, EvaluateAll(*own, TestGrid).Loss);
}

TEST(MovedPlane, KeepsTheDirections)
{
  // Filter normalisation and PCA depend on the weights.
  for (const auto method : { DirectionMethod::Random, DirectionMethod::PCA })
  {
    auto problem = TrajectoryProblem();
    problem.Network.WeightsFile = TrajectoryCheckpoints()[5];
    const auto directions = TrajectoryDirections(method);
    const auto fixed = Session().Get(problem, 2, directions);
    const auto moved = MovedTo(0, problem, directions);
    EXPECT_EQ(moved->Hashes(), fixed->Hashes());
    EXPECT_EQ(moved->Norms(), fixed->Norms());
    EXPECT_NE(Around(TrajectoryCheckpoints()[0], problem, directions)->Hashes(), fixed->Hashes());
  }
}

TEST(MovedPlane, PassesThroughPointsOfTheFixedPlane)
{
  // Both ends of the first direction are checkpoints: moved there, the plane holds the other at -1.
  const auto directions = TrajectoryDirections(DirectionMethod::BetweenCheckpoints);
  const auto moved = MovedTo(1, TrajectoryProblem(), directions);
  const Grid line(2, { 2, 1, 1 }, { -1, 0, 0, 0, 0, 0 });
  const auto losses = EvaluateAll(*moved, line).Loss;
  const auto truth = TrajectoryTruth().at("loss").get<Numbers>();
  EXPECT_NEAR(losses[0], truth[0], 1e-6);
  EXPECT_NEAR(losses[1], truth[1], 1e-6);
}

TEST(MovedPlane, IsKeptAndSharesWhatIsLarge)
{
  Session cache;
  const auto problem = TrajectoryProblem();
  auto directions = TrajectoryDirections(DirectionMethod::PCA);
  const auto fixed = cache.Get(problem, 2, directions);
  const auto moved = MovedTo(cache, 3, problem, directions);
  EXPECT_EQ(MovedTo(cache, 3, problem, directions), moved);
  EXPECT_EQ(cache.Get(problem, 2, directions), fixed);
  EXPECT_EQ(&moved->GetProblem().Data(), &fixed->GetProblem().Data());
  EXPECT_EQ(FirstInput(*moved), FirstInput(*fixed));
  EXPECT_EQ(FirstDirection(*moved), FirstDirection(*fixed));

  const std::weak_ptr<const Plane> left = moved;
  EXPECT_NE(MovedTo(cache, 4, problem, directions), moved);
  EXPECT_EQ(left.use_count(), 1) << "a plane that was left is kept nowhere but here";
  const std::weak_ptr<const Plane> current = MovedTo(cache, 4, problem, directions);
  directions.CenterPca = true;
  cache.Get(problem, 2, directions);
  EXPECT_TRUE(current.expired());
}

TEST(MovedPlane, IsMadeAgainWhenTheCheckpointChanges)
{
  const auto path = TestOutput("moving.pt");
  const auto copy = [&](int checkpoint)
  {
    std::filesystem::copy_file(
      TrajectoryCheckpoints()[checkpoint], path, std::filesystem::copy_options::overwrite_existing);
  };
  copy(0);
  auto problem = TrajectoryProblem();
  problem.Network.WeightsFile = TrajectoryCheckpoints()[5];
  DirectionOptions directions;
  directions.CheckpointFiles = { "", path };
  Session cache;
  const auto before = MovedTo(cache, 0, problem, directions)->GetProblem().WeightsHash();
  const auto time = std::filesystem::last_write_time(path);
  copy(1);
  std::filesystem::last_write_time(path, time + std::chrono::seconds(2));
  EXPECT_NE(MovedTo(cache, 0, problem, directions)->GetProblem().WeightsHash(), before);
}

TEST(MovedPlane, NamesACheckpointThatDoesNotFit)
{
  auto problem = TrajectoryProblem();
  problem.Network.WeightsFile = TrajectoryCheckpoints()[0];
  DirectionOptions directions;
  Session cache;
  for (const auto& file : { Reference("mlp/state_dict.pt"), std::string("/no/such/file.pt") })
  {
    directions.CheckpointFiles = { TrajectoryCheckpoints()[1], file };
    ExpectContains(ErrorText([&] { MovedTo(cache, 1, problem, directions); }), file);
    EXPECT_NO_THROW(MovedTo(cache, 0, problem, directions));
  }
}

TEST(MovedPlane, RecipeSaysWhereItIsAndWhereItWasMade)
{
  const auto files = TrajectoryCheckpoints();
  const auto directions = TrajectoryDirections(DirectionMethod::PCA);
  Session cache;
  const auto fixed = cache.Get(TrajectoryProblem(), 2, directions);
  const auto moved = MovedTo(cache, 3, TrajectoryProblem(), directions);
  const auto plain = nlohmann::json::parse(LandscapeRecipe(*fixed, TestGrid));
  auto recipe = nlohmann::json::parse(LandscapeRecipe(*moved, TestGrid, { 3, 4.5 }, *fixed));
  const auto& step = recipe.at("centre_over_training");
  EXPECT_EQ(step.at("checkpoint"), 3);
  EXPECT_EQ(step.at("time"), 4.5);
  EXPECT_EQ(step.at("directions_made_around"), plain.at("weights"));
  EXPECT_EQ(recipe.at("weights").at("file"), files[3]);
  EXPECT_EQ(recipe.at("weights").at("content_sha256"), moved->GetProblem().WeightsHash());
  // Nothing else differs.
  recipe.erase("centre_over_training");
  recipe["weights"] = plain.at("weights");
  EXPECT_EQ(recipe, plain);
}

TEST(TrajectoryTimes, AreEpochsIfTheseIncreaseAndPlacesOtherwise)
{
  EXPECT_EQ(TimesOf(RunOf({ 0.0, 1.0, 4.5, 20.0 })), (Numbers{ 0.0, 1.0, 4.5, 20.0 }));
  EXPECT_EQ(TimesOf(RunOf({ 7.0 })), Numbers{ 7.0 });
  EXPECT_EQ(TimesOf(RunOf({ 1.0, 1.0, 2.0 })), (Numbers{ 0.0, 1.0, 2.0 }));
  EXPECT_EQ(TimesOf(RunOf({ 5.0, 10.0, 5.0, 10.0 })), (Numbers{ 0.0, 1.0, 2.0, 3.0 }));
}
