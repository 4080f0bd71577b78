// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/BackgroundEvaluation.h"

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
  const Grid grid = Square(15);
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
  ASSERT_LT(before, 225);
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
