// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Derivatives/LossCurvature.h"

#include "Core/Mathematics/Curvature/ExtremeEigenvalues.h"

#include <limits>

namespace losslandscape
{
namespace
{

/// Thrown if a product of the Hessian has a number that is not finite.
struct NotFinite
{
};

} // namespace

Eigen::MatrixXd PlaneHessian(LossDerivatives& loss, const Eigen::MatrixXd& directions,
  const LossDerivatives::Question& keepGoing)
{
  const Eigen::MatrixXd hessian =
    directions.transpose() * loss.HessianProducts(directions, keepGoing);
  // Rounding makes the matrix unsymmetric.
  return 0.5 * (hessian + hessian.transpose());
}

std::array<double, 9> PaddedHessian(const Eigen::MatrixXd& hessian)
{
  std::array<double, 9> padded = {};
  Eigen::Map<Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(padded.data())
    .topLeftCorner(hessian.rows(), hessian.cols()) = hessian;
  return padded;
}

NetworkEigenvalues ExtremeEigenvaluesOf(LossDerivatives& loss, double tolerance,
  int maximumProducts, const LossDerivatives::Question& keepGoing)
{
  const curvature::SymmetricOperator hessian = { loss.Size(),
    [&](const Eigen::VectorXd& vector) -> Eigen::VectorXd
    {
      Eigen::VectorXd product = loss.HessianProducts(vector, keepGoing);
      if (!product.allFinite())
      {
        throw NotFinite();
      }
      return product;
    } };
  curvature::EigenOptions options;
  options.Tolerance = tolerance;
  options.MaximumProducts = maximumProducts;
  try
  {
    const auto found = curvature::FindExtremeEigenpairs(hessian, options);
    return { found.Smallest[0].Value, found.Largest[0].Value, found.Smallest[0].Residual,
      found.Largest[0].Residual };
  }
  catch (const NotFinite&)
  {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    return { unknown, unknown, unknown, unknown };
  }
}

} // namespace losslandscape
