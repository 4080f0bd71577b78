// SPDX-License-Identifier: BSD-3-Clause
// Interpolation between grid points against closed forms.
#include "Core/Mathematics/Descent/GridInterpolation.h"
#include "Testing/Core/Mathematics/Descent/TrajectoryTesting.h"

#include <cmath>
#include <gtest/gtest.h>

using losslandscape::trajectory::GridInterpolation;
using namespace trajectory_testing;

namespace
{

double Linear(double x, double y, double z)
{
  return 3.0 * x - 2.0 * y + 0.5 * z + 7.0;
}

/// Linear along each axis: what multilinear interpolation reproduces.
double Multilinear(double x, double y, double z)
{
  return (1.0 + x) * (2.0 - y) * (3.0 + z);
}

bool AllNaN(const Vector3& vector)
{
  return std::isnan(vector[0]) && std::isnan(vector[1]) && std::isnan(vector[2]);
}

} // namespace

TEST(GridInterpolation, MultilinearFunctionsAreExact)
{
  const Image image({ 5, 4, 3 }, { -1.0, 2.0, 0.5 }, { 0.5, 0.25, 2.0 }, Multilinear);
  const ScalarField field = image.Field();
  const GridInterpolation surface(field);
  for (const Vector3& at : { Vector3{ -0.83, 2.11, 0.9 }, Vector3{ 0.99, 2.74, 4.4 },
         Vector3{ -1.0, 2.0, 0.5 }, Vector3{ 1.0, 2.75, 4.5 }, Vector3{ 0.5, 2.3, 2.5 } })
  {
    EXPECT_NEAR(surface.Value(at), Multilinear(at[0], at[1], at[2]), 1e-12);
    const Vector3 gradient = surface.Gradient(at);
    EXPECT_NEAR(gradient[0], (2.0 - at[1]) * (3.0 + at[2]), 1e-11);
    EXPECT_NEAR(gradient[1], -(1.0 + at[0]) * (3.0 + at[2]), 1e-11);
    EXPECT_NEAR(gradient[2], (1.0 + at[0]) * (2.0 - at[1]), 1e-11);
  }
}

TEST(GridInterpolation, GradientsOfQuadraticsAreExactUpToTheBorder)
{
  const auto quadratic = [](double x, double y, double)
  { return 2.0 * x * x + 3.0 * x * y - y * y + x; };
  const Image image({ 6, 5, 1 }, { -1.0, -2.0, 0.0 }, { 0.4, 1.0, 1.0 }, quadratic);
  const ScalarField field = image.Field();
  const GridInterpolation surface(field);
  for (const Vector3& at : { Vector3{ -1.0, -2.0, 0.0 }, Vector3{ 1.0, 2.0, 0.0 },
         Vector3{ 0.13, -1.7, 0.0 }, Vector3{ -0.95, 1.9, 0.0 } })
  {
    const Vector3 gradient = surface.Gradient(at);
    EXPECT_NEAR(gradient[0], 4.0 * at[0] + 3.0 * at[1] + 1.0, 1e-12);
    EXPECT_NEAR(gradient[1], 3.0 * at[0] - 2.0 * at[1], 1e-12);
    EXPECT_EQ(gradient[2], 0.0);
  }
}

TEST(GridInterpolation, AxesOfOnePointAreIgnored)
{
  // In the x-z plane at y = 4.
  const Image image({ 5, 1, 4 }, { 0.0, 4.0, -1.0 }, { 0.5, 0.0, 0.25 }, Linear);
  const ScalarField field = image.Field();
  const GridInterpolation surface(field);
  for (const double y : { 4.0, -100.0, NaN })
  {
    EXPECT_NEAR(surface.Value({ 0.7, y, -0.6 }), Linear(0.7, 4.0, -0.6), 1e-12);
    const Vector3 gradient = surface.Gradient({ 0.7, y, -0.6 });
    EXPECT_NEAR(gradient[0], 3.0, 1e-12);
    EXPECT_EQ(gradient[1], 0.0);
    EXPECT_NEAR(gradient[2], 0.5, 1e-12);
  }
}

TEST(GridInterpolation, NaNOutside)
{
  const Image image({ 5, 4, 1 }, { 0.0, 0.0, 0.0 }, { 0.1, 1.0, 1.0 }, Linear);
  const ScalarField field = image.Field();
  const GridInterpolation surface(field);
  for (const Vector3& at : { Vector3{ -0.01, 1.0, 0.0 }, Vector3{ 0.41, 1.0, 0.0 },
         Vector3{ 0.2, -0.1, 0.0 }, Vector3{ 0.2, 1e300, 0.0 }, Vector3{ NaN, 1.0, 0.0 } })
  {
    EXPECT_TRUE(std::isnan(surface.Value(at)));
    EXPECT_TRUE(AllNaN(surface.Gradient(at)));
  }
}

TEST(GridInterpolation, PositionsRoundedToSinglePrecisionAreOnTheBorder)
{
  const Image image({ 8, 2, 1 }, { -0.7, 0.0, 0.0 }, { 0.2, 1.0, 1.0 }, Linear);
  const ScalarField field = image.Field();
  const GridInterpolation surface(field);
  const double left = static_cast<double>(-0.7f);
  const double right = static_cast<double>(0.7f);
  EXPECT_NEAR(surface.Value({ left, 0.5, 0.0 }), Linear(-0.7, 0.5, 0.0), 1e-12 + 3.0 * 3e-8);
  EXPECT_NEAR(surface.Value({ right, 0.5, 0.0 }), Linear(0.7, 0.5, 0.0), 1e-12 + 3.0 * 3e-8);
}

TEST(GridInterpolation, HolesReachAsFarAsTheirWeights)
{
  Image image({ 7, 7, 1 }, { 0.0, 0.0, 0.0 }, { 1.0, 1.0, 1.0 }, Linear);
  image.At(3, 3) = std::numeric_limits<double>::infinity();
  const ScalarField field = image.Field();
  const GridInterpolation surface(field);
  EXPECT_TRUE(std::isnan(surface.Value({ 3.0, 3.0, 0.0 })));
  EXPECT_TRUE(std::isnan(surface.Value({ 2.5, 3.5, 0.0 })));
  EXPECT_TRUE(AllNaN(surface.Gradient({ 2.5, 3.5, 0.0 })));
  // On the edge of the cell, where the hole has no weight.
  EXPECT_NEAR(surface.Value({ 2.0, 3.5, 0.0 }), Linear(2.0, 3.5, 0.0), 1e-12);
  EXPECT_NEAR(surface.Value({ 3.0, 2.0, 0.0 }), Linear(3.0, 2.0, 0.0), 1e-12);
  // Beside the hole differences are one-sided, and exact for a linear function.
  EXPECT_NEAR(surface.Gradient({ 3.0, 2.0, 0.0 })[1], -2.0, 1e-12);
  EXPECT_NEAR(surface.Gradient({ 4.0, 3.0, 0.0 })[0], 3.0, 1e-12);
}

TEST(GridInterpolation, NoGradientWithoutNeighbours)
{
  Image image({ 3, 3, 1 }, { 0.0, 0.0, 0.0 }, { 1.0, 1.0, 1.0 }, Linear);
  image.At(0, 1) = NaN;
  image.At(2, 1) = NaN;
  const ScalarField field = image.Field();
  const GridInterpolation surface(field);
  EXPECT_EQ(surface.Value({ 1.0, 1.0, 0.0 }), Linear(1.0, 1.0, 0.0));
  EXPECT_TRUE(AllNaN(surface.Gradient({ 1.0, 1.0, 0.0 })));
}

TEST(GridInterpolation, GridsWithoutPointsHaveNoInside)
{
  const Image image({ 0, 0, 0 }, { 0.0, 0.0, 0.0 }, { 1.0, 1.0, 1.0 }, Linear);
  const ScalarField field = image.Field();
  const GridInterpolation surface(field);
  EXPECT_TRUE(std::isnan(surface.Value({ 0.0, 0.0, 0.0 })));
  EXPECT_TRUE(AllNaN(surface.Gradient({ 0.0, 0.0, 0.0 })));
}
