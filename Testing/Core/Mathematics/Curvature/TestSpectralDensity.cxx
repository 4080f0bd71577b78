// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Random.h"
#include "Core/Mathematics/Curvature/SpectralDensity.h"
#include "CurvatureTesting.h"

#include <gtest/gtest.h>

#include <cmath>

namespace losslandscape::curvature
{
namespace
{

constexpr double Pi = 3.14159265358979323846;

QuadratureOptions Options(int probes, int steps, std::uint64_t seed = 0)
{
  QuadratureOptions options;
  options.Probes = probes;
  options.Steps = steps;
  options.Seed = seed;
  return options;
}

Eigen::MatrixXd NormalMatrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed)
{
  Random random(seed);
  Eigen::MatrixXd matrix(rows, columns);
  for (double& value : matrix.reshaped())
  {
    value = random.Normal();
  }
  return matrix;
}

Eigen::MatrixXd SymmetricMatrix(Eigen::Index size, std::uint64_t seed)
{
  const Eigen::MatrixXd matrix = NormalMatrix(size, size, seed);
  return 0.5 * (matrix + matrix.transpose());
}

// For a diagonal matrix v' A^k v is the trace of A^k, whatever the signs of v.
TEST(LanczosQuadrature, OfADiagonalMatrixHasItsMoments)
{
  Eigen::VectorXd diagonal(60);
  for (Eigen::Index i = 0; i < 60; ++i)
  {
    diagonal[i] = std::array<double, 4>{ -2.0, 0.0, 0.5, 3.0 }[i % 4];
  }
  const auto probes = QuadratureOfProbes(DiagonalOperator(diagonal), {}, Options(3, 4));
  for (int k = 0; k <= 7; ++k)
  {
    const Estimate moment = MomentOf(probes, k);
    const double exact = diagonal.array().pow(k).mean();
    EXPECT_NEAR(moment.Value, exact, 1e-12 * std::pow(3.0, k)) << k;
    EXPECT_NEAR(moment.StandardError, 0.0, 1e-12 * std::pow(3.0, k)) << k;
  }
  EXPECT_NEAR(probes[0].Nodes[0], -2.0, 1e-12);
  EXPECT_NEAR(probes[0].Nodes[3], 3.0, 1e-12);
  EXPECT_NEAR(probes[0].Weights[3], 0.25, 1e-12);
}

// Gauss quadrature with m nodes is exact up to degree 2 m - 1, and no further.
TEST(LanczosQuadrature, IsExactUpToItsDegree)
{
  const Eigen::MatrixXd matrix = SymmetricMatrix(40, 1) / 6.0;
  const auto probes = QuadratureOfProbes(OperatorOf(matrix), {}, Options(1, 5, 9));
  const auto oneStep = QuadratureOfProbes(OperatorOf(matrix), {}, Options(1, 1, 9));
  // v of the same seed, by its sign pattern from probing unit matrices.
  Random random(9);
  Eigen::VectorXd v(40);
  for (double& sign : v)
  {
    sign = random.Below(2) == 0 ? -1.0 : 1.0;
  }
  Eigen::VectorXd power = v;
  for (int k = 0; k <= 10; ++k)
  {
    const double exact = v.dot(power) / 40.0;
    const double found = MomentOf(probes, k).Value;
    if (k < 10)
    {
      EXPECT_NEAR(found, exact, 1e-10 * (1.0 + std::fabs(exact))) << k;
    }
    else
    {
      EXPECT_GT(std::fabs(found - exact), 1e-6 * std::fabs(exact));
    }
    power = matrix * power;
  }
  EXPECT_NEAR(MomentOf(oneStep, 1).Value, v.dot(matrix * v) / 40.0, 1e-12);
}

TEST(LanczosQuadrature, EndsWhenAProbeHasFoundEverything)
{
  int products = 0;
  const SymmetricOperator counted = { 50,
    [&](const Eigen::VectorXd& v) -> Eigen::VectorXd
    {
      ++products;
      return 2.0 * v;
    } };
  const auto probes = QuadratureOfProbes(counted, {}, Options(2, 30));
  EXPECT_EQ(products, 2);
  ASSERT_EQ(probes[1].Nodes.size(), 1);
  EXPECT_NEAR(probes[1].Nodes[0], 2.0, 1e-14);
  const auto more = QuadratureOfProbes(OperatorOf(SymmetricMatrix(3, 4)), {}, Options(1, 30));
  EXPECT_LE(more[0].Nodes.size(), 3);
}

// The distribution of v' A v is known: its variance is 2 (|A|_F^2 - sum of A_ii^2).
TEST(HutchinsonTrace, IsWithinItsStandardError)
{
  const Eigen::MatrixXd matrix = SymmetricMatrix(80, 2);
  const std::vector<CoordinateBlock> blocks = { { 0, 30 }, { 30, 50 } };
  constexpr int Probes = 400;
  const auto probes = QuadratureOfProbes(OperatorOf(matrix), blocks, Options(Probes, 1));
  const Estimate trace = TraceOf(probes, 80);
  const double variance = 2.0 * (matrix.squaredNorm() - matrix.diagonal().squaredNorm());
  EXPECT_NEAR(trace.StandardError, std::sqrt(variance / Probes), 0.15 * trace.StandardError);
  EXPECT_NEAR(trace.Value, matrix.trace(), 4.0 * trace.StandardError);
  double sum = 0.0;
  for (std::size_t i = 0; i < 2; ++i)
  {
    const Estimate block = BlockTraceOf(probes, i);
    const auto& range = blocks[i];
    const double exact = matrix.diagonal().segment(range.First, range.Size).sum();
    EXPECT_NEAR(block.Value, exact, 4.0 * block.StandardError);
    sum += block.Value;
  }
  EXPECT_NEAR(sum, trace.Value, 1e-10 * matrix.norm());
}

TEST(HutchinsonTrace, OfOneProbeHasNoStandardError)
{
  const auto probes = QuadratureOfProbes(OperatorOf(SymmetricMatrix(9, 3)), {}, Options(1, 2));
  EXPECT_TRUE(std::isnan(TraceOf(probes, 9).StandardError));
}

TEST(Restriction, HasTheRowsAndColumnsOfItsBlocks)
{
  const Eigen::MatrixXd matrix = SymmetricMatrix(10, 5);
  const SymmetricOperator part = Restrict(OperatorOf(matrix), { { 1, 2 }, { 6, 3 } });
  ASSERT_EQ(part.Size, 5);
  const Eigen::VectorXi kept = (Eigen::VectorXi(5) << 1, 2, 6, 7, 8).finished();
  const Eigen::MatrixXd expected = matrix(kept, kept);
  for (Eigen::Index i = 0; i < 5; ++i)
  {
    EXPECT_TRUE(part.Apply(Eigen::VectorXd::Unit(5, i)).isApprox(expected.col(i), 1e-14));
  }
  EXPECT_EQ(Scatter(Eigen::VectorXd::Ones(5), { { 1, 2 }, { 6, 3 } }, 10).sum(), 5.0);
}

/// Share of a Gaussian around each eigenvalue, summed by brute force.
double DirectDensity(const Eigen::VectorXd& eigenvalues, double t, double width)
{
  double sum = 0.0;
  for (const double value : eigenvalues)
  {
    sum += std::exp(-0.5 * std::pow((t - value) / width, 2));
  }
  return sum / (static_cast<double>(eigenvalues.size()) * width * std::sqrt(2.0 * Pi));
}

TEST(SpectralDensity, OfADiagonalMatrixIsTheSmoothedSpectrum)
{
  Eigen::VectorXd diagonal = Eigen::VectorXd::Constant(90, 1.0);
  diagonal.head(9).setConstant(-3.0);
  diagonal.tail(18).setConstant(4.0);
  const auto probes = QuadratureOfProbes(DiagonalOperator(diagonal), {}, Options(2, 10));
  constexpr double Width = 0.2;
  const Eigen::VectorXd grid = DensityGrid(-3.0, 4.0, Width, 600);
  EXPECT_NEAR(grid[0], -3.8, 1e-12);
  EXPECT_NEAR(grid[599], 4.8, 1e-12);
  const SpectralDensity found = SmoothedDensity(probes, grid, Width);
  double integral = 0.0;
  for (Eigen::Index i = 0; i < grid.size(); ++i)
  {
    EXPECT_NEAR(found.Density[i], DirectDensity(diagonal, grid[i], Width), 1e-10);
    EXPECT_NEAR(found.StandardError[i], 0.0, 1e-10);
    integral += found.Density[i] * (grid[1] - grid[0]);
    EXPECT_NEAR(found.Cumulative[i], integral, 0.02);
  }
  EXPECT_NEAR(integral, 1.0, 1e-3);
  EXPECT_NEAR(found.Cumulative[599], 1.0, 1e-4);
  // 9 of 90 below -1, 27 above 3.
  EXPECT_NEAR(
    SmoothedDensity(probes, Eigen::VectorXd::Constant(1, -1.0), Width).Cumulative[0], 0.1, 1e-12);
}

/// Density of the eigenvalues of X X' / m, X of size n x m, n / m = ratio.
double MarchenkoPastur(double t, double ratio)
{
  const double low = std::pow(1.0 - std::sqrt(ratio), 2);
  const double high = std::pow(1.0 + std::sqrt(ratio), 2);
  return t <= low || t >= high ? 0.0 : std::sqrt((high - t) * (t - low)) / (2.0 * Pi * ratio * t);
}

TEST(SpectralDensity, OfAWishartMatrixIsMarchenkoPasturs)
{
  constexpr Eigen::Index Rows = 1000;
  constexpr Eigen::Index Columns = 2000;
  const Eigen::MatrixXd factor = NormalMatrix(Rows, Columns, 11) / std::sqrt(double(Columns));
  const SymmetricOperator wishart = { Rows, [&](const Eigen::VectorXd& v) -> Eigen::VectorXd {
                                       return factor * (factor.transpose() * v);
                                     } };
  const auto probes = QuadratureOfProbes(wishart, {}, Options(4, 60));
  constexpr double Width = 0.05;
  const Eigen::VectorXd grid = DensityGrid(0.0, 3.0, Width, 801);
  const double step = grid[1] - grid[0];
  const SpectralDensity found = SmoothedDensity(probes, grid, Width);
  double distance = 0.0;
  double largestDifference = 0.0;
  double below = 0.0;
  for (Eigen::Index i = 0; i < grid.size(); ++i)
  {
    double exact = 0.0;
    for (Eigen::Index j = 0; j < grid.size(); ++j)
    {
      const double z = (grid[i] - grid[j]) / Width;
      exact += step * MarchenkoPastur(grid[j], 0.5) * std::exp(-0.5 * z * z) /
        (Width * std::sqrt(2.0 * Pi));
    }
    distance += step * std::fabs(found.Density[i] - exact);
    below += step * exact;
    largestDifference = std::max(largestDifference, std::fabs(found.Cumulative[i] - below));
  }
  EXPECT_LT(distance, 0.05);
  EXPECT_LT(largestDifference, 0.015);
  // tr (X X' / m) / n is 1, the mean of the squares 1 + n / m.
  EXPECT_NEAR(MomentOf(probes, 1).Value, 1.0, 0.01);
  EXPECT_NEAR(MomentOf(probes, 2).Value, 1.5, 0.03);
}

TEST(LanczosQuadrature, RefusesAMatrixThatIsNotFinite)
{
  Eigen::VectorXd diagonal = Eigen::VectorXd::Ones(10);
  diagonal[3] = std::numeric_limits<double>::infinity();
  EXPECT_THROW(QuadratureOfProbes(DiagonalOperator(diagonal), {}, Options(1, 3)), Error);
}

TEST(LanczosQuadrature, StopsWhenAsked)
{
  int products = 0;
  EXPECT_THROW(QuadratureOfProbes(OperatorOf(SymmetricMatrix(30, 6)), {}, Options(2, 10),
                 [&](double) { return ++products < 13; }),
    Aborted);
  EXPECT_EQ(products, 13);
}

} // namespace
} // namespace losslandscape::curvature
