// SPDX-License-Identifier: BSD-3-Clause
// Truth: closed forms of quadratic functions.
#include "Core/Mathematics/Curvature/BallAscent.h"
#include "Core/Mathematics/Curvature/BoxAscent.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace losslandscape::curvature
{
namespace
{

/// 3 + slope . x + x' diag(curvatures) x / 2.
ScalarFunction Quadratic(const Eigen::VectorXd& curvatures, const Eigen::VectorXd& slope)
{
  return { [=](const Eigen::VectorXd& x)
    { return 3.0 + slope.dot(x) + 0.5 * x.dot(curvatures.cwiseProduct(x)); },
    [=](const Eigen::VectorXd& x) -> Eigen::VectorXd
    { return slope + curvatures.cwiseProduct(x); } };
}

const Eigen::VectorXd Curvatures = (Eigen::VectorXd(5) << 4.0, 1.0, 0.0, 30.0, 0.3).finished();
const Eigen::VectorXd Slope = (Eigen::VectorXd(5) << 0.2, -0.5, 1.0, -3.0, 0.01).finished();
const Eigen::VectorXd Half = (Eigen::VectorXd(5) << 0.1, 0.4, 0.2, 0.01, 2.0).finished();

TEST(BoxAscent, OfAConvexSeparableFunctionEndsInTheHighestCorner)
{
  const auto function = Quadratic(Curvatures, Slope);
  const BoxMaximum found = AscendInBox(function, Half, 3.0, {});
  const Eigen::VectorXd corner = Half.cwiseProduct(Slope.cwiseSign());
  EXPECT_NEAR((found.Offset - corner).norm(), 0.0, 1e-15);
  const double rise = Half.dot(Slope.cwiseAbs()) + 0.5 * Half.cwiseAbs2().dot(Curvatures);
  EXPECT_NEAR(found.Value, 3.0 + rise, 1e-14);
}

TEST(BoxAscent, FindsAMaximumInside)
{
  Eigen::VectorXd curvatures = Curvatures;
  curvatures[1] = -5.0; // highest at x = -0.1, inside |x| <= 0.4
  BoxAscentOptions options;
  options.Steps = 100;
  const BoxMaximum found = AscendInBox(Quadratic(curvatures, Slope), Half, 3.0, options);
  EXPECT_NEAR(found.Offset[1], -0.1, 1e-3);
  EXPECT_NEAR(found.Offset[3], -Half[3], 1e-15);
}

TEST(BoxAscent, LeavesAStationaryPoint)
{
  const BoxMaximum found =
    AscendInBox(Quadratic(Curvatures, Eigen::VectorXd::Zero(5)), Half, 3.0, {});
  EXPECT_NEAR(found.Value, 3.0 + 0.5 * Half.cwiseAbs2().dot(Curvatures), 1e-14);
}

TEST(BoxAscent, StaysInTheBoxAndNeverFallsBelowTheCentre)
{
  // A maximum at the centre of a function whose gradient there is a little off.
  const auto function =
    Quadratic(Eigen::VectorXd::Constant(5, -7.0), Eigen::VectorXd::Constant(5, 1e-9));
  const BoxMaximum found = AscendInBox(function, Half, 3.0, {});
  EXPECT_GE(found.Value, 3.0);
  EXPECT_TRUE((found.Offset.cwiseAbs().array() <= Half.array()).all());
}

TEST(BoxAscent, KeepsAValueThatIsNotFinite)
{
  auto function = Quadratic(Curvatures, Slope);
  function.Value = [](const Eigen::VectorXd&) { return std::numeric_limits<double>::quiet_NaN(); };
  EXPECT_TRUE(std::isnan(AscendInBox(function, Half, 3.0, {}).Value));
}

TEST(BoxAscent, StopsWhenAsked)
{
  const auto function = Quadratic(Curvatures, Slope);
  EXPECT_THROW(AscendInBox(function, Half, 3.0, {}, [](double) { return false; }), Aborted);
}

// SAM: along g the rise is rho |g| + rho^2 g' H g / (2 |g|^2).
TEST(BallAscent, OfSharpnessAwareMinimisation)
{
  constexpr double Radius = 0.05;
  const BallRise found =
    AscendInBall(Quadratic(Curvatures, Slope), 3.0, Slope, Eigen::VectorXd::Ones(5), Radius);
  const double norm = Slope.norm();
  const double bend = Slope.dot(Curvatures.cwiseProduct(Slope)) / (norm * norm);
  EXPECT_NEAR(found.Offset.norm(), Radius, 1e-15);
  EXPECT_NEAR(found.FirstOrder, Radius * norm, 1e-15);
  EXPECT_NEAR(found.Rise, Radius * norm + 0.5 * Radius * Radius * bend, 1e-14);
}

// ASAM: the same for the function of T^-1 x.
TEST(BallAscent, IsInvariantUnderRescalingOfTheAxesWithAdaptiveScales)
{
  constexpr double Radius = 0.5;
  const Eigen::VectorXd weights = (Eigen::VectorXd(5) << 1.0, 0.5, 0.0, 2.0, 3.0).finished();
  const Eigen::VectorXd factors = (Eigen::VectorXd(5) << 10.0, 0.1, 5.0, 1.0, 7.0).finished();
  const BallRise one = AscendInBall(Quadratic(Curvatures, Slope), 3.0, Slope, weights, Radius);
  const Eigen::VectorXd slope = Slope.cwiseQuotient(factors);
  const BallRise other =
    AscendInBall(Quadratic(Curvatures.cwiseQuotient(factors.cwiseAbs2()), slope), 3.0, slope,
      weights.cwiseProduct(factors), Radius);
  EXPECT_NEAR(one.Rise, other.Rise, 1e-13);
  EXPECT_NEAR(one.FirstOrder, Radius * weights.cwiseProduct(Slope).norm(), 1e-14);
  EXPECT_EQ(one.Offset[2], 0.0) << "a weight of 0 moved";
  const Eigen::VectorXd scaled = one.Offset.array() / weights.array().max(1e-300);
  EXPECT_NEAR(scaled.norm(), Radius, 1e-14);
}

TEST(BallAscent, StaysWhereTheGradientIsZero)
{
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(5);
  const BallRise found =
    AscendInBall(Quadratic(Curvatures, zero), 3.0, zero, Eigen::VectorXd::Ones(5), 0.05);
  EXPECT_EQ(found.Rise, 0.0);
  EXPECT_EQ(found.FirstOrder, 0.0);
}

} // namespace
} // namespace losslandscape::curvature
