// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Curvature/BallAscent.h"

namespace losslandscape::curvature
{

BallRise AscendInBall(const ScalarFunction& function, double value, const Eigen::VectorXd& gradient,
  const Eigen::VectorXd& scales, double radius)
{
  const Eigen::VectorXd scaled = scales.cwiseProduct(gradient);
  const double norm = scaled.norm();
  BallRise rise;
  rise.FirstOrder = radius * norm;
  rise.Offset = norm == 0.0 ? Eigen::VectorXd::Zero(gradient.size())
                            : Eigen::VectorXd(radius / norm * scales.cwiseProduct(scaled));
  rise.Rise = function.Value(rise.Offset) - value;
  return rise;
}

} // namespace losslandscape::curvature
