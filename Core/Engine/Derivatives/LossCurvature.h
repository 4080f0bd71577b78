// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Derivatives_LossCurvature_h
#define losslandscape_Engine_Derivatives_LossCurvature_h

#include "Core/Engine/Derivatives/LossDerivatives.h"

namespace losslandscape
{

/// Second derivatives by the coordinates of a plane with these directions, where `loss` is.
Eigen::MatrixXd PlaneHessian(LossDerivatives& loss, const Eigen::MatrixXd& directions,
  const LossDerivatives::Question& keepGoing = {});

struct NetworkEigenvalues
{
  double Smallest;
  double Largest;
  double SmallestResidual;
  double LargestResidual;
};

/// Extreme eigenvalues of the Hessian by all weights where `loss` is; NaN if it is not finite.
NetworkEigenvalues ExtremeEigenvaluesOf(LossDerivatives& loss, double tolerance,
  int maximumProducts, const LossDerivatives::Question& keepGoing = {});

} // namespace losslandscape

#endif
