// SPDX-License-Identifier: BSD-3-Clause
// Truth: the full Hessians that Testing/Python/reference/make_derivatives.py computes.
#include "Testing/Core/Engine/DerivativeTesting.h"

#include "Core/Engine/Evaluation/LandscapeRecipe.h"
#include "Core/Engine/Plane/PlaneDirections.h"
#include "Core/Engine/Session/Session.h"

#include <Eigen/Eigenvalues>

#include <array>
#include <cmath>

using namespace losslandscape;

namespace
{

DirectionOptions Eigenvectors(EigenvectorChoice choice, bool ignore = false, int threads = 1)
{
  DirectionOptions options;
  options.Method = DirectionMethod::HessianEigenvectors;
  options.Eigenvectors = choice;
  options.IgnoreBiasAndNorm = ignore;
  options.Threads = threads;
  return options;
}

using EigenSolver = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>;

/// Second derivative of the landscape along an axis, at the centre, from its losses.
double CurvatureAlong(const Plane& plane, int axis)
{
  constexpr double Step = 1e-3;
  std::array<double, 6> bounds = {};
  bounds[2 * axis] = -Step;
  bounds[2 * axis + 1] = Step;
  std::array<int, 3> resolution = { 1, 1, 1 };
  resolution[axis] = 3;
  for (int other = 0; other < 3; ++other)
  {
    bounds[2 * other + 1] = other == axis ? Step : 0.0;
  }
  const auto losses = EvaluateAll(plane, Grid(plane.Dimension(), resolution, bounds), 1).Loss;
  return (losses[0] - 2.0 * losses[1] + losses[2]) / (Step * Step);
}

TEST(HessianDirections, OfAQuadraticAreItsPrincipalAxes)
{
  const Eigen::MatrixXd hessian = ReferenceHessian("quadratic");
  const EigenSolver truth(hessian);
  const Plane plane(LoadProblem("quadratic"), 3, Eigenvectors(EigenvectorChoice::Largest));
  ASSERT_EQ(plane.Curvatures().size(), 3u);
  const Eigen::MatrixXd directions = DirectionMatrix(plane);
  for (int axis = 0; axis < 3; ++axis)
  {
    const double eigenvalue = truth.eigenvalues()[19 - axis];
    EXPECT_NEAR(plane.Curvatures()[axis].Eigenvalue, eigenvalue, 1e-5 * eigenvalue);
    EXPECT_NEAR(plane.Norms()[axis], 1.0, 1e-12);
    EXPECT_NEAR(
      std::fabs(directions.col(axis).dot(truth.eigenvectors().col(19 - axis))), 1.0, 1e-5);
    EXPECT_NEAR((hessian * directions.col(axis) - eigenvalue * directions.col(axis)).norm(),
      plane.Curvatures()[axis].Residual, 1e-4);
    EXPECT_NEAR(CurvatureAlong(plane, axis), eigenvalue, 1e-5 * eigenvalue);
  }
}

TEST(HessianDirections, LargestAndSmallestShowASaddle)
{
  const Plane plane(
    LoadProblem("quadratic"), 3, Eigenvectors(EigenvectorChoice::LargestAndSmallest));
  const EigenSolver truth(ReferenceHessian("quadratic"));
  EXPECT_NEAR(plane.Curvatures()[0].Eigenvalue, 40.0, 1e-4);
  EXPECT_NEAR(plane.Curvatures()[1].Eigenvalue, -2.0, 1e-4);
  EXPECT_NEAR(plane.Curvatures()[2].Eigenvalue, truth.eigenvalues()[18], 1e-4);
  EXPECT_NEAR(CurvatureAlong(plane, 1), -2.0, 1e-3);
  const Plane line(
    LoadProblem("quadratic"), 1, Eigenvectors(EigenvectorChoice::LargestAndSmallest));
  EXPECT_NEAR(line.Curvatures().at(0).Eigenvalue, 40.0, 1e-4);
}

TEST(HessianDirections, WithoutBiasesAreThoseOfTheBlockOfTheOthers)
{
  const auto problem = LoadProblem("gelu");
  const Eigen::MatrixXd hessian = ReferenceHessian("gelu");
  std::vector<Eigen::Index> moving;
  Eigen::Index next = 0;
  for (const auto& parameter : problem->Parameters())
  {
    Eigen::Index count = 1;
    for (const auto length : parameter.Shape)
    {
      count *= length;
    }
    for (Eigen::Index i = 0; i < count; ++i, ++next)
    {
      if (parameter.Shape.size() > 1)
      {
        moving.push_back(next);
      }
    }
  }
  ASSERT_LT(moving.size(), static_cast<std::size_t>(hessian.rows()));
  const EigenSolver block(hessian(moving, moving));
  const auto last = static_cast<Eigen::Index>(moving.size()) - 1;
  const Plane plane(problem, 2, Eigenvectors(EigenvectorChoice::LargestAndSmallest, true));
  const double scale = block.eigenvalues()[last];
  EXPECT_NEAR(plane.Curvatures()[0].Eigenvalue, scale, 1e-4 * scale);
  EXPECT_NEAR(plane.Curvatures()[1].Eigenvalue, block.eigenvalues()[0], 1e-4 * scale);
  EXPECT_NEAR(CurvatureAlong(plane, 0), scale, 1e-3 * scale);
  Eigen::MatrixXd directions = DirectionMatrix(plane);
  const std::array<Eigen::Index, 2> axes = { 0, 1 };
  EXPECT_NEAR(directions(moving, axes).colwise().squaredNorm().minCoeff(), 1.0, 1e-12);
  EXPECT_NEAR(plane.Cosines()[0], 0.0, 1e-10);

  const Plane whole(problem, 1, Eigenvectors(EigenvectorChoice::Largest, false));
  EXPECT_GT(whole.Curvatures()[0].Eigenvalue, plane.Curvatures()[0].Eigenvalue);
}

TEST(HessianDirections, DoNotDependOnThreads)
{
  const auto problem = LoadProblem("gelu");
  const Plane one(problem, 2, Eigenvectors(EigenvectorChoice::Largest, true, 1));
  const Plane three(problem, 2, Eigenvectors(EigenvectorChoice::Largest, true, 3));
  EXPECT_EQ(one.Hashes(), three.Hashes());
  EXPECT_EQ(one.Curvatures()[1].Eigenvalue, three.Curvatures()[1].Eigenvalue);
}

TEST(HessianDirections, AreMadeAnewForAnotherLossOrChoice)
{
  Session cache;
  auto problem = ProblemOf("tanh");
  auto directions = Eigenvectors(EigenvectorChoice::Largest);
  const auto first = cache.Get(problem, 2, directions);
  directions.Threads = 2;
  EXPECT_EQ(cache.Get(problem, 2, directions), first);
  directions.Eigenvectors = EigenvectorChoice::LargestAndSmallest;
  const auto second = cache.Get(problem, 2, directions);
  EXPECT_NE(second, first);
  EXPECT_NE(second->Hashes()[1], first->Hashes()[1]);
  problem.Loss = LossKind::MeanSquaredError;
  EXPECT_NE(cache.Get(problem, 2, directions)->Hashes()[0], first->Hashes()[0]);
}

TEST(HessianDirections, AreInTheRecipe)
{
  const Plane plane(LoadProblem("tanh"), 2, Eigenvectors(EigenvectorChoice::LargestAndSmallest));
  const auto recipe = LandscapeRecipe(plane, Grid(2, { 3, 3, 1 }, { -1, 1, -1, 1, 0, 0 }));
  ExpectContains(recipe, "\"method\": \"Hessian Eigenvectors\"");
  ExpectContains(recipe, "\"eigenvectors\": \"Largest And Smallest\"");
}

TEST(HessianDirections, NeedWeightsThatMove)
{
  const auto text = ErrorText(
    [] { Plane(LoadProblem("quadratic"), 2, Eigenvectors(EigenvectorChoice::Largest, true)); });
  ExpectContains(text, "fewer moving weights than axes");
  ExpectContains(text, "IgnoreBiasAndNorm");
}

TEST(HessianDirections, StopWhenAsked)
{
  EXPECT_THROW(Plane(LoadProblem("gelu"), 2, Eigenvectors(EigenvectorChoice::Largest),
                 [](double) { return false; }),
    Aborted);
}

} // namespace
