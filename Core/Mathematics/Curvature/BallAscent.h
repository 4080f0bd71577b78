// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_BallAscent_h
#define losslandscape_Mathematics_Curvature_BallAscent_h

#include "Core/Mathematics/Curvature/ScalarFunction.h"

namespace losslandscape::curvature
{

/// How far a function rises within a small ellipsoid, to first order.
struct BallRise
{
  /// The offset that maximises the linear part: radius T^2 g / |T g|; zero where g is.
  Eigen::VectorXd Offset;
  /// What the linear part rises by there, radius |T g|.
  double FirstOrder = 0.0;
  /// What the function rises by there.
  double Rise = 0.0;
};

/// The ascent step of sharpness-aware minimisation in the ellipsoid |T^-1 offset| <= radius, T =
/// diag(scales): SAM for scales of 1 (Foret et al. 2021), ASAM for the weights' magnitudes (Kwon et
/// al. 2021; a scale of 0 does not move). `value`, `gradient`: at the centre.
BallRise AscendInBall(const ScalarFunction& function, double value, const Eigen::VectorXd& gradient,
  const Eigen::VectorXd& scales, double radius);

} // namespace losslandscape::curvature

#endif
