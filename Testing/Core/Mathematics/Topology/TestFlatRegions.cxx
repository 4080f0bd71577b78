// SPDX-License-Identifier: BSD-3-Clause
// Flat regions against closed forms.
#include "Core/Mathematics/Topology/Field/Neighborhood.h"
#include "Core/Mathematics/Topology/Flat/FlatRegions.h"
#include "Testing/Core/Mathematics/Topology/TopologyTesting.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace losslandscape::topology;
using namespace topology_testing;

namespace
{

constexpr double Pi = 3.14159265358979323846;

FlatRegions AbsoluteRegions(const Image& image, double tolerance, double threshold = 0.0)
{
  FlatRegionOptions options;
  options.Mode = FlatTolerance::Absolute;
  options.Tolerance = tolerance;
  options.PersistenceThreshold = threshold;
  return FindFlatRegions(image.Field(), options, { 2, {} });
}

FlatRegions RegionsUntilSaddle(const Image& image, double threshold = 0.0)
{
  FlatRegionOptions options;
  options.Mode = FlatTolerance::UntilSaddle;
  options.PersistenceThreshold = threshold;
  return FindFlatRegions(image.Field(), options);
}

/// (u / a)^2 + (v / b)^2 in axes turned by `angle`.
double Ellipse(double x, double y, double a, double b, double angle)
{
  const double u = std::cos(angle) * x + std::sin(angle) * y;
  const double v = -std::sin(angle) * x + std::cos(angle) * y;
  return u * u / (a * a) + v * v / (b * b);
}

/// Largest distance of a point labelled `label` to level crossings, points outside and the border;
/// points of fields without holes, by trying all.
double InscribedRadiusByForce(const Image& image, const FlatRegions& regions, std::int64_t label)
{
  const ScalarField field = image.Field();
  const Triangulation grid(field.Size());
  std::vector<Vector3> boundary;
  std::vector<std::int64_t> inside;
  for (std::int64_t point = 0; point < field.NumberOfPoints(); ++point)
  {
    if (regions.Labels[point] != label)
    {
      boundary.push_back(field.Position(point));
      continue;
    }
    inside.push_back(point);
    ForEachNeighbor(grid.Present(point),
      [&](int n)
      {
        const std::int64_t neighbor = point + grid.Offset(n);
        if (regions.Labels[neighbor] != label)
        {
          const double share = (regions.Regions[label].Level - field.Value(point)) /
            (field.Value(neighbor) - field.Value(point));
          Vector3 crossing = field.Position(point);
          for (int axis = 0; axis < 3; ++axis)
          {
            crossing[axis] += share * field.Spacing()[axis] * grid.Step(n)[axis];
          }
          boundary.push_back(crossing);
        }
      });
  }
  double radius = 0.0;
  for (const std::int64_t point : inside)
  {
    const Vector3 at = field.Position(point);
    double nearest = std::numeric_limits<double>::infinity();
    for (const auto& other : boundary)
    {
      nearest = std::min(nearest, std::hypot(at[0] - other[0], at[1] - other[1], at[2] - other[2]));
    }
    for (int axis = 0; axis < 3; ++axis)
    {
      if (field.Size()[axis] > 1)
      {
        const double last = static_cast<double>(field.Size()[axis] - 1) * field.Spacing()[axis];
        nearest = std::min({ nearest, at[axis], last - at[axis] });
      }
    }
    radius = std::max(radius, nearest);
  }
  return radius;
}

} // namespace

TEST(FlatRegions, RotatedEllipseOnAnAnisotropicGrid)
{
  // Half axes 0.8 and 0.3; errors of a piecewise linear function fall with the square of the
  // spacing.
  double error = 1.0;
  for (const std::int64_t points : { 41, 81, 161 })
  {
    const Image image = Sample({ points, 2 * points - 1, 1 }, { -1.0, 1.2, -1.0, 1.0, 0.0, 0.0 },
      [](double x, double y, double) { return Ellipse(x - 0.1, y + 0.05, 0.8, 0.3, 0.5); });
    const auto result = AbsoluteRegions(image, 1.0);
    ASSERT_EQ(result.Regions.size(), 1u);
    const FlatRegion& region = result.Regions[0];
    // The minimum on the grid is not 0, and the level is that much higher.
    const double area = Pi * 0.8 * 0.3 * (1.0 + region.MinimumValue);
    const double newError = std::abs(region.Measure - area) / area;
    EXPECT_LT(newError, 0.4 * error);
    error = newError;
    EXPECT_NEAR(region.EquivalentRadius, std::sqrt(region.Measure / Pi), 1e-14);
    EXPECT_NEAR(region.AxisRatio, 0.8 / 0.3, 0.02);
    EXPECT_NEAR(std::abs(region.Axes[0][0]), std::cos(0.5), 0.01);
    EXPECT_NEAR(region.Centroid[0], 0.1, 0.003);
    EXPECT_NEAR(region.Centroid[1], -0.05, 0.003);
    EXPECT_FALSE(region.TouchesBorder);
    EXPECT_EQ(region.MinimaInside, 1);
    // At the grid point next to the centre.
    EXPECT_NEAR(region.InscribedRadius, 0.3, 0.6 / static_cast<double>(points));
  }
  EXPECT_LT(error, 1e-3);
}

TEST(FlatRegions, Ellipsoid)
{
  const Image image = Sample({ 61, 51, 41 }, { -1.0, 1.0, -0.8, 0.8, -0.6, 0.6 },
    [](double x, double y, double z) { return x * x / 0.64 + y * y / 0.36 + z * z / 0.16; });
  const auto result = AbsoluteRegions(image, 1.0);
  ASSERT_EQ(result.Regions.size(), 1u);
  const FlatRegion& region = result.Regions[0];
  const double volume = 4.0 / 3.0 * Pi * 0.8 * 0.6 * 0.4;
  EXPECT_NEAR(region.Measure, volume, 0.01 * volume);
  EXPECT_NEAR(region.EquivalentRadius, std::cbrt(0.8 * 0.6 * 0.4), 0.005);
  EXPECT_NEAR(region.SemiAxes[0], 0.8, 0.01);
  EXPECT_NEAR(region.SemiAxes[1], 0.6, 0.01);
  EXPECT_NEAR(region.SemiAxes[2], 0.4, 0.01);
  EXPECT_NEAR(region.AxisRatio, 2.0, 0.02);
  EXPECT_NEAR(std::abs(region.Axes[0][0]), 1.0, 1e-3);
  EXPECT_NEAR(std::abs(region.Axes[2][2]), 1.0, 1e-3);
  EXPECT_NEAR(region.InscribedRadius, 0.4, 0.01);
  EXPECT_FALSE(region.TouchesBorder);
}

TEST(FlatRegions, LinearFunctionsAreExact)
{
  // |x| + |y| is linear on each triangle when the diagonals do not cross its creases; x + 2 y + 3
  // is everywhere. The part of the square [0, 4]^2 below x + 2 y = 4 is a triangle of area 4.
  const Image plane = Sample({ 5, 5, 1 }, { 0.0, 4.0, 0.0, 4.0, 0.0, 0.0 },
    [](double x, double y, double) { return x + 2.0 * y + 3.0; });
  for (const double level : { 0.3, 1.0, 2.7, 4.0 })
  {
    const auto result = AbsoluteRegions(plane, level);
    ASSERT_EQ(result.Regions.size(), 1u);
    EXPECT_NEAR(result.Regions[0].Measure, 0.25 * level * level, 1e-13);
    EXPECT_NEAR(result.Regions[0].Centroid[0], level / 3.0, 1e-13);
    EXPECT_NEAR(result.Regions[0].Centroid[1], level / 6.0, 1e-13);
    EXPECT_TRUE(result.Regions[0].TouchesBorder);
  }
  // A corner of a cube below x + y + z = c has the volume c^3 / 6.
  const Image corner = Sample({ 4, 4, 4 }, { 0.0, 3.0, 0.0, 3.0, 0.0, 3.0 },
    [](double x, double y, double z) { return x + y + z; });
  for (const double level : { 0.4, 1.0, 2.2, 3.0 })
  {
    const auto result = AbsoluteRegions(corner, level);
    ASSERT_EQ(result.Regions.size(), 1u);
    EXPECT_NEAR(result.Regions[0].Measure, level * level * level / 6.0, 1e-12);
    EXPECT_NEAR(result.Regions[0].Centroid[2], level / 4.0, 1e-12);
  }
  // A whole tetrahedron and beyond: everything.
  EXPECT_NEAR(AbsoluteRegions(corner, 9.0).Regions[0].Measure, 27.0, 1e-12);
}

TEST(FlatRegions, LinesHaveLengths)
{
  const Image line = Sample({ 201, 1, 1 }, { -2.0, 2.0, 0.0, 0.0, 0.0, 0.0 },
    [](double x, double, double) { return std::abs(x); });
  const auto result = AbsoluteRegions(line, 0.5);
  ASSERT_EQ(result.Regions.size(), 1u);
  EXPECT_NEAR(result.Regions[0].Measure, 1.0, 1e-12);
  EXPECT_NEAR(result.Regions[0].EquivalentRadius, 0.5, 1e-12);
  EXPECT_NEAR(result.Regions[0].SemiAxes[0], 0.5, 1e-12);
  EXPECT_NEAR(result.Regions[0].InscribedRadius, 0.5, 1e-12);
  EXPECT_EQ(result.Regions[0].AxisRatio, 1.0);
}

TEST(FlatRegions, InscribedRadiusIsThatOfASearchByForce)
{
  for (std::uint64_t seed = 0; seed < 60; ++seed)
  {
    const Size sizes[3] = { { 14, 1, 1 }, { 9, 1, 11 }, { 6, 5, 7 } };
    Image image = RandomImage(sizes[seed % 3], 0, seed);
    image.Spacing = { 0.3, 1.7, 0.9 };
    const auto result = RegionsUntilSaddle(image);
    for (std::size_t i = 0; i < result.Regions.size(); ++i)
    {
      EXPECT_NEAR(result.Regions[i].InscribedRadius,
        InscribedRadiusByForce(image, result, static_cast<std::int64_t>(i)), 1e-12);
    }
  }
}

TEST(FlatRegions, InscribedRadiusEndsAtTheNearestCrossing)
{
  // 0 rises to 2 on one side and to 3 on the other: 0.3 is reached after 0.15 and 0.1.
  const Image line = { { 5, 1, 1 }, { 4.0, 4.0, 2.0, 0.0, 3.0 } };
  EXPECT_NEAR(AbsoluteRegions(line, 0.3).Regions[0].InscribedRadius, 0.1, 1e-15);
}

TEST(FlatRegions, DoNotDependOnThreads)
{
  const Image image = RandomImage({ 60, 50, 12 }, 0, 3);
  FlatRegionOptions options;
  options.Mode = FlatTolerance::UntilSaddle;
  options.PersistenceThreshold = 0.5;
  const auto one = FindFlatRegions(image.Field(), options, { 1, {} });
  const auto many = FindFlatRegions(image.Field(), options, { 3, {} });
  EXPECT_EQ(many.Labels, one.Labels);
  ASSERT_EQ(many.Regions.size(), one.Regions.size());
  for (std::size_t i = 0; i < one.Regions.size(); ++i)
  {
    EXPECT_EQ(many.Regions[i].Measure, one.Regions[i].Measure);
    EXPECT_EQ(many.Regions[i].SemiAxes, one.Regions[i].SemiAxes);
    EXPECT_EQ(many.Regions[i].InscribedRadius, one.Regions[i].InscribedRadius);
  }
}

TEST(FlatRegions, TwoWellsUntilTheSaddle)
{
  // (x^2 - 1)^2 + y^2: minima at (-1, 0) and (1, 0), the saddle at the origin with value 1.
  const Image image = Sample({ 161, 121, 1 }, { -2.0, 2.0, -1.5, 1.5, 0.0, 0.0 },
    [](double x, double y, double) { return (x * x - 1.0) * (x * x - 1.0) + y * y; });
  const auto result = RegionsUntilSaddle(image, 0.05);
  ASSERT_EQ(result.Regions.size(), 2u);
  // Half of it: 2 * integral of x sqrt(2 - x^2) from 0 to sqrt 2.
  const double area = 4.0 / 3.0 * std::sqrt(2.0);
  for (const auto& region : result.Regions)
  {
    EXPECT_NEAR(region.Level, 1.0, 1e-12);
    EXPECT_NEAR(region.Measure, area, 0.002);
    EXPECT_EQ(region.MinimaInside, 1);
    EXPECT_FALSE(region.TouchesBorder);
  }
  EXPECT_EQ(result.Labels[60 * 161 + 40], result.Labels[60 * 161 + 41]);
  EXPECT_NE(result.Labels[60 * 161 + 40], result.Labels[60 * 161 + 120]);
  EXPECT_EQ(result.Labels[0], -1);

  // A tolerance above the saddle: one region, shared.
  const auto shared = AbsoluteRegions(image, 1.2, 0.05);
  ASSERT_EQ(shared.Regions.size(), 2u);
  for (const auto& region : shared.Regions)
  {
    EXPECT_EQ(region.MinimaInside, 2);
    EXPECT_NEAR(region.Measure, shared.Regions[0].Measure, 1e-12);
  }
}

TEST(FlatRegions, SpillsIntoTheNearestValley)
{
  // Valleys 0, 2, 1 on a line, with passes 5 and 3 between them.
  const Image image = { { 7, 1, 1 }, { 6.0, 0.0, 5.0, 2.0, 3.0, 1.0, 7.0 } };
  const auto result = RegionsUntilSaddle(image);
  ASSERT_EQ(result.Regions.size(), 3u);
  EXPECT_EQ(result.Regions[0].Level, 5.0);
  EXPECT_EQ(result.Regions[1].Level, 3.0);
  EXPECT_EQ(result.Regions[2].Level, 3.0);
  // Without the shallow one (persistence 1) the two that are left meet at 5.
  const auto coarse = RegionsUntilSaddle(image, 0.2);
  ASSERT_EQ(coarse.Regions.size(), 2u);
  EXPECT_EQ(coarse.Regions[0].Level, 5.0);
  EXPECT_EQ(coarse.Regions[1].Level, 5.0);
  EXPECT_EQ(coarse.Regions[1].NumberOfPoints, 3);
  // A single valley takes all there is.
  const auto single = RegionsUntilSaddle(image, 0.9);
  ASSERT_EQ(single.Regions.size(), 1u);
  EXPECT_EQ(single.Regions[0].Level, 7.0);
  EXPECT_EQ(single.Regions[0].NumberOfPoints, 7);
}

TEST(FlatRegions, OverlapsBelongToTheLowestLevel)
{
  const Image image = { { 5, 1, 1 }, { 3.0, 0.0, 1.0, 0.5, 4.0 } };
  const auto result = AbsoluteRegions(image, 1.0);
  ASSERT_EQ(result.Regions.size(), 2u);
  EXPECT_EQ(result.Regions[0].MinimaInside, 2);
  EXPECT_EQ(result.Regions[1].MinimaInside, 2);
  EXPECT_EQ(result.Labels, (std::vector<std::int64_t>{ -1, 0, 0, 0, -1 }));
}

TEST(FlatRegions, HolesAreBorders)
{
  Image image = Sample({ 21, 21, 1 }, { -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 },
    [](double x, double y, double) { return x * x + y * y; });
  EXPECT_FALSE(AbsoluteRegions(image, 0.3).Regions[0].TouchesBorder);
  const double whole = AbsoluteRegions(image, 0.3).Regions[0].Measure;
  const double radius = AbsoluteRegions(image, 0.3).Regions[0].InscribedRadius;
  image.Values[10 * 21 + 13] = std::nan("");
  const auto result = AbsoluteRegions(image, 0.3);
  ASSERT_EQ(result.Regions.size(), 1u);
  EXPECT_TRUE(result.Regions[0].TouchesBorder);
  EXPECT_NEAR(result.Regions[0].Measure, whole - 6 * 0.5 * 0.1 * 0.1, 1e-12); // its six triangles
  EXPECT_LT(result.Regions[0].InscribedRadius, radius);
  EXPECT_EQ(result.Labels[10 * 21 + 13], -1);
}

TEST(FlatRegions, ScaleWithValuesAndCoordinates)
{
  const auto function = [](double x, double y, double) { return Ellipse(x, y, 0.7, 0.4, 0.3); };
  const Image image = Sample({ 31, 31, 1 }, { -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 }, function);
  const auto expected = AbsoluteRegions(image, 0.8).Regions[0];
  for (const double factor : { 0x1p116, 0x1p-300, 0x1p1000 })
  {
    Image scaled = image;
    for (double& value : scaled.Values)
    {
      value *= factor;
    }
    const auto found = AbsoluteRegions(scaled, 0.8 * factor).Regions[0];
    EXPECT_NEAR(found.Measure, expected.Measure, 1e-12);
    EXPECT_NEAR(found.InscribedRadius, expected.InscribedRadius, 1e-12);
  }
  Image wide = image;
  wide.Spacing[0] *= 4.0;
  wide.Spacing[1] *= 4.0;
  wide.Origin = { 100.0, -50.0, 7.0 };
  const auto found = AbsoluteRegions(wide, 0.8).Regions[0];
  EXPECT_NEAR(found.Measure, 16.0 * expected.Measure, 1e-11);
  EXPECT_NEAR(found.InscribedRadius, 4.0 * expected.InscribedRadius, 1e-11);
  EXPECT_NEAR(found.AxisRatio, expected.AxisRatio, 1e-10);
}

TEST(FlatRegions, TrivialFields)
{
  const Image constant = { { 4, 3, 1 }, std::vector<double>(12, 1e35) };
  const auto all = AbsoluteRegions(constant, 0.0);
  ASSERT_EQ(all.Regions.size(), 1u);
  EXPECT_NEAR(all.Regions[0].Measure, 6.0, 1e-12);
  EXPECT_EQ(all.Regions[0].NumberOfPoints, 12);

  const Image point = { { 1, 1, 1 }, { 2.0 } };
  const auto single = AbsoluteRegions(point, 1.0);
  ASSERT_EQ(single.Regions.size(), 1u);
  EXPECT_EQ(single.Regions[0].Measure, 0.0);
  EXPECT_TRUE(std::isinf(single.Regions[0].Persistence));

  const Image nothing = { { 0, 3, 1 }, {} };
  EXPECT_TRUE(AbsoluteRegions(nothing, 1.0).Regions.empty());
  const Image cutOut = { { 2, 2, 1 }, std::vector<double>(4, std::nan("")) };
  EXPECT_TRUE(AbsoluteRegions(cutOut, 1.0).Regions.empty());
  EXPECT_THROW(AbsoluteRegions(constant, -1.0), losslandscape::Error);
}
