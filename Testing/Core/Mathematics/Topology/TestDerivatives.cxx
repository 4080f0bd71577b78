// SPDX-License-Identifier: BSD-3-Clause
// Finite differences against closed forms.
#include "Core/Mathematics/Topology/Field/Derivatives.h"
#include "Testing/Core/Mathematics/Topology/TopologyTesting.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using namespace losslandscape::topology;
using namespace topology_testing;

namespace
{

using Function = std::function<double(double, double, double)>;

/// A polynomial of degree 3 in each variable, and its derivatives: (x^3 - x)(y^2 + 2 y)(z + z^3).
double Factor(int axis, int derivative, double t)
{
  const double table[3][3] = { { t * t * t - t, 3.0 * t * t - 1.0, 6.0 * t },
    { t * t + 2.0 * t, 2.0 * t + 2.0, 2.0 }, { t + t * t * t, 1.0 + 3.0 * t * t, 6.0 * t } };
  return table[axis][derivative];
}

double Product(const Vector3& at, const std::array<int, 3>& order)
{
  return Factor(0, order[0], at[0]) * Factor(1, order[1], at[1]) * Factor(2, order[2], at[2]);
}

std::array<int, 3> Order(int a, int b)
{
  std::array<int, 3> order = { 0, 0, 0 };
  ++order[a];
  ++order[b];
  return order;
}

/// Largest error of the derivative along x of sin(3 x + y), all points.
double SineError(std::int64_t points, int order, bool second)
{
  const Image image = Sample({ points, points, 1 }, { 0.0, 1.0, 0.0, 1.0, 0.0, 0.0 },
    [](double x, double y, double) { return std::sin(3.0 * x + y); });
  const ScalarField field = image.Field();
  const Derivatives found = DifferentiateField(field, order);
  double error = 0.0;
  for (std::int64_t point = 0; point < field.NumberOfPoints(); ++point)
  {
    const Vector3 at = field.Position(point);
    const double phase = 3.0 * at[0] + at[1];
    error = std::max(error,
      second ? std::abs(found.Hessian[9 * point + 1] + 3.0 * std::sin(phase))
             : std::abs(found.Gradient[3 * point] - 3.0 * std::cos(phase)));
    if (second)
    {
      error = std::max(error, std::abs(found.Hessian[9 * point] + 9.0 * std::sin(phase)));
    }
  }
  return error;
}

} // namespace

TEST(Derivatives, CubicsAreExactAtOrderFour)
{
  const Image image = Sample({ 9, 8, 7 }, { -1.0, 1.0, 0.0, 1.4, -0.9, 0.9 },
    [](double x, double y, double z) {
      return Product({ x, y, z }, { 0, 0, 0 });
    });
  const ScalarField field = image.Field();
  const Derivatives found = DifferentiateField(field, 4, { 2, {} });
  for (std::int64_t point = 0; point < field.NumberOfPoints(); ++point)
  {
    const Vector3 at = field.Position(point);
    for (int a = 0; a < 3; ++a)
    {
      std::array<int, 3> first = { 0, 0, 0 };
      first[a] = 1;
      EXPECT_NEAR(found.Gradient[3 * point + a], Product(at, first), 1e-11);
      for (int b = 0; b < 3; ++b)
      {
        EXPECT_NEAR(found.Hessian[9 * point + 3 * a + b], Product(at, Order(a, b)), 1e-9);
      }
    }
  }
}

TEST(Derivatives, QuadraticsAreExactAtOrderTwo)
{
  const Image image = Sample({ 5, 4, 1 }, { 0.0, 2.0, 0.0, 0.3, 0.0, 0.0 },
    [](double x, double y, double) { return 2.0 * x * x + 3.0 * x * y - y * y + x; });
  const ScalarField field = image.Field();
  const Derivatives found = DifferentiateField(field, 2);
  // Eigenvalues of ((4, 3), (3, -2)).
  const double root = std::sqrt(18.0);
  for (std::int64_t point = 0; point < field.NumberOfPoints(); ++point)
  {
    const Vector3 at = field.Position(point);
    EXPECT_NEAR(found.Gradient[3 * point], 4.0 * at[0] + 3.0 * at[1] + 1.0, 1e-12);
    EXPECT_NEAR(found.Gradient[3 * point + 1], 3.0 * at[0] - 2.0 * at[1], 1e-12);
    EXPECT_EQ(found.Gradient[3 * point + 2], 0.0);
    const double expected[9] = { 4.0, 3.0, 0.0, 3.0, -2.0, 0.0, 0.0, 0.0, 0.0 };
    for (int entry = 0; entry < 9; ++entry)
    {
      EXPECT_NEAR(found.Hessian[9 * point + entry], expected[entry], 1e-10);
    }
    EXPECT_NEAR(found.Eigenvalues[3 * point], 1.0 - root, 1e-10);
    EXPECT_NEAR(found.Eigenvalues[3 * point + 1], 1.0 + root, 1e-10);
    EXPECT_EQ(found.Eigenvalues[3 * point + 2], 0.0);
  }
}

TEST(Derivatives, ConvergeWithTheirOrder)
{
  for (const bool second : { false, true })
  {
    // Halving the spacing divides errors by 4 and 16.
    const double ratio2 = SineError(21, 2, second) / SineError(41, 2, second);
    const double ratio4 = SineError(21, 4, second) / SineError(41, 4, second);
    EXPECT_GT(ratio2, 3.3);
    EXPECT_LT(ratio2, 4.7);
    EXPECT_GT(ratio4, 12.0);
    EXPECT_LT(ratio4, 20.0);
  }
}

TEST(Derivatives, DoNotSeeHoles)
{
  Image image = Sample({ 11, 9, 1 }, { 0.0, 1.0, 0.0, 1.0, 0.0, 0.0 },
    [](double x, double y, double) { return x * x + 2.0 * x * y; });
  image.Values[4 * 11 + 5] = std::numeric_limits<double>::infinity();
  const ScalarField field = image.Field();
  const Derivatives found = DifferentiateField(field, 2);
  for (std::int64_t point = 0; point < field.NumberOfPoints(); ++point)
  {
    const Vector3 at = field.Position(point);
    if (!field.InDomain(point))
    {
      EXPECT_TRUE(std::isnan(found.Gradient[3 * point]));
      EXPECT_TRUE(std::isnan(found.Hessian[9 * point]));
      EXPECT_TRUE(std::isnan(found.Eigenvalues[3 * point]));
      continue;
    }
    EXPECT_NEAR(found.Gradient[3 * point], 2.0 * at[0] + 2.0 * at[1], 1e-12);
    EXPECT_NEAR(found.Gradient[3 * point + 1], 2.0 * at[0], 1e-12);
    EXPECT_NEAR(found.Hessian[9 * point], 2.0, 1e-9);
    EXPECT_NEAR(found.Hessian[9 * point + 1], 2.0, 1e-9);
  }
}

TEST(Derivatives, NarrowDomainsTakeWhatFits)
{
  const Image two = { { 2, 1, 1 }, { 1.0, 4.0 } };
  const Derivatives pair = DifferentiateField(two.Field(), 4);
  EXPECT_EQ(pair.Gradient[0], 3.0);
  EXPECT_EQ(pair.Gradient[3], 3.0);
  EXPECT_TRUE(std::isnan(pair.Hessian[0]));
  const Image three = { { 1, 3, 1 }, { 0.0, 1.0, 4.0 } };
  const Derivatives triple = DifferentiateField(three.Field(), 4);
  EXPECT_NEAR(triple.Gradient[1], 0.0, 1e-14);
  EXPECT_NEAR(triple.Gradient[4], 2.0, 1e-14);
  EXPECT_NEAR(triple.Hessian[4], 2.0, 1e-14);
  EXPECT_EQ(triple.Gradient[0], 0.0);
  const Image one = { { 1, 1, 1 }, { 5.0 } };
  EXPECT_EQ(DifferentiateField(one.Field(), 4).Gradient[0], 0.0);
  const Image nothing = { { 0, 1, 1 }, {} };
  EXPECT_TRUE(DifferentiateField(nothing.Field(), 2).Gradient.empty());
}

TEST(Derivatives, DoNotDependOnThreads)
{
  const Image image = RandomImage({ 70, 60, 11 }, 0, 1);
  const Derivatives one = DifferentiateField(image.Field(), 4, { 1, {} });
  const Derivatives many = DifferentiateField(image.Field(), 4, { 3, {} });
  EXPECT_EQ(many.Gradient, one.Gradient);
  EXPECT_EQ(many.Hessian, one.Hessian);
  EXPECT_EQ(many.Eigenvalues, one.Eigenvalues);
}

TEST(Derivatives, HugeValuesAndBadOrders)
{
  const Image image = Sample({ 9, 9, 1 }, { 0.0, 1.0, 0.0, 1.0, 0.0, 0.0 },
    [](double x, double y, double) { return 1e35 * (x * x + y); });
  const Derivatives found = DifferentiateField(image.Field(), 4);
  EXPECT_NEAR(found.Gradient[3 * 40] / 1e35, 1.0, 1e-12);
  EXPECT_NEAR(found.Hessian[9 * 40] / 1e35, 2.0, 1e-10);
  EXPECT_THROW(DifferentiateField(image.Field(), 3), losslandscape::Error);
}
