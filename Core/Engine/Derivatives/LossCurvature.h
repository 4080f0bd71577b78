// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Derivatives_LossCurvature_h
#define losslandscape_Engine_Derivatives_LossCurvature_h

#include "Core/Engine/Derivatives/LossDerivatives.h"

#include <array>

namespace losslandscape
{

/// The Hessian by the coordinates of a plane with these directions as columns, at the weights where
/// `loss` is.
Eigen::MatrixXd PlaneHessian(LossDerivatives& loss, const Eigen::MatrixXd& directions,
  const LossDerivatives::Question& keepGoing = {});

/// A plane's Hessian as 3 x 3 numbers, row by row, with zeros beyond the plane's dimension.
std::array<double, 9> PaddedHessian(const Eigen::MatrixXd& hessian);

/// Extreme eigenvalues of a Hessian H, each with its residual |H u - lambda u|.
struct NetworkEigenvalues
{
  double Smallest;
  double Largest;
  double SmallestResidual;
  double LargestResidual;
};

/// The extreme eigenvalues of the Hessian by all weights, at the weights where `loss` is; NaN if a
/// product is not finite. For the tolerance and the number of products see curvature::EigenOptions.
NetworkEigenvalues ExtremeEigenvaluesOf(LossDerivatives& loss, double tolerance,
  int maximumProducts, const LossDerivatives::Question& keepGoing = {});

} // namespace losslandscape

#endif
