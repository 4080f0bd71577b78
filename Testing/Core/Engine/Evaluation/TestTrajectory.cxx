// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/TrajectoryTesting.h"

#include "Testing/TestOutput.h"

#include "Core/Engine/Evaluation/Trajectory.h"
#include "Core/Engine/Session/Session.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace losslandscape;

namespace
{

using Numbers = std::vector<double>;
using Points = std::vector<TrajectoryPoint>;

std::shared_ptr<const Plane> PlaneOf(const DirectionOptions& directions, int dimension = 2)
{
  return Session().Get(TrajectoryProblem(), dimension, directions);
}

void ExpectProjections(const DirectionOptions& directions, const char* name)
{
  const auto& truth = TrajectoryTruth().at(name);
  const auto plane = PlaneOf(directions);
  Points points = ProjectCheckpoints(*plane);
  EvaluateTrajectory(*plane, 0, points);
  ASSERT_EQ(points.size(), 6u);
  for (std::size_t i = 0; i < points.size(); ++i)
  {
    const auto coordinates = truth.at("coordinates")[i].get<Numbers>();
    // Directions are rounded to single precision after rounding errors of their own.
    EXPECT_NEAR(points[i].Coordinates[0], coordinates[0], 1e-6) << i;
    EXPECT_NEAR(points[i].Coordinates[1], coordinates[1], 1e-6) << i;
    EXPECT_EQ(points[i].Coordinates[2], 0.0);
    EXPECT_NEAR(points[i].OffPlaneDistance, truth.at("off_plane_distance")[i], 1e-6) << i;
    EXPECT_NEAR(
      points[i].RelativeOffPlaneDistance, truth.at("relative_off_plane_distance")[i], 1e-6)
      << i;
    EXPECT_NEAR(points[i].PlaneLoss, truth.at("plane_loss")[i], 1e-5) << i;
  }
}

} // namespace

TEST(Trajectory, ProjectionsAreLeastSquares)
{
  auto options = TrajectoryDirections(DirectionMethod::PCA);
  ExpectProjections(options, "plain");
  options.CenterPca = true;
  ExpectProjections(options, "centred");
  options.CenterPca = false;
  options.IgnoreBiasAndNorm = true;
  ExpectProjections(options, "masked");
}

TEST(Trajectory, ProjectionsAreLeastSquaresOnObliqueDirections)
{
  ExpectProjections(TrajectoryDirections(DirectionMethod::BetweenCheckpoints), "between");
}

TEST(Trajectory, LossesAreThoseOfTheCheckpoints)
{
  const auto plane = PlaneOf(TrajectoryDirections(DirectionMethod::PCA));
  Points points = ProjectCheckpoints(*plane);
  EvaluateTrajectory(*plane, 2, points);
  const auto& truth = TrajectoryTruth();
  for (std::size_t i = 0; i < points.size(); ++i)
  {
    EXPECT_NEAR(points[i].Own.Loss, truth.at("loss")[i], 1e-6) << i;
    EXPECT_NEAR(points[i].Own.Accuracy, truth.at("accuracy")[i], 1e-9) << i;
    EXPECT_EQ(points[i].Epoch, truth.at("epochs")[i]) << i;
    EXPECT_EQ(points[i].Run, 0);
  }
  // The last checkpoint is the centre.
  EXPECT_EQ(points.back().PlaneLoss, points.back().Own.Loss);
}

TEST(Trajectory, LandscapeAtTheProjectionHasThePlaneLoss)
{
  const auto plane = PlaneOf(TrajectoryDirections(DirectionMethod::PCA));
  Points points = ProjectCheckpoints(*plane);
  EvaluateTrajectory(*plane, 1, points);
  const auto& place = points[1].Coordinates;
  const Grid grid(2, { 1, 1, 1 }, { place[0], place[0], place[1], place[1], 0, 0 });
  EXPECT_EQ(EvaluateAll(*plane, grid).Loss[0], points[1].PlaneLoss);
}

TEST(Trajectory, DependentDirectionsGiveTheSmallestCoordinates)
{
  auto options = TrajectoryDirections(DirectionMethod::BetweenCheckpoints);
  const auto files = TrajectoryCheckpoints();
  options.CheckpointFiles = { files[0], files[1], files[1] };
  const Points points = ProjectCheckpoints(*PlaneOf(options));
  EXPECT_NEAR(points[1].Coordinates[0], 0.5, 1e-9);
  EXPECT_NEAR(points[1].Coordinates[1], 0.5, 1e-9);
  EXPECT_NEAR(points[1].OffPlaneDistance, 0.0, 1e-6);
}

/// Of two directions that differ in length by seven orders of magnitude.
TEST(Trajectory, ShortDirectionsCount)
{
  const auto files = TrajectoryCheckpoints();
  auto shortened = ReadCheckpoint(files[1]).Tensors;
  for (auto& [name, array] : shortened)
  {
    auto values = array.ToDouble();
    std::transform(
      values.begin(), values.end(), values.begin(), [](double value) { return 1e-7 * value; });
    array = DenseArray::FromDouble(array.Shape, values);
  }
  const auto path = TestOutput("short_direction.pt");
  WriteCheckpoint(path, shortened);

  auto problem = TrajectoryProblem();
  problem.Network.WeightsFile = files.back();
  auto options = TrajectoryDirections(DirectionMethod::File);
  options.Files = { files[0], files[1] };
  const Points expected = ProjectCheckpoints(*Session().Get(problem, 2, options));
  options.Files = { files[0], path };
  const Points points = ProjectCheckpoints(*Session().Get(problem, 2, options));
  for (std::size_t i = 0; i < points.size(); ++i)
  {
    EXPECT_NEAR(points[i].Coordinates[0], expected[i].Coordinates[0], 1e-5) << i;
    EXPECT_NEAR(1e-7 * points[i].Coordinates[1], expected[i].Coordinates[1], 1e-5) << i;
    EXPECT_NEAR(points[i].OffPlaneDistance, expected[i].OffPlaneDistance, 1e-5) << i;
  }
}

TEST(Trajectory, BuffersAreTheCheckpointsOrTheCentres)
{
  const auto directions = ResNetRun("shifted_9.pt");
  ProblemOptions options = ResNetProblem();
  const auto plane = Session().Get(options, 2, directions);
  Points points = ProjectCheckpoints(*plane);
  EvaluateTrajectory(*plane, 1, points);
  EXPECT_EQ(points[0].Own.Loss, points[0].PlaneLoss);
  EXPECT_EQ(points[1].PlaneLoss, points[0].PlaneLoss);
  EXPECT_GT(std::fabs(points[1].Own.Loss - points[1].PlaneLoss), 1e-3);
  EXPECT_EQ(points[1].OffPlaneDistance, 0.0);
  EXPECT_EQ(points[1].RelativeOffPlaneDistance, 0.0);

  options.Network.WeightsFile = directions.CheckpointFiles[1];
  const auto alone = Session().Get(options, 2, {});
  const Grid grid(2, { 1, 1, 1 }, { 0, 0, 0, 0, 0, 0 });
  EXPECT_EQ(EvaluateAll(*alone, grid).Loss[0], points[1].Own.Loss);
}

TEST(Trajectory, RunsAndThreadsAreToldApart)
{
  const auto folder = TestOutput("second_run");
  std::filesystem::create_directories(folder);
  const auto files = TrajectoryCheckpoints();
  auto options = TrajectoryDirections(DirectionMethod::PCA);
  for (const int i : { 3, 1 })
  {
    const auto copy = folder + "/epoch_" + std::to_string(i) + ".pt";
    std::filesystem::copy_file(files[i], copy, std::filesystem::copy_options::overwrite_existing);
    options.CheckpointFiles.push_back(copy);
  }
  const auto plane = PlaneOf(options);
  Points one = ProjectCheckpoints(*plane);
  Points three = one;
  EvaluateTrajectory(*plane, 1, one);
  EvaluateTrajectory(*plane, 3, three);
  ASSERT_EQ(one.size(), 8u);
  EXPECT_EQ(one[5].Run, 0);
  EXPECT_EQ(one[6].Run, 1);
  EXPECT_EQ(one[6].Own.Loss, one[3].Own.Loss);
  for (std::size_t i = 0; i < one.size(); ++i)
  {
    EXPECT_EQ(one[i].Own.Loss, three[i].Own.Loss);
    EXPECT_EQ(one[i].PlaneLoss, three[i].PlaneLoss);
  }
}

TEST(Trajectory, BoundsShowEveryPointAndTheCentre)
{
  Points points(2);
  points[0].Coordinates = { 2.0, -1.0, 0.0 };
  points[1].Coordinates = { 4.0, 1.0, 0.0 };
  const auto bounds = BoundsOf(points);
  const std::array<double, 6> expected = { -0.8, 4.8, -1.8, 1.8, -0.8, 0.8 };
  for (int i = 0; i < 6; ++i)
  {
    EXPECT_NEAR(bounds[i], expected[i], 1e-12);
  }
  EXPECT_EQ(BoundsOf(Points(1)), (std::array<double, 6>{ -1.0, 1.0, -1.0, 1.0, -1.0, 1.0 }));
}

TEST(Trajectory, IsEmptyWithoutCheckpoints)
{
  auto options = TrajectoryProblem();
  options.Network.WeightsFile = TrajectoryCheckpoints()[0];
  const auto plane = Session().Get(options, 2, {});
  Points points = ProjectCheckpoints(*plane);
  EvaluateTrajectory(*plane, 0, points);
  EXPECT_TRUE(points.empty());
}

TEST(Trajectory, NamesAFileThatDoesNotFit)
{
  auto options = TrajectoryProblem();
  options.Network.WeightsFile = TrajectoryCheckpoints()[0];
  DirectionOptions directions;
  directions.CheckpointFiles = { Reference("mlp/state_dict.pt") };
  const auto plane = Session().Get(options, 2, directions);
  ExpectContains(ErrorText([&] { ProjectCheckpoints(*plane); }), "mlp/state_dict.pt");
}

TEST(Trajectory, AbortStopsTheEvaluation)
{
  const auto plane = PlaneOf(TrajectoryDirections(DirectionMethod::PCA));
  EXPECT_THROW(ProjectCheckpoints(*plane, [](double) { return false; }), Aborted);
  Points points = ProjectCheckpoints(*plane);
  EXPECT_THROW(
    EvaluateTrajectory(*plane, 1, points, [](double) -> bool { throw Aborted(); }), Aborted);
}
