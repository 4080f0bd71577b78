// SPDX-License-Identifier: BSD-3-Clause
// Critical points with fits against closed forms.
#include "Core/Mathematics/Analytic/AnalyticFunction.h"
#include "Core/Mathematics/Analytic/AnalyticGrid.h"
#include "Core/Mathematics/Analytic/CriticalPoints.h"
#include "Core/Mathematics/Topology/Critical/CriticalPoints.h"
#include "Testing/Core/Mathematics/Topology/TopologyTesting.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace losslandscape::topology;
using namespace topology_testing;
using losslandscape::AnalyticKind;

namespace
{

constexpr double Pi = 3.14159265358979323846;

struct Known
{
  Vector3 Position;
  int Type;
  Vector3 Eigenvalues;
};

/// A built-in function on its customary domain, and its critical points well inside.
struct Example
{
  Image TheImage;
  std::vector<Known> Inside;
};

Example MakeExample(AnalyticKind kind, int dimension, std::int64_t points)
{
  const auto function = losslandscape::MakeAnalyticFunction(kind, dimension);
  const auto bounds = function->Description().DefaultBounds;
  const int n = static_cast<int>(points);
  const losslandscape::Grid grid(dimension, { n, n, n }, bounds);
  Example example;
  for (int axis = 0; axis < 3; ++axis)
  {
    example.TheImage.Points[axis] = grid.Resolution()[axis];
    example.TheImage.Origin[axis] = grid.Origin()[axis];
    example.TheImage.Spacing[axis] = grid.Spacing()[axis];
  }
  example.TheImage.Values.resize(
    static_cast<std::size_t>(losslandscape::NumberOfPoints(grid.WholeExtent())));
  losslandscape::EvaluateOnGrid(
    *function, grid, grid.WholeExtent(), example.TheImage.Values.data(), {});
  for (const auto& point : losslandscape::CriticalPointsIn(*function, bounds))
  {
    bool inside = true;
    for (int axis = 0; axis < dimension; ++axis)
    {
      const double margin = 2.0 * grid.Spacing()[axis];
      inside = inside && point.Position[axis] > bounds[2 * axis] + margin &&
        point.Position[axis] < bounds[2 * axis + 1] - margin;
    }
    if (inside)
    {
      example.Inside.push_back({ point.Position, static_cast<int>(point.Type), point.Eigenvalues });
    }
  }
  return example;
}

/// Distance in cells, the largest over the axes.
double CellsApart(const Image& image, const Vector3& a, const Vector3& b)
{
  double cells = 0.0;
  for (int axis = 0; axis < 3; ++axis)
  {
    cells = std::max(cells, std::abs(a[axis] - b[axis]) / image.Spacing[axis]);
  }
  return cells;
}

std::vector<CriticalPoint> InsidePoints(const Image& image, double threshold, int radius = 2)
{
  CriticalPointOptions options;
  options.PersistenceThreshold = threshold;
  options.IncludeBoundary = false;
  options.WindowRadius = radius;
  return FindCriticalPoints(image.Field(), options, { 2, {} });
}

/// Each known point is found, at the place, with the type and curvature it has.
void ExpectFound(const Example& example, const std::vector<CriticalPoint>& found, int dimension)
{
  for (const auto& known : example.Inside)
  {
    const auto nearest = std::min_element(found.begin(), found.end(),
      [&](const CriticalPoint& a, const CriticalPoint& b)
      {
        return CellsApart(example.TheImage, a.Position, known.Position) <
          CellsApart(example.TheImage, b.Position, known.Position);
      });
    ASSERT_NE(nearest, found.end());
    EXPECT_LT(CellsApart(example.TheImage, nearest->Position, known.Position), 0.02);
    EXPECT_EQ(static_cast<int>(nearest->Type), known.Type);
    EXPECT_TRUE(nearest->IsMorse);
    for (int e = 0; e < dimension; ++e)
    {
      EXPECT_NEAR(
        nearest->Eigenvalues[e], known.Eigenvalues[e], 0.01 * std::abs(known.Eigenvalues[e]));
    }
  }
}

std::size_t CountType(const std::vector<CriticalPoint>& points, CriticalType type)
{
  return static_cast<std::size_t>(std::count_if(
    points.begin(), points.end(), [&](const CriticalPoint& p) { return p.Type == type; }));
}

} // namespace

TEST(CriticalPoints, Himmelblau)
{
  const Example example = MakeExample(AnalyticKind::Himmelblau, 2, 201);
  ASSERT_EQ(example.Inside.size(), 9u);
  ExpectFound(example, InsidePoints(example.TheImage, 0.0), 2);
  // The maximum rises 3.3 above its saddle, the range of values is 890.
  const auto significant = InsidePoints(example.TheImage, 0.003);
  EXPECT_EQ(CountType(significant, CriticalType::Minimum), 4u);
  EXPECT_EQ(CountType(significant, CriticalType::Saddle), 4u);
  EXPECT_EQ(CountType(significant, CriticalType::Maximum), 1u);
  EXPECT_EQ(significant.size(), 9u);
}

TEST(CriticalPoints, SixHumpCamel)
{
  const Example example = MakeExample(AnalyticKind::SixHumpCamel, 2, 201);
  ASSERT_EQ(example.Inside.size(), 15u);
  const auto found = InsidePoints(example.TheImage, 0.0);
  ExpectFound(example, found, 2);
  EXPECT_EQ(found.size(), 15u);
}

TEST(CriticalPoints, MuellerBrown)
{
  const Example example = MakeExample(AnalyticKind::MuellerBrown, 2, 201);
  ASSERT_EQ(example.Inside.size(), 5u);
  ExpectFound(example, InsidePoints(example.TheImage, 0.0), 2);
}

TEST(CriticalPoints, SumOfCosinesInAVolume)
{
  // Periods of different lengths: no critical point on the border, none degenerate.
  const Image image = Sample({ 101, 81, 61 }, { -5.0, 5.0, -4.0, 4.0, -3.0, 3.0 },
    [](double x, double y, double z)
    { return std::cos(x) + 1.1 * std::cos(1.2 * y) + 1.3 * std::cos(1.5 * z); });
  Example example = { image, {} };
  for (const double x : { -Pi, 0.0, Pi })
  {
    for (const double y : { -Pi / 1.2, 0.0, Pi / 1.2 })
    {
      for (const double z : { -Pi / 1.5, 0.0, Pi / 1.5 })
      {
        Vector3 curvature = { -std::cos(x), -1.1 * 1.44 * std::cos(1.2 * y),
          -1.3 * 2.25 * std::cos(1.5 * z) };
        std::sort(curvature.begin(), curvature.end());
        const int index = static_cast<int>(
          std::count_if(curvature.begin(), curvature.end(), [](double c) { return c < 0.0; }));
        example.Inside.push_back({ { x, y, z }, index, curvature });
      }
    }
  }
  for (const double threshold : { 0.0, 0.01 })
  {
    const auto found = InsidePoints(image, threshold);
    EXPECT_EQ(found.size(), 27u);
    ExpectFound(example, found, 3);
  }
}

TEST(CriticalPoints, MonkeySaddleIsDegenerate)
{
  const Image image = Sample({ 129, 129, 1 }, { -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 },
    [](double x, double y, double) { return x * x * x - 3.0 * x * y * y; });
  const auto found = InsidePoints(image, 0.0);
  ASSERT_EQ(found.size(), 2u); // on the grid it falls apart into two simple saddles
  for (const auto& point : found)
  {
    EXPECT_EQ(point.Type, CriticalType::Saddle);
    EXPECT_EQ(point.MorseIndex, -1);
    EXPECT_FALSE(point.IsMorse);
  }
}

TEST(CriticalPoints, QuadraticsAreExact)
{
  const Vector3 center = { 0.123, -0.456, 0.078 };
  const auto function = [&](double x, double y, double z)
  {
    const double u = x - center[0];
    const double v = y - center[1];
    const double w = z - center[2];
    return 2.0 * u * u + 1.0 * u * v + 3.0 * v * v - 4.0 * w * w + 0.5 * u * w + 7.0;
  };
  // Hessian ((4, 1, 0.5), (1, 6, 0), (0.5, 0, -8)).
  for (const int radius : { 1, 2, 3 })
  {
    Image image = Sample({ 21, 17, 19 }, { -1.0, 1.0, -1.0, 1.0, -0.9, 0.9 }, function);
    const auto found = InsidePoints(image, 0.0, radius);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].Type, CriticalType::Saddle);
    for (int axis = 0; axis < 3; ++axis)
    {
      EXPECT_NEAR(found[0].Position[axis], center[axis], 1e-10);
    }
    // Each pair solves the eigenvalue problem, and the eigenvectors are orthonormal.
    for (int e = 0; e < 3; ++e)
    {
      const Vector3& v = found[0].Eigenvectors[e];
      const double lambda = found[0].Eigenvalues[e];
      EXPECT_NEAR(4.0 * v[0] + v[1] + 0.5 * v[2], lambda * v[0], 1e-8);
      EXPECT_NEAR(v[0] + 6.0 * v[1], lambda * v[1], 1e-8);
      EXPECT_NEAR(0.5 * v[0] - 8.0 * v[2], lambda * v[2], 1e-8);
      for (int f = 0; f < 3; ++f)
      {
        const Vector3& w = found[0].Eigenvectors[f];
        EXPECT_NEAR(v[0] * w[0] + v[1] * w[1] + v[2] * w[2], e == f ? 1.0 : 0.0, 1e-12);
      }
    }
    EXPECT_LE(found[0].Eigenvalues[0], found[0].Eigenvalues[1]);
    EXPECT_LE(found[0].Eigenvalues[1], found[0].Eigenvalues[2]);
    EXPECT_EQ(found[0].MorseIndex, 1);
    EXPECT_TRUE(found[0].IsMorse);
    EXPECT_NEAR(found[0].GradientMagnitude, 0.0, 1e-9);
  }
}

TEST(CriticalPoints, VerticesStayWithoutSubCell)
{
  const Image image = Sample({ 11, 11, 1 }, { -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 },
    [](double x, double y, double) { return (x - 0.05) * (x - 0.05) + y * y; });
  CriticalPointOptions options;
  options.SubCell = false;
  options.IncludeBoundary = false;
  const auto found = FindCriticalPoints(image.Field(), options);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].Vertex, 60);
  EXPECT_NEAR(found[0].Position[0], 0.0, 1e-12);
  EXPECT_NEAR(found[0].GradientMagnitude, 0.1, 1e-10); // 2 (0 - 0.05)
  EXPECT_NEAR(found[0].Eigenvalues[0], 2.0, 1e-9);
}

TEST(CriticalPoints, PlanesMayLieInAnyOrientation)
{
  const auto bowl = [](double a, double b)
  { return (a - 0.03) * (a - 0.03) + 2.0 * (b + 0.02) * (b + 0.02) + 0.3 * a * b; };
  const std::array<double, 6> box = { -1.0, 1.0, -1.0, 1.0, -1.0, 1.0 };
  const Image images[] = {
    Sample({ 15, 13, 1 }, box, [&](double x, double y, double) { return bowl(x, y); }),
    Sample({ 15, 1, 13 }, box, [&](double x, double, double z) { return bowl(x, z); }),
    Sample({ 1, 15, 13 }, box, [&](double, double y, double z) { return bowl(y, z); }),
  };
  const int axes[][2] = { { 0, 1 }, { 0, 2 }, { 1, 2 } };
  const auto first = FindCriticalPoints(images[0].Field(), {});
  for (int plane = 1; plane < 3; ++plane)
  {
    const auto found = FindCriticalPoints(images[plane].Field(), {});
    ASSERT_EQ(found.size(), first.size());
    for (std::size_t i = 0; i < found.size(); ++i)
    {
      EXPECT_EQ(found[i].Vertex, first[i].Vertex);
      EXPECT_EQ(found[i].MorseIndex, first[i].MorseIndex);
      for (int a = 0; a < 2; ++a)
      {
        EXPECT_EQ(found[i].Position[axes[plane][a]], first[i].Position[a]);
        EXPECT_EQ(found[i].Eigenvectors[0][axes[plane][a]], first[i].Eigenvectors[0][a]);
      }
    }
  }
}

TEST(CriticalPoints, FlatAndNoisyDirectionsAreDegenerate)
{
  // A trough: no curvature along y.
  const Image trough = Sample({ 21, 21, 1 }, { -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 },
    [](double x, double, double) { return x * x; });
  for (const auto& point : FindCriticalPoints(trough.Field(), {}))
  {
    EXPECT_EQ(point.MorseIndex, -1);
  }
  const Image constant = Sample(
    { 9, 7, 1 }, { 0.0, 1.0, 0.0, 1.0, 0.0, 0.0 }, [](double, double, double) { return 1e35; });
  const auto found = FindCriticalPoints(constant.Field(), {});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].Vertex, 0);
  EXPECT_EQ(found[1].Vertex, 62);
  EXPECT_EQ(found[0].MorseIndex, -1);
}

TEST(CriticalPoints, HugeAndTinyValuesScale)
{
  const auto bowl = [](double x, double y, double)
  { return (x - 0.01) * (x - 0.01) + 2.0 * y * y + std::sin(x + 2.0 * y) * 0.1; };
  const Image image = Sample({ 21, 21, 1 }, { -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 }, bowl);
  const auto expected = FindCriticalPoints(image.Field(), {});
  for (const double factor : { 0x1p110, 0x1p-200, 0x1p900 })
  {
    Image scaled = image;
    for (double& value : scaled.Values)
    {
      value *= factor;
    }
    const auto found = FindCriticalPoints(scaled.Field(), {});
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
    {
      EXPECT_EQ(found[i].Vertex, expected[i].Vertex);
      EXPECT_EQ(found[i].MorseIndex, expected[i].MorseIndex);
      EXPECT_EQ(found[i].Position, expected[i].Position);
      EXPECT_EQ(found[i].Eigenvalues[0], expected[i].Eigenvalues[0] * factor);
    }
  }
}

TEST(CriticalPoints, FitsLeaveOutHoles)
{
  // A parabola is found from whatever points there are.
  Image image = Sample({ 21, 21, 1 }, { -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 },
    [](double x, double y, double)
    { return (x - 0.02) * (x - 0.02) + 3.0 * (y + 0.01) * (y + 0.01); });
  for (const int point : { 9 * 21 + 11, 12 * 21 + 10, 10 * 21 + 8 })
  {
    image.Values[point] = std::numeric_limits<double>::infinity();
  }
  const auto found = FindCriticalPoints(image.Field(), {});
  const auto minimum = std::find_if(found.begin(), found.end(),
    [](const CriticalPoint& point) { return std::isinf(point.Persistence) && point.Value < 0.1; });
  ASSERT_NE(minimum, found.end());
  EXPECT_EQ(minimum->Vertex, 10 * 21 + 10);
  EXPECT_NEAR(minimum->Position[0], 0.02, 1e-9);
  EXPECT_NEAR(minimum->Position[1], -0.01, 1e-9);
  EXPECT_NEAR(minimum->Eigenvalues[0], 2.0, 1e-7);
  EXPECT_NEAR(minimum->Eigenvalues[1], 6.0, 1e-7);
}

TEST(CriticalPoints, LinesPointsAndNothing)
{
  const Image line = Sample({ 201, 1, 1 }, { -3.0, 3.0, 0.0, 0.0, 0.0, 0.0 },
    [](double x, double, double) { return std::cos(2.0 * x); });
  const auto found = InsidePoints(line, 0.01);
  ASSERT_EQ(found.size(), 3u); // minima at -pi/2 and pi/2, maximum at 0
  EXPECT_NEAR(found[0].Position[0], -Pi / 2.0, 1e-6);
  EXPECT_NEAR(found[1].Position[0], 0.0, 1e-6);
  EXPECT_EQ(found[1].Type, CriticalType::Maximum);
  EXPECT_EQ(found[1].MorseIndex, 1);
  EXPECT_NEAR(found[2].Eigenvalues[0], 4.0, 1e-3);

  const double value = 3.0;
  const ScalarField point(&value, { 1, 1, 1 }, { 0.0, 0.0, 0.0 }, { 1.0, 1.0, 1.0 });
  const auto single = FindCriticalPoints(point, {});
  ASSERT_EQ(single.size(), 1u);
  EXPECT_EQ(single[0].Type, CriticalType::Minimum);
  EXPECT_TRUE(std::isinf(single[0].Persistence));

  const ScalarField nothing(nullptr, { 0, 5, 1 }, { 0.0, 0.0, 0.0 }, { 1.0, 1.0, 1.0 });
  EXPECT_TRUE(FindCriticalPoints(nothing, {}).empty());
  const double nan = std::nan("");
  const ScalarField cutOut(&nan, { 1, 1, 1 }, { 0.0, 0.0, 0.0 }, { 1.0, 1.0, 1.0 });
  EXPECT_TRUE(FindCriticalPoints(cutOut, {}).empty());
}

TEST(CriticalPoints, RefusesBadOptions)
{
  const double values[4] = { 1.0, 2.0, 3.0, 4.0 };
  const ScalarField field(values, { 2, 2, 1 }, { 0.0, 0.0, 0.0 }, { 1.0, 1.0, 1.0 });
  CriticalPointOptions options;
  options.WindowRadius = 0;
  EXPECT_THROW(FindCriticalPoints(field, options), losslandscape::Error);
  options.WindowRadius = 2;
  options.PersistenceThreshold = -1.0;
  EXPECT_THROW(FindCriticalPoints(field, options), losslandscape::Error);
  EXPECT_THROW(FindCriticalPoints(field, {}, { -1, {} }), losslandscape::Error);
  EXPECT_THROW(
    ScalarField(values, { 2, 2, 1 }, { 0.0, 0.0, 0.0 }, { 0.0, 1.0, 1.0 }), losslandscape::Error);
}

TEST(CriticalPoints, StopsWhenAsked)
{
  const Image image = Sample({ 301, 301, 1 }, { -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 },
    [](double x, double y, double) { return std::sin(50.0 * x) * std::sin(40.0 * y); });
  int calls = 0;
  const losslandscape::Execution execution = { 2,
    [&](double fraction)
    {
      EXPECT_GE(fraction, 0.0);
      EXPECT_LE(fraction, 1.0);
      return ++calls < 3;
    } };
  EXPECT_THROW(FindCriticalPoints(image.Field(), {}, execution), losslandscape::Aborted);
  EXPECT_EQ(calls, 3);
}
