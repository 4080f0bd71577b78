// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_DerivativeEvaluation_h
#define losslandscape_Engine_Evaluation_DerivativeEvaluation_h

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Plane/Plane.h"

#include <array>
#include <vector>

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

/// Finds derivatives of the problem's loss at every point, by automatic differentiation in the
/// network's precision: see EvaluationStore::Evaluate for threads, progress, errors and the result,
/// which counts derivatives (a point has up to three). `derivatives` gets one element for each
/// point; it is complete unless this throws.
///
/// Gradients, Hessians and extreme eigenvalues are kept apart, each under what it alone depends on
/// (see DerivativeKey), and evaluated one after the other at all points: asking for a further one
/// later, or for another tolerance of eigenvalues, leaves the others valid.
///
/// Cost per point in forward passes over the data: the gradient 3, the Hessian 2 + 4 x dimension,
/// extreme eigenvalues 6 per product, 20 to 200 products; for BatchNormMode::Recalibrated see
/// LossDerivatives. Memory: that of EvaluatePoints, the directions in double, and per worker what
/// differentiating one batch needs; for eigenvalues 32 vectors of all weights in double.
CacheUse EvaluateDerivatives(EvaluationStore& store, const Plane& plane, const PlanePoints& points,
  const DerivativeOptions& options, int threads, std::vector<PointDerivatives>& derivatives,
  const Progress& progress = {});

} // namespace losslandscape

#endif
