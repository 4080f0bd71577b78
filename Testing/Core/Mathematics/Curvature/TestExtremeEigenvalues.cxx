// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Curvature/ExtremeEigenvalues.h"

#include "CurvatureTesting.h"

#include "Core/Common/Error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace losslandscape::curvature
{
namespace
{

constexpr double Pi = 3.14159265358979323846;

EigenOptions Options(int largest, int smallest, double tolerance)
{
  EigenOptions options;
  options.Largest = largest;
  options.Smallest = smallest;
  options.Tolerance = tolerance;
  options.Vectors = true;
  return options;
}

/// |A u - lambda u| by one more product.
double TrueResidual(const SymmetricOperator& matrix, const Eigenpair& pair)
{
  return (matrix.Apply(pair.Vector) - pair.Value * pair.Vector).norm();
}

/// Tridiagonal (-1, 2, -1): its eigenvalues are 2 - 2 cos(k pi / (n + 1)), crowded at both ends.
SymmetricOperator Laplacian(Eigen::Index size)
{
  return { size,
    [size](const Eigen::VectorXd& v) -> Eigen::VectorXd
    {
      Eigen::VectorXd product = 2.0 * v;
      product.head(size - 1) -= v.tail(size - 1);
      product.tail(size - 1) -= v.head(size - 1);
      return product;
    } };
}

TEST(ExtremeEigenvalues, OfADiagonalMatrixWithBothSigns)
{
  const auto found = FindExtremeEigenpairs(
    DiagonalOperator(Eigen::VectorXd::LinSpaced(300, -20.0, 100.0)), Options(2, 2, 1e-10));
  ASSERT_TRUE(found.Converged);
  const double step = 120.0 / 299.0;
  EXPECT_NEAR(found.Largest[0].Value, 100.0, 1e-9);
  EXPECT_NEAR(found.Largest[1].Value, 100.0 - step, 1e-9);
  EXPECT_NEAR(found.Smallest[0].Value, -20.0, 1e-9);
  EXPECT_NEAR(found.Smallest[1].Value, -20.0 + step, 1e-9);
  EXPECT_NEAR(found.Largest[0].Vector[299], 1.0, 1e-9);
  EXPECT_NEAR(found.Smallest[1].Vector[1], 1.0, 1e-9);
}

TEST(ExtremeEigenvalues, OfTheLaplacianAfterManyRestarts)
{
  constexpr Eigen::Index size = 200;
  auto options = Options(3, 3, 1e-9);
  options.MaximumProducts = 5000;
  const auto matrix = Laplacian(size);
  const auto found = FindExtremeEigenpairs(matrix, options);
  ASSERT_TRUE(found.Converged);
  EXPECT_GT(found.Products, 64) << "no restart was needed";
  for (int k = 1; k <= 3; ++k)
  {
    const double smallest = 2.0 - 2.0 * std::cos(k * Pi / (size + 1));
    EXPECT_NEAR(found.Smallest[k - 1].Value, smallest, 1e-10);
    EXPECT_NEAR(found.Largest[k - 1].Value, 4.0 - smallest, 1e-10);
    EXPECT_LT(TrueResidual(matrix, found.Smallest[k - 1]), 5e-9);
    EXPECT_LT(TrueResidual(matrix, found.Largest[k - 1]), 5e-9);
  }
}

TEST(ExtremeEigenvalues, ReportsTheTrueResidualWhenStoppedEarly)
{
  auto options = Options(1, 1, 1e-12);
  options.MaximumProducts = 45;
  const auto matrix = Laplacian(500);
  const auto found = FindExtremeEigenpairs(matrix, options);
  EXPECT_FALSE(found.Converged);
  EXPECT_EQ(found.Products, 45);
  for (const auto* pair : { &found.Largest[0], &found.Smallest[0] })
  {
    EXPECT_GT(pair->Residual, 1e-5);
    EXPECT_NEAR(TrueResidual(matrix, *pair), pair->Residual, 1e-10);
    EXPECT_NEAR(pair->Vector.norm(), 1.0, 1e-12);
  }
}

TEST(ExtremeEigenvalues, FindsEveryCopyOfMultipleEigenvalues)
{
  Eigen::VectorXd diagonal = Eigen::VectorXd::Constant(60, 1.0);
  diagonal.head(3).setConstant(7.0);
  diagonal.tail(2).setConstant(-4.0);
  const auto found = FindExtremeEigenpairs(DiagonalOperator(diagonal), Options(4, 3, 1e-10));
  ASSERT_TRUE(found.Converged);
  for (int i = 0; i < 3; ++i)
  {
    EXPECT_NEAR(found.Largest[i].Value, 7.0, 1e-12);
  }
  EXPECT_NEAR(found.Largest[3].Value, 1.0, 1e-12);
  EXPECT_NEAR(found.Smallest[0].Value, -4.0, 1e-12);
  EXPECT_NEAR(found.Smallest[1].Value, -4.0, 1e-12);
  EXPECT_NEAR(found.Smallest[2].Value, 1.0, 1e-12);
}

TEST(ExtremeEigenvalues, OfAMatrixOfLowRank)
{
  Eigen::VectorXd diagonal = Eigen::VectorXd::Zero(1000);
  diagonal[17] = 3.0;
  diagonal[500] = 2.0;
  const auto found = FindExtremeEigenpairs(DiagonalOperator(diagonal), Options(1, 1, 1e-10));
  ASSERT_TRUE(found.Converged);
  EXPECT_LT(found.Products, 10);
  EXPECT_NEAR(found.Largest[0].Value, 3.0, 1e-12);
  EXPECT_NEAR(found.Smallest[0].Value, 0.0, 1e-12);
}

TEST(ExtremeEigenvalues, OfZeroAndOfTinyMatrices)
{
  const auto zero =
    FindExtremeEigenpairs(DiagonalOperator(Eigen::VectorXd::Zero(5)), Options(1, 1, 1e-3));
  EXPECT_TRUE(zero.Converged);
  EXPECT_EQ(zero.Largest[0].Value, 0.0);
  EXPECT_EQ(zero.Smallest[0].Value, 0.0);

  const auto one = FindExtremeEigenpairs(
    DiagonalOperator(Eigen::VectorXd::Constant(1, -2.5)), Options(3, 1, 1e-3));
  EXPECT_TRUE(one.Converged);
  ASSERT_EQ(one.Largest.size(), 1u);
  EXPECT_DOUBLE_EQ(one.Largest[0].Value, -2.5);
  EXPECT_DOUBLE_EQ(one.Smallest[0].Value, -2.5);

  Eigen::MatrixXd two(2, 2);
  two << 0.0, 1.0, 1.0, 0.0;
  const auto pair = FindExtremeEigenpairs(OperatorOf(two), Options(1, 1, 1e-3));
  EXPECT_NEAR(pair.Largest[0].Value, 1.0, 1e-14);
  EXPECT_NEAR(pair.Smallest[0].Value, -1.0, 1e-14);
}

TEST(ExtremeEigenvalues, DoNotDependOnUnitsOfTheMatrix)
{
  const Eigen::VectorXd diagonal = Eigen::VectorXd::LinSpaced(100, -1.0, 3.0);
  const auto one = FindExtremeEigenpairs(DiagonalOperator(diagonal), Options(1, 1, 1e-6));
  const auto scaled =
    FindExtremeEigenpairs(DiagonalOperator(0x1p-60 * diagonal), Options(1, 1, 1e-6));
  EXPECT_EQ(one.Products, scaled.Products);
  EXPECT_NEAR(one.Largest[0].Value, 0x1p60 * scaled.Largest[0].Value, 1e-9);
}

TEST(ExtremeEigenvalues, RefuseAMatrixThatIsNotFinite)
{
  Eigen::VectorXd diagonal = Eigen::VectorXd::Ones(10);
  diagonal[3] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(FindExtremeEigenpairs(DiagonalOperator(diagonal), {}), Error);
}

TEST(ExtremeEigenvalues, StopWhenAsked)
{
  int products = 0;
  EXPECT_THROW(FindExtremeEigenpairs(
                 Laplacian(500), Options(1, 1, 1e-12), [&](double) { return ++products < 5; }),
    Aborted);
  EXPECT_EQ(products, 5);
}

TEST(ExtremeEigenvalues, OfAMatrixWithoutRowsAreNone)
{
  const auto found =
    FindExtremeEigenpairs(DiagonalOperator(Eigen::VectorXd()), Options(2, 1, 1e-3));
  EXPECT_TRUE(found.Converged);
  EXPECT_TRUE(found.Largest.empty());
  EXPECT_TRUE(found.Smallest.empty());
  EXPECT_EQ(found.Products, 0);
}

TEST(ExtremeEigenvalues, AreAllIfAnyNumberIsAskedFor)
{
  constexpr int most = std::numeric_limits<int>::max();
  const auto found = FindExtremeEigenpairs(
    DiagonalOperator(Eigen::VectorXd::LinSpaced(40, 1.0, 40.0)), Options(most, most, 1e-3));
  ASSERT_EQ(found.Largest.size(), 40u);
  ASSERT_EQ(found.Smallest.size(), 40u);
  EXPECT_NEAR(found.Largest[39].Value, 1.0, 1e-9);
  EXPECT_NEAR(found.Smallest[39].Value, 40.0, 1e-9);
}

TEST(ExtremeEigenvalues, RefuseAToleranceThatIsNone)
{
  const auto matrix = DiagonalOperator(Eigen::VectorXd::LinSpaced(5, 1.0, 2.0));
  for (const double tolerance : { -1.0, std::nan(""), HUGE_VAL })
  {
    EXPECT_THROW(FindExtremeEigenpairs(matrix, Options(1, 1, tolerance)), Error);
  }
}

} // namespace
} // namespace losslandscape::curvature
