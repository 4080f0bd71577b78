// SPDX-License-Identifier: BSD-3-Clause
// Descent along paths whose angles and lengths are known.
#include "Core/Mathematics/Descent/TrajectoryDescent.h"
#include "Testing/Core/Mathematics/Descent/TrajectoryTesting.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <numeric>

using namespace losslandscape::trajectory;
using namespace trajectory_testing;

namespace
{

constexpr double Pi = 3.14159265358979323846;

double Bowl(double x, double y, double z)
{
  return x * x + y * y + z * z;
}

/// One line through all of the points.
Paths Line(std::vector<Vector3> points)
{
  std::vector<std::int64_t> ids(points.size());
  std::iota(ids.begin(), ids.end(), 0);
  return { std::move(points), { ids } };
}

/// From start to end, both included.
std::vector<Vector3> Straight(const Vector3& start, const Vector3& end, int points)
{
  std::vector<Vector3> all;
  for (int i = 0; i < points; ++i)
  {
    const double t = static_cast<double>(i) / (points - 1);
    all.push_back({ start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1]),
      start[2] + t * (end[2] - start[2]) });
  }
  return all;
}

Image BowlImage()
{
  return Image({ 41, 21, 1 }, { -2.0, -2.0, 0.0 }, { 0.1, 0.2, 1.0 }, Bowl);
}

bool SameBits(const std::vector<double>& a, const std::vector<double>& b)
{
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

} // namespace

TEST(TrajectoryDescent, RadialPathsDescendABowlSteepest)
{
  const Image image = BowlImage();
  const TrajectoryDescent down =
    MeasureDescent(image.Field(), Line(Straight({ 1.7, -1.1, 0.0 }, { 0.17, -0.11, 0.0 }, 10)));
  const TrajectoryDescent up =
    MeasureDescent(image.Field(), Line(Straight({ 0.17, -0.11, 0.0 }, { 1.7, -1.1, 0.0 }, 10)));
  const double length = std::hypot(1.53, 0.99);
  for (int i = 0; i < 9; ++i)
  {
    // Differences of order 2 are exact for a quadratic, and so is their interpolation.
    EXPECT_NEAR(down.DescentAngle[i], 0.0, 1e-10);
    EXPECT_NEAR(up.DescentAngle[i], 180.0, 1e-10);
    EXPECT_NEAR(down.ArcLength[i], i * length / 9.0, 1e-12);
  }
  EXPECT_TRUE(std::isnan(down.DescentAngle[9]));
  EXPECT_NEAR(down.ArcLength[9], length, 1e-12);
  EXPECT_EQ(down.Totals.Steps, 9);
  EXPECT_EQ(down.Totals.Downhill, 9);
  EXPECT_NEAR(down.Totals.Cosines.Value(), 9.0, 1e-12);
  EXPECT_EQ(up.Totals.Downhill, 0);
  EXPECT_NEAR(up.Totals.Cosines.Value(), -9.0, 1e-12);
}

TEST(TrajectoryDescent, InterpolationErrorsAreThoseOfTheGrid)
{
  const Image image = BowlImage();
  const Paths paths = Line(Straight({ 1.7, -1.1, 0.0 }, { -0.3, 0.77, 0.0 }, 23));
  const TrajectoryDescent found = MeasureDescent(image.Field(), paths);
  for (std::size_t i = 0; i < paths.Points.size(); ++i)
  {
    const double truth = Bowl(paths.Points[i][0], paths.Points[i][1], 0.0);
    // Of linear interpolation of a function with second derivative 2: spacing^2 / 4 for each axis.
    EXPECT_GE(found.SurfaceLoss[i], truth - 1e-12);
    EXPECT_LE(found.SurfaceLoss[i], truth + (0.1 * 0.1 + 0.2 * 0.2) / 4.0 + 1e-12);
  }
}

TEST(TrajectoryDescent, CirclesRunAcrossTheSlope)
{
  const Image image = BowlImage();
  constexpr int Points = 72;
  std::vector<Vector3> circle;
  for (int i = 0; i <= Points; ++i)
  {
    const double phase = 2.0 * Pi * i / Points;
    circle.push_back({ std::cos(phase), std::sin(phase), 0.0 });
  }
  const TrajectoryDescent found = MeasureDescent(image.Field(), Line(circle));
  for (int i = 0; i < Points; ++i)
  {
    // A chord leaves the circle to the inside by half the angle it spans.
    EXPECT_NEAR(found.DescentAngle[i], 90.0 - 180.0 / Points, 1e-9);
  }
  EXPECT_NEAR(found.ArcLength[Points], Points * 2.0 * std::sin(Pi / Points), 1e-12);
}

TEST(TrajectoryDescent, LinearFunctionsAreExactInThreeDimensions)
{
  const Image image({ 4, 5, 6 }, { 0.0, 0.0, 0.0 }, { 3.0, 0.1, 1.0 },
    [](double x, double y, double z) { return x + 2.0 * y - 2.0 * z; });
  // Steps along x, and along the gradient (1, 2, -2).
  const TrajectoryDescent found = MeasureDescent(image.Field(),
    Line({ { 1.0, 0.1, 4.5 }, { 2.5, 0.1, 4.5 }, { 2.55, 0.2, 4.4 }, { 2.5, 0.1, 4.5 } }));
  EXPECT_NEAR(found.SurfaceLoss[0], -7.8, 1e-12);
  EXPECT_NEAR(found.DescentAngle[0], std::acos(-1.0 / 3.0) * 180.0 / Pi, 1e-10);
  EXPECT_NEAR(found.DescentAngle[1], 180.0, 1e-5);
  EXPECT_NEAR(found.DescentAngle[2], 0.0, 1e-5);
  EXPECT_NEAR(found.ArcLength[3], 1.5 + 2.0 * 0.15, 1e-12);
  EXPECT_EQ(found.Totals.Downhill, 1);
}

TEST(TrajectoryDescent, SpacingDoesNotTurnTheGradient)
{
  // The same function on a grid a hundred times finer along x.
  const auto slope = [](double x, double y, double) { return x + y; };
  const Image image({ 301, 4, 1 }, { 0.0, 0.0, 0.0 }, { 0.01, 1.0, 1.0 }, slope);
  const TrajectoryDescent found =
    MeasureDescent(image.Field(), Line({ { 1.0, 1.0, 0.0 }, { 0.5, 1.0, 0.0 } }));
  EXPECT_NEAR(found.DescentAngle[0], 45.0, 1e-10);
}

TEST(TrajectoryDescent, HeightAboveThePlaneDoesNotCount)
{
  // In the x-z plane; the line is warped along y.
  const Image image({ 11, 1, 11 }, { -1.0, 0.0, -1.0 }, { 0.2, 1.0, 0.2 }, Bowl);
  Paths flat = Line(Straight({ 0.9, 0.0, -0.7 }, { 0.09, 0.0, -0.5 }, 6));
  Paths warped = flat;
  for (std::size_t i = 0; i < warped.Points.size(); ++i)
  {
    warped.Points[i][1] = 3.0 * static_cast<double>(i * i);
  }
  const TrajectoryDescent a = MeasureDescent(image.Field(), flat);
  const TrajectoryDescent b = MeasureDescent(image.Field(), warped);
  EXPECT_TRUE(SameBits(a.SurfaceLoss, b.SurfaceLoss));
  EXPECT_TRUE(SameBits(a.DescentAngle, b.DescentAngle));
  EXPECT_TRUE(SameBits(a.ArcLength, b.ArcLength));
  EXPECT_EQ(a.Totals.Steps, 5);
}

TEST(TrajectoryDescent, OneAxisKnowsDownAndUp)
{
  const Image image({ 1, 21, 1 }, { 0.0, -1.0, 0.0 }, { 1.0, 0.1, 1.0 }, Bowl);
  const TrajectoryDescent found = MeasureDescent(
    image.Field(), Line({ { 0.0, 0.95, 0.0 }, { 5.0, 0.3, 0.0 }, { 0.0, 0.6, 0.0 } }));
  EXPECT_EQ(found.DescentAngle[0], 0.0);
  EXPECT_EQ(found.DescentAngle[1], 180.0);
  EXPECT_NEAR(found.ArcLength[2], 0.95, 1e-12);
}

TEST(TrajectoryDescent, NoAngleWithoutStepOrGradient)
{
  Image image({ 11, 3, 1 }, { 0.0, 0.0, 0.0 }, { 1.0, 1.0, 1.0 },
    [](double x, double, double) { return x < 5.0 ? 1.0 : x; });
  image.At(9, 1) = NaN;
  // Flat ground; no movement; into a hole, from it and out of the image.
  const TrajectoryDescent found = MeasureDescent(image.Field(),
    Line({ { 2.0, 1.0, 0.0 }, { 7.0, 1.0, 0.0 }, { 7.0, 1.0, 0.0 }, { 8.5, 1.0, 0.0 },
      { 7.0, 0.0, 0.0 }, { 7.0, -1.0, 0.0 }, { 6.0, 0.0, 0.0 } }));
  EXPECT_EQ(found.SurfaceLoss[0], 1.0);
  EXPECT_TRUE(std::isnan(found.DescentAngle[0]));
  EXPECT_TRUE(std::isnan(found.DescentAngle[1]));
  EXPECT_NEAR(found.DescentAngle[2], 180.0, 1e-10);
  EXPECT_TRUE(std::isnan(found.SurfaceLoss[3]));
  EXPECT_TRUE(std::isnan(found.DescentAngle[3]));
  EXPECT_NEAR(found.DescentAngle[4], 90.0, 1e-10);
  EXPECT_TRUE(std::isnan(found.SurfaceLoss[5]));
  EXPECT_TRUE(std::isnan(found.DescentAngle[5]));
  EXPECT_NEAR(found.ArcLength[5], 5.0 + 1.5 + std::hypot(1.5, 1.0) + 1.0, 1e-12);
  EXPECT_EQ(found.Totals.Steps, 2);
}

TEST(TrajectoryDescent, LinesGoByTheirIds)
{
  const Image image = BowlImage();
  Paths paths;
  paths.Points = { { 1.0, 0.0, 0.0 }, { 0.5, 0.0, 0.0 }, { 1.5, 0.0, 0.0 }, { 0.5, 1.0, 0.0 },
    { 0.3, 0.3, 0.0 } };
  // Point 1 is shared, and has the values of the second line. Point 4 is in none.
  paths.Lines = { { 2, 0, 1 }, { 3, 1, 0 }, {}, { 3 } };
  const TrajectoryDescent found = MeasureDescent(image.Field(), paths);
  EXPECT_NEAR(found.DescentAngle[2], 0.0, 1e-10);
  EXPECT_NEAR(found.DescentAngle[1], 180.0, 1e-10);
  EXPECT_NEAR(found.ArcLength[1], 1.0, 1e-12);
  EXPECT_NEAR(found.ArcLength[0], 1.5, 1e-12);
  EXPECT_TRUE(std::isnan(found.DescentAngle[0])) << "last of the second line";
  EXPECT_TRUE(std::isnan(found.DescentAngle[3])) << "the last line has no step";
  EXPECT_EQ(found.ArcLength[3], 0.0);
  EXPECT_TRUE(std::isfinite(found.SurfaceLoss[4]));
  EXPECT_TRUE(std::isnan(found.ArcLength[4]));
  EXPECT_EQ(found.Totals.Steps, 4);
}

TEST(TrajectoryDescent, NothingGivesNothing)
{
  const TrajectoryDescent found = MeasureDescent(BowlImage().Field(), {});
  EXPECT_TRUE(found.SurfaceLoss.empty());
  EXPECT_EQ(found.Totals.Steps, 0);
}

TEST(TrajectoryDescent, RefuseIdsThatAreNoPoints)
{
  const Image image = BowlImage();
  for (const std::int64_t id : { 1, -1 })
  {
    try
    {
      MeasureDescent(image.Field(), { { { 0.0, 0.0, 0.0 } }, { { 0, id } } });
      FAIL();
    }
    catch (const losslandscape::Error& error)
    {
      EXPECT_EQ(std::string(error.what()),
        "a line refers to a point that does not exist: expected less than 1, found " +
          std::to_string(id));
    }
  }
}

TEST(TrajectoryDescent, ThreadsDoNotMatterAndAbortIsAnswered)
{
  const Image image = BowlImage();
  const ScalarField field = image.Field();
  std::vector<Vector3> spiral;
  for (int i = 0; i < 30000; ++i)
  {
    const double phase = 0.001 * i;
    spiral.push_back({ 0.06 * phase * std::cos(phase), 0.06 * phase * std::sin(phase), 0.0 });
  }
  const Paths paths = Line(std::move(spiral));
  const TrajectoryDescent one = MeasureDescent(field, paths);
  const TrajectoryDescent many = MeasureDescent(field, paths, { 5, {} });
  EXPECT_TRUE(SameBits(one.SurfaceLoss, many.SurfaceLoss));
  EXPECT_TRUE(SameBits(one.DescentAngle, many.DescentAngle));
  EXPECT_EQ(one.Totals.Cosines.Value(), many.Totals.Cosines.Value());
  EXPECT_THROW(MeasureDescent(field, paths, { 1, [](double fraction) { return fraction < 0.3; } }),
    losslandscape::Aborted);
}
