// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Curvature/StationarySearch.h"

#include <gtest/gtest.h>

#include <cmath>

namespace losslandscape::curvature
{
namespace
{

SearchOptions Grid(double x, double y)
{
  SearchOptions options;
  options.Spacing = Eigen::Vector2d(x, y);
  return options;
}

/// (x^2 + y - 11)^2 + (x + y^2 - 7)^2: four minima, four saddles and a maximum (Himmelblau 1972).
Sample Himmelblau(const Eigen::VectorXd& p)
{
  const double a = p[0] * p[0] + p[1] - 11.0;
  const double b = p[0] + p[1] * p[1] - 7.0;
  return { a * a + b * b, Eigen::Vector2d(4.0 * a * p[0] + 2.0 * b, 2.0 * a + 4.0 * b * p[1]) };
}

void ExpectPoint(const StationaryPoint& found, double x, double y, int negative)
{
  EXPECT_TRUE(found.Survived);
  EXPECT_EQ(found.NegativeDirections, negative);
  EXPECT_NEAR(found.Position[0], x, 1e-9);
  EXPECT_NEAR(found.Position[1], y, 1e-9);
}

TEST(StationarySearch, FindsMinimaSaddlesAndMaxima)
{
  // Coordinates: of the closed form, roots of the two cubic equations.
  const auto options = Grid(0.3, 0.2);
  ExpectPoint(FindStationaryPoint(Himmelblau, Eigen::Vector2d(3.2, 2.1), options), 3.0, 2.0, 0);
  ExpectPoint(FindStationaryPoint(Himmelblau, Eigen::Vector2d(-0.4, -0.8), options), -0.2708445907,
    -0.9230385565, 2);
  ExpectPoint(FindStationaryPoint(Himmelblau, Eigen::Vector2d(3.2, 0.2), options), 3.3851541837,
    0.0738518798, 1);
}

TEST(StationarySearch, DoesNotDependOnUnits)
{
  const auto scaled = [](const Eigen::VectorXd& p)
  {
    Sample sample = Himmelblau(Eigen::Vector2d(1e3 * p[0], 1e-3 * p[1]));
    sample.Gradient = Eigen::Vector2d(1e3 * sample.Gradient[0], 1e-3 * sample.Gradient[1]);
    return sample;
  };
  const auto found =
    FindStationaryPoint(scaled, Eigen::Vector2d(3.2e-3, 2.1e3), Grid(0.3e-3, 0.2e3));
  EXPECT_TRUE(found.Survived);
  EXPECT_NEAR(1e3 * found.Position[0], 3.0, 1e-9);
  EXPECT_NEAR(1e-3 * found.Position[1], 2.0, 1e-9);
}

/// |x - 0.1| + 2 |y + 0.2|: the gradient is nowhere near zero.
Sample Pyramid(const Eigen::VectorXd& p)
{
  const double x = p[0] - 0.1;
  const double y = p[1] + 0.2;
  return { std::fabs(x) + 2.0 * std::fabs(y),
    Eigen::Vector2d(x > 0.0 ? 1.0 : -1.0, y > 0.0 ? 2.0 : -2.0) };
}

TEST(StationarySearch, FindsAMinimumInAKink)
{
  const auto found = FindStationaryPoint(Pyramid, Eigen::Vector2d(0.6, -0.5), Grid(1.0, 1.0));
  EXPECT_TRUE(found.Survived);
  EXPECT_EQ(found.NegativeDirections, 0);
  EXPECT_NEAR(found.Position[0], 0.1, 1e-9);
  EXPECT_NEAR(found.Position[1], -0.2, 1e-9);
  EXPECT_NEAR(found.Move, std::hypot(0.5, 0.3), 1e-9);
}

/// A bowl of curvature 2 at any scale above that of its ripples, which have minima every 0.02.
Sample RippledBowl(const Eigen::VectorXd& p)
{
  constexpr double k = 2.0 * 3.14159265358979323846 / 0.02;
  constexpr double height = 1e-3;
  return { p.squaredNorm() + height * std::cos(k * p[0]),
    Eigen::Vector2d(2.0 * p[0] - height * k * std::sin(k * p[0]), 2.0 * p[1]) };
}

TEST(StationarySearch, SaysDownToWhichScaleAPointExists)
{
  auto options = Grid(0.4, 0.4);
  options.SmallestScale = 0.25;
  const auto coarse = FindStationaryPoint(RippledBowl, Eigen::Vector2d(0.2, -0.3), options);
  EXPECT_TRUE(coarse.Survived);
  EXPECT_EQ(coarse.NegativeDirections, 0);
  // At a scale of a hundredth of a ripple the origin is a saddle: a crest of the ripples.
  options.SmallestScale = 1e-4;
  const auto fine = FindStationaryPoint(RippledBowl, Eigen::Vector2d(0.0, 0.0), options);
  EXPECT_FALSE(fine.Survived);
  EXPECT_EQ(fine.NegativeDirections, 0);
  EXPECT_GT(fine.Scale, 1e-3);
  EXPECT_LE(fine.Scale, 0.25);
}

TEST(StationarySearch, FindsNothingOnASlope)
{
  const auto slope = [](const Eigen::VectorXd& p) -> Sample {
    return { p[0] + 0.01 * p[1] * p[1], Eigen::Vector2d(1.0, 0.02 * p[1]) };
  };
  const auto found = FindStationaryPoint(slope, Eigen::Vector2d(0.3, 0.4), Grid(1.0, 1.0));
  EXPECT_FALSE(found.Survived);
  EXPECT_EQ(found.NegativeDirections, -1);
  EXPECT_TRUE(std::isinf(found.Scale));
  EXPECT_EQ(found.Position[0], 0.3);
  EXPECT_EQ(found.Move, 0.0);
}

TEST(StationarySearch, DoesNotWanderToAnotherPoint)
{
  // The next stationary point is 3 away, farther than two cells.
  const auto found = FindStationaryPoint(Himmelblau, Eigen::Vector2d(6.0, 2.0), Grid(1.0, 1.0));
  EXPECT_FALSE(found.Survived);
}

TEST(StationarySearch, DerivativesAtAScaleAreThoseOfTheAverage)
{
  // x^3: the average over [x - h, x + h] is x^3 + x h^2, its slope 3 x^2 + h^2.
  const auto cubic = [](const Eigen::VectorXd& p) -> Sample {
    return { p[0] * p[0] * p[0], Eigen::VectorXd::Constant(1, 3.0 * p[0] * p[0]) };
  };
  const auto derivatives =
    DerivativesAtScale(cubic, Eigen::VectorXd::Constant(1, 2.0), Eigen::VectorXd::Constant(1, 0.5));
  EXPECT_DOUBLE_EQ(derivatives.Gradient[0], 12.25);
  EXPECT_DOUBLE_EQ(derivatives.Hessian(0, 0), 12.0);
}

TEST(StationarySearch, StopsWhereTheFunctionIsNotFinite)
{
  const auto undefined = [](const Eigen::VectorXd& p) -> Sample {
    return { std::log(p[0]), Eigen::Vector2d(1.0 / p[0], std::nan("")) };
  };
  EXPECT_FALSE(FindStationaryPoint(undefined, Eigen::Vector2d(0.3, 0.4), Grid(1.0, 1.0)).Survived);
}

} // namespace
} // namespace losslandscape::curvature
