// SPDX-License-Identifier: BSD-3-Clause
// Truth: Testing/Python/reference/make_derivatives.py, and central differences of losses.
#include "Testing/Core/Engine/DerivativeTesting.h"

#include "Core/Engine/Derivatives/ParameterSpaceLoss.h"
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"
#include "Core/Engine/Plane/PlaneDirections.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace losslandscape;

namespace
{

DerivativeOptions Everything()
{
  DerivativeOptions options;
  options.Gradient = options.Hessian = options.ExtremeEigenvalues = true;
  options.EigenvalueTolerance = 1e-7;
  return options;
}

std::vector<PointDerivatives> Evaluate(const Plane& plane, const std::vector<double>& points,
  const DerivativeOptions& options, int threads = 1, const Progress& progress = {})
{
  const PlanePoints all = { static_cast<std::int64_t>(points.size() / 2), [&](std::int64_t i) {
                             return std::array<double, 3>{ points[2 * i], points[2 * i + 1], 0.0 };
                           } };
  return DerivativesAt(plane, all, options, threads, progress);
}

class Derivatives : public testing::TestWithParam<const char*>
{
};

TEST_P(Derivatives, InThePlaneAndInAllWeights)
{
  const std::string name = GetParam();
  const auto plane = LoadPlane(name);
  const auto found = Evaluate(*plane, ReferenceArray(name, "points"), Everything());
  const auto gradient = ReferenceArray(name, "gradient");
  const auto hessian = ReferenceArray(name, "hessian");
  const auto norm = ReferenceArray(name, "gradient_norm");
  const auto smallest = ReferenceArray(name, "smallest");
  const auto largest = ReferenceArray(name, "largest");
  for (std::size_t i = 0; i < found.size(); ++i)
  {
    const double scale = std::max(std::fabs(smallest[i]), std::fabs(largest[i]));
    for (int a = 0; a < 2; ++a)
    {
      EXPECT_NEAR(found[i].Gradient[a], gradient[2 * i + a], 1e-10 * (1.0 + norm[i]));
      for (int b = 0; b < 2; ++b)
      {
        EXPECT_NEAR(found[i].Hessian[3 * a + b], hessian[4 * i + 2 * a + b], 1e-9 * (1.0 + scale));
      }
    }
    EXPECT_NEAR(found[i].NetworkGradientNorm, norm[i], 1e-11 * (1.0 + norm[i]));
    EXPECT_NEAR(found[i].SmallestEigenvalue, smallest[i], 1e-9 * (1.0 + scale));
    EXPECT_NEAR(found[i].LargestEigenvalue, largest[i], 1e-9 * (1.0 + scale));
    EXPECT_LE(found[i].SmallestResidual, 1e-7 * scale);
    EXPECT_LE(found[i].LargestResidual, 1e-7 * scale);
    EXPECT_EQ(found[i].Gradient[2], 0.0);
    EXPECT_EQ(found[i].Hessian[8], 0.0);
  }
}

TEST_P(Derivatives, AsAFunctionOfAllWeights)
{
  const std::string name = GetParam();
  ParameterSpaceLoss loss(LoadProblem(name), 2);
  const Eigen::VectorXd centre = Eigen::VectorXd::Zero(loss.Size());
  const auto full = ReferenceArray(name, "full_hessian");
  const auto fullGradient = ReferenceArray(name, "full_gradient");
  ASSERT_EQ(static_cast<std::size_t>(loss.Size()), fullGradient.size());
  const Eigen::Map<const Eigen::MatrixXd> hessian(full.data(), loss.Size(), loss.Size());
  EXPECT_NEAR(loss.Value(centre), ReferenceArray(name, "loss")[0], 1e-12);
  EXPECT_LT((loss.Gradient(centre) - VectorOf(fullGradient)).norm(), 1e-12 * hessian.norm());
  const Eigen::MatrixXd all = Eigen::MatrixXd::Identity(loss.Size(), loss.Size());
  EXPECT_LT((loss.HessianProducts(centre, all) - hessian).norm(), 1e-12 * hessian.norm());
}

INSTANTIATE_TEST_SUITE_P(
  OfNetworks, Derivatives, testing::Values("tanh", "gelu", "relu", "quadratic", "recalibrated"));

class SmoothDerivatives : public testing::TestWithParam<const char*>
{
};

TEST_P(SmoothDerivatives, AgreeWithCentralDifferencesInThePlane)
{
  const auto plane = LoadPlane(GetParam());
  ParameterSpaceLoss loss(LoadProblem(GetParam()), 1);
  const Eigen::MatrixXd directions = DirectionMatrix(*plane);
  const auto value = [&](double x, double y)
  { return loss.Value(directions * Eigen::Vector2d(x, y)); };
  const double x = 0.31;
  const double y = -0.57;
  const auto exact = Evaluate(*plane, { x, y }, Everything())[0];
  // Of fourth order, so that a step of 1e-3 and 1e-2 leaves errors of 1e-10 and 1e-7.
  const auto slope = [](const std::function<double(double)>& f, double h)
  { return (8.0 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12.0 * h); };
  const auto curvature = [](const std::function<double(double)>& f, double h)
  { return (16.0 * (f(h) + f(-h)) - (f(2 * h) + f(-2 * h)) - 30.0 * f(0.0)) / (12.0 * h * h); };
  const double scale = std::hypot(exact.Gradient[0], exact.Gradient[1]);
  EXPECT_NEAR(
    exact.Gradient[0], slope([&](double h) { return value(x + h, y); }, 1e-3), 1e-6 * scale);
  EXPECT_NEAR(
    exact.Gradient[1], slope([&](double h) { return value(x, y + h); }, 1e-3), 1e-6 * scale);
  const double bend = std::fabs(exact.Hessian[0]) + std::fabs(exact.Hessian[4]);
  const double xx = curvature([&](double h) { return value(x + h, y); }, 3e-3);
  const double yy = curvature([&](double h) { return value(x, y + h); }, 3e-3);
  const double both = curvature([&](double h) { return value(x + h, y + h); }, 3e-3);
  EXPECT_NEAR(exact.Hessian[0], xx, 1e-6 * bend);
  EXPECT_NEAR(exact.Hessian[4], yy, 1e-6 * bend);
  EXPECT_NEAR(exact.Hessian[1], 0.5 * (both - xx - yy), 1e-6 * bend);
  EXPECT_EQ(exact.Hessian[1], exact.Hessian[3]);
}

INSTANTIATE_TEST_SUITE_P(
  OfNetworks, SmoothDerivatives, testing::Values("tanh", "gelu", "recalibrated"));

class AnyDerivatives : public testing::TestWithParam<const char*>
{
};

TEST_P(AnyDerivatives, DoNotDependOnThreadsOrOtherPoints)
{
  const auto plane = LoadPlane(GetParam());
  const auto points = ReferenceArray(GetParam(), "points");
  const auto one = Evaluate(*plane, points, Everything(), 1);
  const auto three = Evaluate(*plane, points, Everything(), 3);
  const auto alone = Evaluate(*plane, { points[4], points[5] }, Everything(), 1);
  for (std::size_t i = 0; i < one.size(); ++i)
  {
    EXPECT_EQ(one[i].Gradient, three[i].Gradient);
    EXPECT_EQ(one[i].Hessian, three[i].Hessian);
    EXPECT_EQ(one[i].SmallestEigenvalue, three[i].SmallestEigenvalue);
    EXPECT_EQ(one[i].LargestResidual, three[i].LargestResidual);
  }
  EXPECT_EQ(alone[0].Hessian, one[2].Hessian);
  EXPECT_EQ(alone[0].LargestEigenvalue, one[2].LargestEigenvalue);
}

TEST_P(AnyDerivatives, OfAllWeightsDoNotDependOnThreads)
{
  const auto problem = LoadProblem(GetParam());
  ParameterSpaceLoss one(problem, 1);
  ParameterSpaceLoss three(problem, 3);
  const Eigen::VectorXd offset = Eigen::VectorXd::LinSpaced(one.Size(), -0.1, 0.1);
  EXPECT_EQ(one.Value(offset), three.Value(offset));
  EXPECT_EQ(one.Gradient(offset), three.Gradient(offset));
  EXPECT_EQ(one.HessianProducts(offset, offset), three.HessianProducts(offset, offset));
}

INSTANTIATE_TEST_SUITE_P(OfNetworks, AnyDerivatives, testing::Values("gelu", "recalibrated"));

TEST(DerivativeEvaluation, LeavesOutWhatIsNotAskedFor)
{
  const auto plane = LoadPlane("tanh");
  DerivativeOptions options;
  options.Gradient = true;
  const auto found = Evaluate(*plane, { 0.0, 0.0 }, options)[0];
  EXPECT_TRUE(std::isfinite(found.Gradient[0]));
  EXPECT_TRUE(std::isnan(found.Hessian[0]));
  EXPECT_TRUE(std::isnan(found.SmallestEigenvalue));
}

TEST(DerivativeEvaluation, IsNotFiniteWhereTheLossIsNot)
{
  const auto plane = LoadPlane("gelu");
  const auto found = Evaluate(*plane, { 1e308, 1e308 }, Everything())[0];
  EXPECT_FALSE(std::isfinite(found.Gradient[0]));
  EXPECT_TRUE(std::isnan(found.SmallestEigenvalue));
  EXPECT_TRUE(std::isnan(found.LargestEigenvalue));
}

TEST(DerivativeEvaluation, StopsWhenAsked)
{
  const auto plane = LoadPlane("gelu");
  auto options = Everything();
  options.EigenvalueTolerance = 0.0;
  options.MaximumProducts = 1000000;
  EXPECT_THROW(Evaluate(*plane, { 0.0, 0.0 }, options, 1, [](double) { return false; }), Aborted);
}

TEST(DerivativeEvaluation, SaysThatALossCannotBeDifferentiated)
{
  auto options = ProblemOf("tanh");
  options.Network.NetworkFile = Reference("derivatives_detached.pt");
  ParameterSpaceLoss loss(std::make_shared<Problem>(options), 1);
  const auto text = ErrorText([&] { loss.Gradient(Eigen::VectorXd::Zero(loss.Size())); });
  ExpectContains(text, "cannot be differentiated");
  ExpectContains(text, "derivatives_detached.pt");
}

TEST(DoublePrecision, ConvertsANetworkAndLeavesTheOriginal)
{
  ProblemOptions options;
  options.Data.NumberOfSamples = 20;
  options.Network.WeightsFile = "";
  const auto single = std::make_shared<const Problem>(options);
  ParameterSpaceLoss before(single, 1);
  const Eigen::VectorXd centre = Eigen::VectorXd::Zero(before.Size());
  const double rounded = before.Value(centre);
  ParameterSpaceLoss precise(Problem::InDoublePrecision(single), 1);
  EXPECT_NEAR(precise.Value(centre), rounded, 1e-6 * (1e-3 + rounded));
  EXPECT_NE(precise.Value(centre), rounded);
  EXPECT_EQ(ParameterSpaceLoss(single, 1).Value(centre), rounded);
  // A step that single precision would lose.
  const Eigen::VectorXd gradient = precise.Gradient(centre);
  const Eigen::VectorXd step = 1e-10 * gradient.normalized();
  EXPECT_NEAR(
    precise.Value(step) - precise.Value(-step), 2e-10 * gradient.norm(), 1e-13 * gradient.norm());
}

TEST(DoublePrecision, OfADoubleNetworkIsItself)
{
  const auto problem = LoadProblem("tanh");
  EXPECT_EQ(Problem::InDoublePrecision(problem), problem);
}

} // namespace
