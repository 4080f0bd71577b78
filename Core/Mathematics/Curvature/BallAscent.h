// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_BallAscent_h
#define losslandscape_Mathematics_Curvature_BallAscent_h

#include "Core/Mathematics/Curvature/ScalarFunction.h"

namespace losslandscape::curvature
{

/// How far a function rises within a small ellipsoid, to first order.
struct BallRise
{
  /// The offset that maximises the linear part: radius T^2 g / |T g|, or zero if g is.
  Eigen::VectorXd Offset;
  /// The rise of the linear part at the offset, radius |T g|.
  double FirstOrder = 0.0;
  /// The rise of the function at the offset.
  double Rise = 0.0;
};

/// Takes the ascent step of sharpness-aware minimisation in the ellipsoid |T^-1 offset| <= radius,
/// T = diag(scales). With scales of 1 it is that of SAM (Foret et al. 2021), with the weights'
/// magnitudes as scales that of ASAM (Kwon et al. 2021); a coordinate with a scale of 0 does not
/// move. `value` and `gradient` are those at the centre.
BallRise AscendInBall(const ScalarFunction& function, double value, const Eigen::VectorXd& gradient,
  const Eigen::VectorXd& scales, double radius);

} // namespace losslandscape::curvature

#endif
