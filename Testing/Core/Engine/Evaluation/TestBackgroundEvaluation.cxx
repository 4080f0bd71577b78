// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/BackgroundEvaluation.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <thread>

using namespace losslandscape;
using std::chrono::milliseconds;

namespace
{

/// A shipped network on a handful of images.
std::shared_ptr<const Plane> SmallPlane()
{
  ProblemOptions options;
  options.Network.Architecture = "resnet20";
  options.Data.NumberOfSamples = 10;
  options.Device = "cpu";
  return std::make_shared<const Plane>(
    std::make_shared<const Problem>(options), 2, DirectionOptions{});
}

Grid Square(int points)
{
  return Grid(2, { points, points, 1 }, { -1, 1, -1, 1, 0, 0 });
}

/// Last point first: no order that anything else would take.
std::vector<std::int64_t> Backwards(const Grid& grid)
{
  std::vector<std::int64_t> order(static_cast<std::size_t>(NumberOfPoints(grid.WholeExtent())));
  std::iota(order.rbegin(), order.rend(), 0);
  return order;
}

void WaitForEnd(BackgroundEvaluation& evaluation)
{
  while (evaluation.IsRunning())
  {
    evaluation.Wait(milliseconds(1000));
  }
}

void WaitForPoints(const BackgroundEvaluation& evaluation, std::int64_t count)
{
  while (evaluation.IsRunning() && evaluation.Count() < count)
  {
    std::this_thread::sleep_for(milliseconds(1));
  }
}

void ExpectSameBits(const std::vector<double>& one, const std::vector<double>& other)
{
  ASSERT_EQ(one.size(), other.size());
  EXPECT_EQ(std::memcmp(one.data(), other.data(), one.size() * sizeof(double)), 0);
}

void ExpectComplete(const BackgroundEvaluation& evaluation, const Surface& truth)
{
  const EvaluatedPoints points = evaluation.Snapshot();
  EXPECT_TRUE(points.IsComplete);
  EXPECT_EQ(points.Count, static_cast<std::int64_t>(truth.Loss.size()));
  EXPECT_EQ(points.Evaluated, std::vector<unsigned char>(truth.Loss.size(), 1));
  ExpectSameBits(points.Fields.at(0), truth.Loss);
  ExpectSameBits(points.Fields.at(1), truth.Accuracy);
  ExpectSameBits(points.Fields.at(2), truth.StandardError);
}

/// What is known is right, and what is not is NaN.
void ExpectHonest(const EvaluatedPoints& points, const Surface& truth)
{
  std::int64_t count = 0;
  for (std::size_t i = 0; i < truth.Loss.size(); ++i)
  {
    count += points.Evaluated[i];
    if (points.Evaluated[i])
    {
      EXPECT_EQ(points.Fields[0][i], truth.Loss[i]);
      EXPECT_EQ(points.Fields[1][i], truth.Accuracy[i]);
      EXPECT_EQ(points.Fields[2][i], truth.StandardError[i]);
    }
    else
    {
      EXPECT_TRUE(std::isnan(points.Fields[0][i]) && std::isnan(points.Fields[1][i]) &&
        std::isnan(points.Fields[2][i]));
    }
  }
  EXPECT_EQ(points.Count, count);
}

std::string FreshFile(const std::string& name)
{
  const auto path = std::string(LOSSLANDSCAPE_TEST_OUTPUT) + "/" + name;
  std::filesystem::remove(path);
  return path;
}

} // namespace

TEST(BackgroundEvaluation, HasTheBitsOfAGridEvaluation)
{
  const auto plane = SmallPlane();
  const Grid grid = Square(6);
  BackgroundEvaluation evaluation(plane, grid, "", Backwards(grid));
  EXPECT_FALSE(evaluation.IsRunning());
  EXPECT_FALSE(evaluation.Snapshot().IsComplete);
  EXPECT_TRUE(evaluation.Start(2));
  WaitForEnd(evaluation);
  ExpectComplete(evaluation, EvaluateAll(*plane, grid));
  EXPECT_EQ(evaluation.Use().PointsEvaluated, 36);
  EXPECT_FALSE(evaluation.Start(2)) << "nothing is missing";
  EXPECT_FALSE(evaluation.IsRunning());
}

TEST(BackgroundEvaluation, KeepsTheOrder)
{
  const auto plane = SmallPlane();
  const Grid grid = Square(30);
  BackgroundEvaluation evaluation(plane, grid, "", Backwards(grid));
  evaluation.Start(1);
  WaitForPoints(evaluation, 10);
  evaluation.Stop();
  const EvaluatedPoints points = evaluation.Snapshot();
  ASSERT_GE(points.Count, 10);
  ASSERT_LT(points.Count, 900);
  for (std::int64_t point = 0; point < 900; ++point)
  {
    EXPECT_EQ(points.Evaluated[point], point >= 900 - points.Count) << point;
  }
}

TEST(BackgroundEvaluation, GoesOnWhereItWasStopped)
{
  const auto plane = SmallPlane();
  // Enough points that many are left when the stop is noticed.
  const Grid grid = Square(121);
  const auto truth = EvaluateAll(*plane, grid);
  BackgroundEvaluation evaluation(plane, grid, "", Backwards(grid));
  std::int64_t before = 0;
  for (const int threads : { 1, 2, 3 })
  {
    EXPECT_TRUE(evaluation.Start(threads));
    WaitForPoints(evaluation, before + 5);
    evaluation.Stop();
    EXPECT_FALSE(evaluation.IsRunning());
    const EvaluatedPoints points = evaluation.Snapshot();
    ExpectHonest(points, truth);
    EXPECT_GE(points.Count, before + 5);
    before = points.Count;
  }
  ASSERT_LT(before, 121 * 121);
  EXPECT_TRUE(evaluation.Start(2));
  EXPECT_FALSE(evaluation.Start(2)) << "it is running";
  WaitForEnd(evaluation);
  ExpectComplete(evaluation, truth);
}

TEST(BackgroundEvaluation, OtherThreadsTakeOverWhileItRuns)
{
  const auto plane = SmallPlane();
  const Grid grid = Square(12);
  BackgroundEvaluation evaluation(plane, grid, "", Backwards(grid));
  evaluation.Start(1);
  WaitForPoints(evaluation, 3);
  EXPECT_TRUE(evaluation.Start(2));
  WaitForEnd(evaluation);
  ExpectComplete(evaluation, EvaluateAll(*plane, grid));
}

TEST(BackgroundEvaluation, WaitingReportsAndMayBeAborted)
{
  const auto plane = SmallPlane();
  const Grid grid = Square(101);
  BackgroundEvaluation evaluation(plane, grid, "", Backwards(grid));
  evaluation.Start(0);
  std::vector<double> fractions;
  EXPECT_THROW(evaluation.Wait(std::chrono::hours(1),
                 [&](double fraction)
                 {
                   fractions.push_back(fraction);
                   return fraction < 0.001;
                 }),
    Aborted);
  EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
  EXPECT_TRUE(evaluation.IsRunning()) << "only the waiting ends";
  evaluation.Wait(milliseconds(0), [](double) { return false; });
}

TEST(BackgroundEvaluation, IsDestroyedWhileItRuns)
{
  auto plane = SmallPlane();
  const std::weak_ptr<const Plane> observed = plane;
  const Grid grid = Square(101);
  {
    BackgroundEvaluation evaluation(std::move(plane), grid, "", Backwards(grid));
    evaluation.Start(0);
    WaitForPoints(evaluation, 1);
    EXPECT_TRUE(evaluation.IsRunning());
  }
  EXPECT_TRUE(observed.expired());
}

TEST(BackgroundEvaluation, AFailureIsToldOnce)
{
  const auto file = FreshFile("no_store.sqlite");
  std::ofstream(file) << "This is not a file of evaluated points.";
  const auto plane = SmallPlane();
  const Grid grid = Square(3);
  BackgroundEvaluation evaluation(plane, grid, file, Backwards(grid));
  for (int attempt = 0; attempt < 2; ++attempt)
  {
    EXPECT_TRUE(evaluation.Start(1));
    ExpectContains(ErrorText([&] { evaluation.Wait(std::chrono::hours(1)); }), "no_store.sqlite");
    EXPECT_FALSE(evaluation.IsRunning());
    EXPECT_FALSE(evaluation.Snapshot().IsComplete);
    evaluation.Wait(milliseconds(0));
  }
  std::filesystem::remove(file);
  EXPECT_TRUE(evaluation.Start(1));
  WaitForEnd(evaluation);
  ExpectComplete(evaluation, EvaluateAll(*plane, grid));
}

TEST(BackgroundEvaluation, TakesPointsFromAFileAndWritesThem)
{
  const auto file = FreshFile("background.sqlite");
  const auto plane = SmallPlane();
  const Grid grid = Square(5);
  const auto truth = EvaluateAll(*plane, grid);
  const auto use = [&](const Grid& points, const Surface& expected)
  {
    BackgroundEvaluation evaluation(plane, points, file, Backwards(points));
    evaluation.Start(2);
    WaitForEnd(evaluation);
    ExpectComplete(evaluation, expected);
    EXPECT_TRUE(evaluation.Use().Warnings.empty());
    return evaluation.Use();
  };
  const Grid coarse = Square(3);
  EXPECT_EQ(use(coarse, EvaluateAll(*plane, coarse)).PointsFromCache, 0);
  const CacheUse second = use(grid, truth);
  EXPECT_EQ(second.PointsFromCache, 9);
  EXPECT_EQ(second.PointsEvaluated, 16);
  EXPECT_EQ(use(grid, truth).PointsFromCache, 25);
}

/// Carries values between two processes' parts of an evaluation, as ranks do.
void Exchange(BackgroundEvaluation& one, BackgroundEvaluation& other)
{
  one.Wait(milliseconds(20));
  other.Wait(milliseconds(20));
  other.Give(one.TakeNew());
  one.Give(other.TakeNew());
}

void ExpectSamePoints(const EvaluatedPoints& one, const EvaluatedPoints& other)
{
  EXPECT_EQ(one.Evaluated, other.Evaluated);
  ASSERT_EQ(one.Fields.size(), other.Fields.size());
  for (std::size_t field = 0; field < one.Fields.size(); ++field)
  {
    ExpectSameBits(one.Fields[field], other.Fields[field]);
  }
}

/// Evaluates a grid in two shares; both must end with what one process finds.
void ExpectSharesToAgree(const Grid& grid, const Schedule& schedule)
{
  const auto plane = SmallPlane();
  BackgroundEvaluation alone(plane, grid, "", schedule);
  alone.Start(1);
  WaitForEnd(alone);
  BackgroundEvaluation first(plane, grid, "", schedule, { 0, 2 });
  BackgroundEvaluation second(plane, grid, "", schedule, { 1, 2 });
  first.Start(1);
  second.Start(1);
  while (first.IsRunning() || second.IsRunning())
  {
    Exchange(first, second);
  }
  ExpectSamePoints(first.Snapshot(), alone.Snapshot());
  ExpectSamePoints(second.Snapshot(), alone.Snapshot());
  EXPECT_EQ(
    first.Use().PointsEvaluated + second.Use().PointsEvaluated, alone.Use().PointsEvaluated);
  EXPECT_LE(
    std::abs(first.Use().PointsEvaluated - second.Use().PointsEvaluated), alone.Count() / 4);
}

TEST(BackgroundEvaluation, SharesInAnOrderAgreeWithOneProcess)
{
  const Grid grid = Square(7);
  ExpectSharesToAgree(grid, Backwards(grid));
}

TEST(BackgroundEvaluation, SharesOfAnAdaptiveEvaluationAgreeWithOneProcess)
{
  ExpectSharesToAgree(Square(25), sampling::AdaptiveOptions());
}

TEST(BackgroundEvaluation, AnAdaptiveEvaluationHasMeasuredValuesWhereItSaysSo)
{
  const auto plane = SmallPlane();
  const Grid grid = Square(33);
  BackgroundEvaluation evaluation(plane, grid, "", sampling::AdaptiveOptions());
  evaluation.Start(2);
  WaitForEnd(evaluation);
  const EvaluatedPoints points = evaluation.Snapshot();
  ASSERT_TRUE(points.IsComplete);
  ASSERT_TRUE(points.Adaptive);
  const auto measured = std::count(points.Evaluated.begin(), points.Evaluated.end(), 1);
  EXPECT_EQ(points.Adaptive->NumberOfEvaluations, measured);
  EXPECT_EQ(evaluation.Use().PointsEvaluated, measured);
  const Surface truth = EvaluateAll(*plane, grid);
  for (std::size_t i = 0; i < truth.Loss.size(); ++i)
  {
    if (points.Evaluated[i])
    {
      EXPECT_EQ(points.Fields[0][i], truth.Loss[i]) << i;
    }
    else
    {
      // The promise of adaptive sampling, with room for the one point in many beyond it.
      EXPECT_NEAR(points.Fields[0][i], truth.Loss[i], 2.0 * points.Adaptive->AbsoluteTolerance);
    }
  }
}

TEST(BackgroundEvaluation, AnAdaptiveEvaluationGoesOnWhereItWasStopped)
{
  const auto plane = SmallPlane();
  const Grid grid = Square(33);
  BackgroundEvaluation whole(plane, grid, "", sampling::AdaptiveOptions());
  whole.Start(1);
  WaitForEnd(whole);
  BackgroundEvaluation stopped(plane, grid, "", sampling::AdaptiveOptions());
  stopped.Start(1);
  WaitForPoints(stopped, 10);
  stopped.Stop();
  ASSERT_LT(stopped.Count(), whole.Count());
  stopped.Start(1);
  WaitForEnd(stopped);
  ExpectSamePoints(stopped.Snapshot(), whole.Snapshot());
  EXPECT_EQ(stopped.Use().PointsEvaluated, whole.Use().PointsEvaluated);
}

TEST(BackgroundEvaluation, AShareThatWaitsForOthersCanBeStopped)
{
  const Grid grid = Square(5);
  BackgroundEvaluation lonely(SmallPlane(), grid, "", Backwards(grid), { 0, 2 });
  lonely.Start(1);
  WaitForPoints(lonely, 13);
  EXPECT_TRUE(lonely.IsRunning());
  lonely.Stop();
  EXPECT_FALSE(lonely.IsRunning());
  EXPECT_FALSE(lonely.Snapshot().IsComplete);
  EXPECT_EQ(lonely.Count(), 13);
}
