// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_LossCurvature_h
#define losslandscape_Network_LossCurvature_h

#include "Core/Network/LossDerivatives.h"
#include "Core/Network/PlaneDirections.h"

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
