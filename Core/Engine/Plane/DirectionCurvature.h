// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_DirectionCurvature_h
#define losslandscape_Engine_Plane_DirectionCurvature_h

namespace losslandscape
{

/// What is known of a direction that is an eigenvector u of the Hessian H (or of its block of the
/// parameters that move).
struct DirectionCurvature
{
  double Eigenvalue = 0.0;
  /// |H u - lambda u|.
  double Residual = 0.0;
};

} // namespace losslandscape

#endif
