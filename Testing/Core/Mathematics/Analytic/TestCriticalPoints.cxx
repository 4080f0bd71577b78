// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Mathematics/Analytic/CriticalPoints.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>

using namespace losslandscape;

namespace
{

std::vector<CriticalPoint> PointsOf(AnalyticKind kind, int dimension, const Box& box)
{
  return CriticalPointsIn(*MakeAnalyticFunction(kind, dimension), box);
}

std::vector<CriticalPoint> CustomaryPoints(AnalyticKind kind, int dimension)
{
  const auto function = MakeAnalyticFunction(kind, dimension);
  return CriticalPointsIn(*function, function->Description().DefaultBounds);
}

/// Number of minima, saddles, second saddles, maxima and degenerate points.
std::array<int, 5> CountTypes(const std::vector<CriticalPoint>& points)
{
  std::array<int, 5> counts = {};
  for (const auto& point : points)
  {
    ++counts[static_cast<int>(point.Type)];
  }
  return counts;
}

using Types = std::array<int, 5>;

std::vector<CriticalPoint> OfType(const std::vector<CriticalPoint>& points, CriticalType type)
{
  std::vector<CriticalPoint> chosen;
  std::copy_if(points.begin(), points.end(), std::back_inserter(chosen),
    [type](const CriticalPoint& point) { return point.Type == type; });
  return chosen;
}

std::vector<double> SortedValues(const std::vector<CriticalPoint>& points)
{
  std::vector<double> values;
  for (const auto& point : points)
  {
    values.push_back(point.Value);
  }
  std::sort(values.begin(), values.end());
  return values;
}

std::string Refusal(AnalyticKind kind, int dimension, const Box& box)
{
  try
  {
    PointsOf(kind, dimension, box);
  }
  catch (const Error& error)
  {
    return error.what();
  }
  return {};
}

/// Stationary points of Ackley's function from ackley.txt.
std::vector<Vector3> AckleyReference(int dimension)
{
  std::ifstream file(LOSSLANDSCAPE_TEST_DATA "/analytic/ackley.txt");
  std::vector<Vector3> points;
  int lineDimension = 0;
  Vector3 x;
  while (file >> lineDimension >> x[0] >> x[1] >> x[2])
  {
    if (lineDimension == dimension)
    {
      points.push_back(x);
    }
  }
  return points;
}

/// Those points with x_1 >= x_2 >= x_3 >= 0 but for the origin.
std::vector<Vector3> CanonicalPositions(const std::vector<CriticalPoint>& points)
{
  std::vector<Vector3> positions;
  for (const auto& point : points)
  {
    const auto& x = point.Position;
    if (x[0] >= x[1] && x[1] >= x[2] && x[2] >= 0.0 && x[0] > 0.0)
    {
      positions.push_back(x);
    }
  }
  return positions;
}

double Distance(const Vector3& a, const Vector3& b)
{
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

} // namespace

TEST(CriticalPoints, HaveTheKnownTypes)
{
  EXPECT_EQ(CountTypes(CustomaryPoints(AnalyticKind::Himmelblau, 2)), (Types{ 4, 4, 0, 1, 0 }));
  EXPECT_EQ(CountTypes(CustomaryPoints(AnalyticKind::SixHumpCamel, 2)), (Types{ 6, 7, 0, 2, 0 }));
  EXPECT_EQ(CountTypes(CustomaryPoints(AnalyticKind::MuellerBrown, 2)), (Types{ 3, 2, 0, 0, 0 }));
  EXPECT_EQ(CountTypes(CustomaryPoints(AnalyticKind::MonkeySaddle, 2)), (Types{ 0, 0, 0, 0, 1 }));
  EXPECT_EQ(CountTypes(CustomaryPoints(AnalyticKind::Rosenbrock, 2)), (Types{ 1, 0, 0, 0, 0 }));
  EXPECT_EQ(CountTypes(CustomaryPoints(AnalyticKind::Rosenbrock, 3)), (Types{ 1, 0, 0, 0, 0 }));
  // 11 minima and 10 maxima per axis.
  EXPECT_EQ(
    CountTypes(CustomaryPoints(AnalyticKind::Rastrigin, 2)), (Types{ 121, 220, 0, 100, 0 }));
  EXPECT_EQ(CountTypes(CustomaryPoints(AnalyticKind::Rastrigin, 3)),
    (Types{ 1331, 3 * 1210, 3 * 1100, 1000, 0 }));
  // 2 minima and 3 maxima per axis.
  EXPECT_EQ(CountTypes(CustomaryPoints(AnalyticKind::SumOfCosines, 2)), (Types{ 4, 12, 0, 9, 0 }));
  EXPECT_EQ(
    CountTypes(CustomaryPoints(AnalyticKind::SumOfCosines, 3)), (Types{ 8, 36, 54, 27, 0 }));
}

TEST(CriticalPoints, AreStationaryToRoundingAndInOrder)
{
  for (int kind = 0; kind < NumberOfAnalyticKinds; ++kind)
  {
    const auto function = MakeAnalyticFunction(static_cast<AnalyticKind>(kind), 2);
    SCOPED_TRACE(function->Description().Name);
    Vector3 before = { -1e9, -1e9, 0.0 };
    for (const auto& point : CriticalPointsIn(*function, function->Description().DefaultBounds))
    {
      const auto& x = point.Position;
      EXPECT_TRUE(x[1] > before[1] || (x[1] == before[1] && x[0] > before[0]));
      before = x;
      EXPECT_EQ(x[2], 0.0);
      EXPECT_EQ(point.Value, function->Value(x));
      EXPECT_EQ(point.Eigenvalues[2], 0.0);
      const bool isCusp =
        function->Description().Kind == AnalyticKind::Ackley && x[0] == 0.0 && x[1] == 0.0;
      if (!isCusp)
      {
        EXPECT_LT(point.GradientMagnitude, 1e-11);
        EXPECT_LE(point.Eigenvalues[0], point.Eigenvalues[1]);
        EXPECT_EQ(point.MorseIndex, (point.Eigenvalues[0] < 0.0) + (point.Eigenvalues[1] < 0.0));
      }
    }
  }
}

// Values from Mueller and Brown 1979 and Dixon and Szego 1978.
TEST(CriticalPoints, HaveThePublishedValues)
{
  const auto muellerBrown = CustomaryPoints(AnalyticKind::MuellerBrown, 2);
  const auto minima = SortedValues(OfType(muellerBrown, CriticalType::Minimum));
  EXPECT_NEAR(minima.at(0), -146.700, 1e-3);
  EXPECT_NEAR(minima.at(1), -108.167, 1e-3);
  EXPECT_NEAR(minima.at(2), -80.768, 1e-3);
  const auto saddles = SortedValues(OfType(muellerBrown, CriticalType::Saddle));
  EXPECT_NEAR(saddles.at(0), -72.249, 1e-3);
  EXPECT_NEAR(saddles.at(1), -40.665, 1e-3);

  const auto camel =
    SortedValues(OfType(CustomaryPoints(AnalyticKind::SixHumpCamel, 2), CriticalType::Minimum));
  const double published[] = { -1.0316285, -1.0316285, -0.2154638, -0.2154638, 2.1042503,
    2.1042503 };
  for (int i = 0; i < 6; ++i)
  {
    EXPECT_NEAR(camel.at(i), published[i], 1e-7);
  }
}

// At (1, 1) the Hessian is {{802, -400}, {-400, 200}}: trace 1002, determinant 400.
TEST(CriticalPoints, HaveTheEigenvaluesOfTheHessian)
{
  const auto points = CustomaryPoints(AnalyticKind::Rosenbrock, 2);
  ASSERT_EQ(points.size(), 1u);
  const double root = std::sqrt(501.0 * 501.0 - 400.0);
  EXPECT_NEAR(points[0].Eigenvalues[1], 501.0 + root, 1e-10);
  EXPECT_NEAR(points[0].Eigenvalues[0], 501.0 - root, 1e-10);
  EXPECT_EQ(points[0].MorseIndex, 0);
}

TEST(CriticalPoints, OfSumOfCosinesAreTheIntegers)
{
  const double curvature = std::acos(-1.0) * std::acos(-1.0);
  for (const auto& point : CustomaryPoints(AnalyticKind::SumOfCosines, 3))
  {
    int maxima = 0;
    for (const double x : point.Position)
    {
      EXPECT_EQ(x, std::round(x));
      maxima += std::fmod(x, 2.0) == 0.0;
    }
    EXPECT_EQ(point.MorseIndex, maxima);
    EXPECT_EQ(point.Value, 2.0 * maxima - 3.0);
    for (int i = 0; i < 3; ++i)
    {
      EXPECT_NEAR(point.Eigenvalues[i], i < maxima ? -curvature : curvature, 1e-12);
    }
  }
}

TEST(CriticalPoints, OfMonkeySaddleAreDegenerate)
{
  const auto points = CustomaryPoints(AnalyticKind::MonkeySaddle, 2);
  ASSERT_EQ(points.size(), 1u);
  EXPECT_EQ(points[0].Position, (Vector3{ 0.0, 0.0, 0.0 }));
  EXPECT_EQ(points[0].MorseIndex, 0);
  EXPECT_EQ(points[0].Eigenvalues, (Vector3{ 0.0, 0.0, 0.0 }));
}

TEST(CriticalPoints, OfAckleyAreThoseOfTheIndependentScan)
{
  for (const int dimension : { 2, 3 })
  {
    const auto expected = AckleyReference(dimension);
    const auto found = CanonicalPositions(CustomaryPoints(AnalyticKind::Ackley, dimension));
    EXPECT_EQ(found.size(), expected.size());
    EXPECT_EQ(expected.size(), dimension == 2 ? 65u : 269u);
    for (const auto& x : expected)
    {
      EXPECT_EQ(std::count_if(found.begin(), found.end(),
                  [&x](const Vector3& y) { return Distance(x, y) < 1e-9; }),
        1);
    }
  }
}

TEST(CriticalPoints, OfAckleyComeWithAllTheirMirrorImages)
{
  const auto points = CustomaryPoints(AnalyticKind::Ackley, 3);
  // Every orbit of (x, y, z) has 6 * 8 / (stabiliser) members.
  std::size_t expected = 1;
  for (const auto& x : CanonicalPositions(points))
  {
    const int signs = 1 << std::count_if(x.begin(), x.end(), [](double v) { return v != 0.0; });
    const bool allEqual = x[0] == x[2];
    const bool someEqual = x[0] == x[1] || x[1] == x[2];
    expected += signs * (allEqual ? 1 : someEqual ? 3 : 6);
  }
  EXPECT_EQ(points.size(), expected);
  const Types types = CountTypes(points);
  EXPECT_EQ(types[0] - types[1] + types[2] - types[3], 1) << "outward gradient on a large ball";
}

TEST(CriticalPoints, OfAckleyFarOutAreOnePerLatticePoint)
{
  const auto points = PointsOf(AnalyticKind::Ackley, 3, { 19.7, 21.3, 19.7, 21.3, -0.3, 1.3 });
  EXPECT_EQ(points.size(), 27u);
  EXPECT_EQ(CountTypes(points), (Types{ 8, 12, 6, 1, 0 }));
}

TEST(CriticalPoints, AtACuspHaveNoEigenvalues)
{
  const auto points = PointsOf(AnalyticKind::Ackley, 2, { -0.1, 0.1, -0.1, 0.1, 0.0, 0.0 });
  ASSERT_EQ(points.size(), 1u);
  EXPECT_EQ(points[0].Type, CriticalType::Minimum);
  EXPECT_EQ(points[0].MorseIndex, 0);
  EXPECT_TRUE(std::isnan(points[0].Eigenvalues[0]));
  EXPECT_TRUE(std::isnan(points[0].Eigenvalues[1]));
  EXPECT_EQ(points[0].Eigenvalues[2], 0.0);
  EXPECT_TRUE(std::isnan(points[0].GradientMagnitude));
}

TEST(CriticalPoints, OnTheBoundsAreInside)
{
  EXPECT_EQ(PointsOf(AnalyticKind::SumOfCosines, 2, { -1, 1, -1, 1, 0, 0 }).size(), 9u);
  EXPECT_EQ(PointsOf(AnalyticKind::SumOfCosines, 3, { 1, 1, 0, 1, 5, 5 }).size(), 2u);
  EXPECT_EQ(PointsOf(AnalyticKind::Rosenbrock, 2, { 1, 2, 0, 1, 0, 0 }).size(), 1u);
  EXPECT_EQ(PointsOf(AnalyticKind::Himmelblau, 2, { 3, 4, 1, 2, 0, 0 }).size(), 1u);
  EXPECT_EQ(PointsOf(AnalyticKind::Rosenbrock, 2, { 1.0000001, 2, 0, 1, 0, 0 }).size(), 0u);
}

TEST(CriticalPoints, OfEmptyBoxesAreNone)
{
  for (int kind = 0; kind < NumberOfAnalyticKinds; ++kind)
  {
    const auto analytic = static_cast<AnalyticKind>(kind);
    EXPECT_TRUE(PointsOf(analytic, 2, { 1, -1, 1, -1, 0, 0 }).empty());
    EXPECT_TRUE(PointsOf(analytic, 2, { 0.26, 0.27, 0.26, 0.27, 0, 0 }).empty());
  }
}

TEST(CriticalPoints, AreRefusedWhereTheyAreTooMany)
{
  EXPECT_EQ(Refusal(AnalyticKind::SumOfCosines, 2, { 0, 1024, 0, 1024, 0, 0 }),
    "cannot list critical points: Sum of Cosines: "
    "found there may be more than 1048576 within the bounds; narrow Bounds");
  EXPECT_NE(Refusal(AnalyticKind::Ackley, 3, { -33, 33, -33, 33, -33, 33 }), "");
  EXPECT_NE(Refusal(AnalyticKind::Rastrigin, 3, { -33, 33, -33, 33, -33, 33 }), "");
  EXPECT_EQ(Refusal(AnalyticKind::Rastrigin, 2, { -33, 33, -33, 33, 0, 0 }), "");
}

TEST(CriticalPoints, AreRefusedFarOut)
{
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double far : { 1e7, 1e300, infinity, std::nan("") })
  {
    for (int kind = 0; kind < NumberOfAnalyticKinds; ++kind)
    {
      const auto analytic = static_cast<AnalyticKind>(kind);
      EXPECT_NE(Refusal(analytic, 2, { 0, far, 0, 1, 0, 0 }).find("beyond 1e6"), std::string::npos);
    }
  }
}
