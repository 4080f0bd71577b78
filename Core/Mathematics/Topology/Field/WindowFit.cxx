// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Field/WindowFit.h"

#include <cmath>

namespace losslandscape
{
namespace topology
{
namespace
{

using GramMatrix =
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, MostCoefficients, MostCoefficients>;

// The smallest accepted square of a singular value of the rows left, where the largest one is 1.
// Below it, rounding of the Gram matrix costs too many digits.
constexpr double LeastPivot = 1e-10;

} // namespace

WindowRegression::WindowRegression(
  const std::vector<SmallVector>& points, int dimension, int degree)
  : Monomials(dimension, degree)
{
  const auto rows = static_cast<Eigen::Index>(points.size());
  const Eigen::Index columns = this->Monomials.Size();
  if (rows < columns)
  {
    return;
  }
  Eigen::MatrixXd design(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i)
  {
    design.row(i) = this->Monomials.Values(points[i]).transpose();
  }
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(design);
  this->IsDetermined = qr.rank() == columns;
  if (this->IsDetermined)
  {
    this->Orthonormal = qr.householderQ() * Eigen::MatrixXd::Identity(rows, columns);
    const Eigen::MatrixXd inverse =
      qr.matrixR().topRows(columns).template triangularView<Eigen::Upper>().solve(
        Eigen::MatrixXd::Identity(columns, columns));
    this->FromColumns = qr.colsPermutation() * inverse;
  }
}

WindowFit::WindowFit(const WindowRegression& regression, const Eigen::VectorXd& values,
  const std::vector<int>& missing)
  : Regression(&regression)
{
  const Eigen::MatrixXd& q = regression.Orthonormal;
  if (!regression.Determined() ||
    values.size() - static_cast<Eigen::Index>(missing.size()) < q.cols())
  {
    return;
  }
  Coefficients projection = q.transpose() * values;
  if (!missing.empty())
  {
    GramMatrix gram = GramMatrix::Identity(q.cols(), q.cols());
    for (const int point : missing)
    {
      gram.selfadjointView<Eigen::Lower>().rankUpdate(q.row(point).transpose(), -1.0);
    }
    this->Gram.emplace(gram);
    if (this->Gram->info() != Eigen::Success ||
      this->Gram->matrixLLT().diagonal().array().square().minCoeff() < LeastPivot)
    {
      return;
    }
    this->Gram->solveInPlace(projection);
  }
  this->IsDetermined = true;
  this->Solution = regression.FromColumns * projection;
  this->FindVariance(values, projection, missing);
}

void WindowFit::FindVariance(
  const Eigen::VectorXd& values, const Coefficients& projection, const std::vector<int>& missing)
{
  Eigen::VectorXd residuals = values - this->Regression->Orthonormal * projection;
  for (const int point : missing)
  {
    residuals[point] = 0.0;
  }
  const auto freedom =
    values.size() - static_cast<Eigen::Index>(missing.size()) - projection.size();
  this->Variance = freedom > 0 ? residuals.squaredNorm() / static_cast<double>(freedom) : 0.0;
}

double WindowFit::StandardError(const Coefficients& weights) const
{
  Coefficients ofColumns = this->Regression->FromColumns.transpose() * weights;
  if (this->Gram)
  {
    this->Gram->matrixL().solveInPlace(ofColumns);
  }
  return std::sqrt(this->Variance) * ofColumns.norm();
}

} // namespace topology
} // namespace losslandscape
