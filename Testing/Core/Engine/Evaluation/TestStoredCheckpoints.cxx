// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/TrajectoryTesting.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/Trajectory.h"
#include "Core/Engine/Session/Session.h"
#include "Testing/Core/Store/KeyedStore.h"

#include <sqlite3.h>

#include <cstring>
#include <filesystem>

using namespace losslandscape;

namespace
{

using Points = std::vector<TrajectoryPoint>;

std::string FreshFile(const std::string& name)
{
  const auto path = TestOutput(name);
  std::filesystem::remove(path);
  return path;
}

/// What a run's losses are with a file, and what came of the file.
struct Evaluated
{
  Points Trajectory;
  CacheUse Use;
};

Evaluated EvaluateWith(const std::string& file, const Plane& plane, int threads = 2)
{
  Evaluated result;
  result.Trajectory = ProjectCheckpoints(plane);
  EvaluationStore store(file);
  result.Use = EvaluateTrajectory(store, plane, threads, result.Trajectory);
  result.Use.Warnings = store.Use().Warnings;
  return result;
}

void ExpectUse(const CacheUse& use, std::int64_t fromCache, std::int64_t evaluated)
{
  EXPECT_EQ(use.PointsFromCache, fromCache);
  EXPECT_EQ(use.PointsEvaluated, evaluated);
  EXPECT_TRUE(use.Warnings.empty());
}

bool SameBits(const LossValue& one, const LossValue& other)
{
  const auto equal = [](double a, double b) { return std::memcmp(&a, &b, sizeof(a)) == 0; };
  return equal(one.Loss, other.Loss) && equal(one.Accuracy, other.Accuracy) &&
    equal(one.StandardError, other.StandardError);
}

void ExpectSameBits(const Points& one, const Points& other)
{
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i)
  {
    EXPECT_TRUE(SameBits(one[i].Own, other[i].Own)) << i;
    EXPECT_EQ(one[i].PlaneLoss, other[i].PlaneLoss) << i;
  }
}

std::shared_ptr<const Plane> RunPlane()
{
  return Session().Get(TrajectoryProblem(), 2, TrajectoryDirections(DirectionMethod::PCA));
}

/// Random directions around the first checkpoint, so that the others do not decide the plane.
std::shared_ptr<const Plane> FixedPlane(const std::vector<std::string>& checkpoints)
{
  ProblemOptions problem = TrajectoryProblem();
  problem.Network.WeightsFile = TrajectoryCheckpoints()[0];
  DirectionOptions directions;
  directions.CheckpointFiles = checkpoints;
  return Session().Get(problem, 2, directions);
}

void Execute(const std::string& file, const char* sql)
{
  sqlite3* connection = nullptr;
  sqlite3_open(file.c_str(), &connection);
  EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(connection);
}

} // namespace

TEST(StoredCheckpoints, ASecondRunEvaluatesNothing)
{
  const auto file = FreshFile("run.sqlite");
  const auto plane = RunPlane();
  const Evaluated without = EvaluateWith("", *plane);
  ExpectUse(without.Use, 0, 12);
  for (const int threads : { 1, 3 })
  {
    const Evaluated with = EvaluateWith(file, *plane, threads);
    threads == 1 ? ExpectUse(with.Use, 0, 12) : ExpectUse(with.Use, 12, 0);
    ExpectSameBits(with.Trajectory, without.Trajectory);
  }
}

TEST(StoredCheckpoints, TakesTheFilesValues)
{
  // Values that no evaluation gives show which checkpoints were not evaluated.
  const auto file = FreshFile("marked_run.sqlite");
  const auto plane = RunPlane();
  ProblemOptions options = TrajectoryProblem();
  options.Network.WeightsFile = TrajectoryCheckpoints()[2];
  const Problem alone(options);
  KeyedStore(file, CheckpointKey(plane->GetProblem(), alone.WeightsHash()), 3)
    .Insert({ { { 0.0, 0.0, 0.0 }, { 1e9, 2e9, 3e9 } } });
  const Evaluated with = EvaluateWith(file, *plane);
  ExpectUse(with.Use, 1, 11);
  EXPECT_TRUE(SameBits(with.Trajectory[2].Own, { 1e9, 2e9, 3e9 }));
  const Evaluated without = EvaluateWith("", *plane);
  EXPECT_EQ(with.Trajectory[2].PlaneLoss, without.Trajectory[2].PlaneLoss);
  EXPECT_TRUE(SameBits(with.Trajectory[3].Own, without.Trajectory[3].Own));
}

TEST(StoredCheckpoints, AChangedCheckpointIsEvaluatedAgainAndACopyIsNot)
{
  const auto file = FreshFile("changed_run.sqlite");
  auto checkpoints = TrajectoryCheckpoints();
  ExpectUse(EvaluateWith(file, *FixedPlane(checkpoints)).Use, 0, 12);

  const auto copy = TestOutput("copied_checkpoint.pt");
  std::filesystem::copy_file(
    checkpoints[4], copy, std::filesystem::copy_options::overwrite_existing);
  checkpoints[4] = copy;
  ExpectUse(EvaluateWith(file, *FixedPlane(checkpoints)).Use, 12, 0);

  checkpoints[3] = AlteredCheckpoint(checkpoints[3], "altered_checkpoint.pt",
    [](const std::string&, DenseArray& array)
    {
      auto values = array.ToDouble();
      values[0] += 0.25;
      array = DenseArray::FromFloat(array.Shape, std::vector<float>(values.begin(), values.end()));
    });
  const auto plane = FixedPlane(checkpoints);
  const Evaluated with = EvaluateWith(file, *plane);
  ExpectUse(with.Use, 10, 2);
  ExpectSameBits(with.Trajectory, EvaluateWith("", *plane).Trajectory);
}

/// Two checkpoints at one place of the plane, of which one has other batch norm statistics.
TEST(StoredCheckpoints, BuffersAreContentToo)
{
  const auto file = FreshFile("buffers.sqlite");
  DirectionOptions directions = ResNetRun("shifted_10.pt");
  const auto both = directions.CheckpointFiles;
  directions.CheckpointFiles = { both[0] };
  ExpectUse(EvaluateWith(file, *Session().Get(ResNetProblem(), 2, directions)).Use, 0, 2);
  directions.CheckpointFiles = both;
  const auto plane = Session().Get(ResNetProblem(), 2, directions);
  const Evaluated with = EvaluateWith(file, *plane);
  ExpectUse(with.Use, 3, 1);
  ExpectSameBits(with.Trajectory, EvaluateWith("", *plane).Trajectory);
}

TEST(StoredCheckpoints, OtherDataIsAnotherKey)
{
  const auto file = FreshFile("subset.sqlite");
  const auto directions = TrajectoryDirections(DirectionMethod::PCA);
  ProblemOptions options = TrajectoryProblem();
  ExpectUse(EvaluateWith(file, *Session().Get(options, 2, directions)).Use, 0, 12);
  options.BatchSize = 3;
  ExpectUse(EvaluateWith(file, *Session().Get(options, 2, directions)).Use, 0, 12);
}

TEST(StoredCheckpoints, DamagedValuesAreEvaluatedAgain)
{
  const auto file = FreshFile("damaged_run.sqlite");
  const auto plane = RunPlane();
  const Evaluated whole = EvaluateWith(file, *plane);
  Execute(file, "UPDATE points SET numbers = zeroblob(24)");
  const Evaluated again = EvaluateWith(file, *plane);
  EXPECT_EQ(again.Use.PointsEvaluated, 12);
  ASSERT_FALSE(again.Use.Warnings.empty());
  ExpectContains(again.Use.Warnings[0], "damaged");
  ExpectSameBits(again.Trajectory, whole.Trajectory);
  ExpectUse(EvaluateWith(file, *plane).Use, 12, 0);
}

TEST(StoredCheckpoints, AFileOfAnotherProgramIsAnError)
{
  ExpectContains(
    ErrorText([] { EvaluateWith(Reference("mlp/data.npz"), *RunPlane()); }), "mlp/data.npz");
}
