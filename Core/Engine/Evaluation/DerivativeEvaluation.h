// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_DerivativeEvaluation_h
#define losslandscape_Engine_Evaluation_DerivativeEvaluation_h

#include "Core/Engine/Evaluation/PointEvaluation.h"

#include <array>
#include <functional>

namespace losslandscape
{

/// Which derivatives to evaluate.
struct DerivativeOptions
{
  bool Gradient = false;
  bool Hessian = false;
  bool ExtremeEigenvalues = false;
  /// Residuals of the extreme eigenvalues, as a share of the larger one's magnitude.
  double EigenvalueTolerance = 1e-3;
  /// Products of Hessian and vector per point after which the best eigenvalues known are taken.
  int MaximumProducts = 200;

  bool Any() const { return this->Gradient || this->Hessian || this->ExtremeEigenvalues; }
};

/// Exact derivatives of the loss at one point of a plane; NaN where not asked for, and where loss
/// or derivatives are not finite. Derivatives of piecewise smooth networks (ReLU) are those of the
/// piece that the point lies in.
struct PointDerivatives
{
  /// By the plane coordinates; 0 beyond the plane's dimension.
  std::array<double, 3> Gradient;
  /// Euclidean length of the gradient by all weights.
  double NetworkGradientNorm;
  /// By the plane coordinates, row by row; 0 beyond the plane's dimension.
  std::array<double, 9> Hessian;
  /// Of the Hessian by all weights, with the residuals |H u - lambda u| of their eigenvectors u.
  double SmallestEigenvalue;
  double LargestEigenvalue;
  double SmallestResidual;
  double LargestResidual;
};

/// All NaN.
PointDerivatives UnknownDerivatives();

/// How many times longer than the loss it takes, roughly.
double CostOf(const DerivativeOptions& options, int dimension);

/// Takes the derivatives of a point as soon as they are known: once for each, from any worker's
/// thread.
using DerivativeSink = std::function<void(std::int64_t point, const PointDerivatives& derivatives)>;

/// Evaluates derivatives of the problem's loss at every point, by automatic differentiation in the
/// network's precision. Threads, progress and abort as EvaluatePoints; values depend on the point's
/// coordinates alone, to the bit.
///
/// Cost per point in forward passes over the data: the gradient 3, the Hessian 2 + 4 x dimension,
/// extreme eigenvalues 6 per product, 20 to 200 products; for BatchNormMode::Recalibrated see
/// LossDerivatives. Memory: that of EvaluatePoints, the
/// directions in double, and per worker what differentiating one batch needs; for eigenvalues 32
/// vectors of all weights in double.
void EvaluateDerivatives(const Plane& plane, const PlanePoints& points,
  const DerivativeOptions& options, int threads, const DerivativeSink& store,
  const Progress& progress = {});

} // namespace losslandscape

#endif
