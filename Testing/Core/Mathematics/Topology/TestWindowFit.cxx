// SPDX-License-Identifier: BSD-3-Clause
// Fits against a dense singular value decomposition of the points that are left.
#include "Core/Mathematics/Topology/Field/WindowFit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace
{

using namespace losslandscape::topology;

std::vector<SmallVector> WindowPoints(int dimension, int radius)
{
  std::vector<SmallVector> points;
  const int width = 2 * radius + 1;
  const int count = static_cast<int>(std::lround(std::pow(width, dimension)));
  for (int i = 0; i < count; ++i)
  {
    SmallVector u(dimension);
    for (int a = 0, rest = i; a < dimension; ++a, rest /= width)
    {
      u[a] = rest % width - radius;
    }
    points.push_back(u);
  }
  return points;
}

struct Sample
{
  Eigen::VectorXd Values; ///< 0 where missing
  std::vector<int> Missing;
};

Sample RandomSample(std::size_t points, double shareMissing, std::mt19937& random)
{
  std::normal_distribution<double> normal;
  std::bernoulli_distribution isMissing(shareMissing);
  Sample sample;
  sample.Values.setZero(static_cast<Eigen::Index>(points));
  for (int i = 0; i < sample.Values.size(); ++i)
  {
    if (isMissing(random))
    {
      sample.Missing.push_back(i);
    }
    else
    {
      sample.Values[i] = normal(random);
    }
  }
  return sample;
}

void ExpectDenseSolution(const std::vector<SmallVector>& points, const WindowRegression& regression,
  const Sample& sample, std::mt19937& random)
{
  const Eigen::Index columns = regression.Basis().Size();
  const auto rows = sample.Values.size() - static_cast<Eigen::Index>(sample.Missing.size());
  Eigen::MatrixXd design(rows, columns);
  Eigen::VectorXd values(rows);
  for (int i = 0, row = 0; i < sample.Values.size(); ++i)
  {
    if (std::find(sample.Missing.begin(), sample.Missing.end(), i) == sample.Missing.end())
    {
      design.row(row) = regression.Basis().Values(points[i]).transpose();
      values[row++] = sample.Values[i];
    }
  }
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(design);
  const Eigen::VectorXd expected = qr.solve(values);
  const double variance =
    (values - design * expected).squaredNorm() / static_cast<double>(rows - columns);

  const WindowFit fit(regression, sample.Values, sample.Missing);
  ASSERT_TRUE(fit.Determined());
  EXPECT_LT((fit.Polynomial() - expected).norm(), 1e-8 * expected.norm());

  std::normal_distribution<double> normal;
  Coefficients weights(columns);
  for (Eigen::Index m = 0; m < columns; ++m)
  {
    weights[m] = normal(random);
  }
  const Eigen::MatrixXd r = qr.matrixR().topRows(columns).triangularView<Eigen::Upper>();
  const Eigen::VectorXd scaled =
    r.transpose().triangularView<Eigen::Lower>().solve(qr.colsPermutation().transpose() * weights);
  EXPECT_NEAR(
    fit.StandardError(weights), std::sqrt(variance) * scaled.norm(), 1e-8 * scaled.norm());
}

TEST(WindowFit, AgreesWithADenseSolution)
{
  std::mt19937 random(3);
  for (int dimension = 1; dimension <= 3; ++dimension)
  {
    for (int degree = 2; degree <= 4; degree += 2)
    {
      const auto points = WindowPoints(dimension, 3);
      const WindowRegression regression(points, dimension, degree);
      ASSERT_TRUE(regression.Determined());
      for (const double missing : { 0.0, 0.02, 0.25 })
      {
        // On a line of seven points a quarter missing leaves too few.
        const double share = dimension == 1 && degree == 4 ? 0.0 : missing;
        Sample sample = RandomSample(points.size(), share, random);
        while (sample.Values.size() - static_cast<Eigen::Index>(sample.Missing.size()) <=
          regression.Basis().Size())
        {
          sample = RandomSample(points.size(), share, random);
        }
        ExpectDenseSolution(points, regression, sample, random);
      }
    }
  }
}

TEST(WindowFit, SaysWhatPointsCannotDetermine)
{
  const auto points = WindowPoints(2, 2);
  EXPECT_FALSE(
    WindowRegression(WindowPoints(2, 1), 2, 4).Determined()); // 9 points, 15 coefficients
  // Two columns of points are left: nothing is known of the second derivative across them.
  const WindowRegression regression(points, 2, 2);
  Sample sample;
  sample.Values.setZero(25);
  for (int i = 0; i < 25; ++i)
  {
    if (i % 5 > 1)
    {
      sample.Missing.push_back(i);
    }
  }
  EXPECT_FALSE(WindowFit(regression, sample.Values, sample.Missing).Determined());
  sample.Missing.erase(sample.Missing.begin(), sample.Missing.begin() + 3); // a row of five again
  EXPECT_TRUE(WindowFit(regression, sample.Values, sample.Missing).Determined());
}

} // namespace
