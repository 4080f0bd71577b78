// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_StationarySearch_h
#define losslandscape_Mathematics_Curvature_StationarySearch_h

#include <Eigen/Core>

#include <functional>

namespace losslandscape::curvature
{

/// A function of a few variables at a point, with its exact gradient (of one of its pieces, where
/// it is piecewise smooth).
struct Sample
{
  double Value = 0.0;
  Eigen::VectorXd Gradient;
};
using SampledFunction = std::function<Sample(const Eigen::VectorXd& point)>;

/// Derivatives of a function at a scale h: those of its averages over intervals of half length h
/// along each axis. They are exact for the average: the gradient is a central difference of values,
/// the Hessian one of gradients (symmetrised). Kinks closer than h are smoothed over; without kinks
/// both tend to the derivatives of the function itself, with errors of the order of h squared.
struct ScaledDerivatives
{
  Eigen::VectorXd Gradient;
  Eigen::MatrixXd Hessian;
};

/// Computes the derivatives at a scale, where `scales` has the half length h along each axis. Costs
/// two samples per axis.
ScaledDerivatives DerivativesAtScale(
  const SampledFunction& function, const Eigen::VectorXd& point, const Eigen::VectorXd& scales);

struct SearchOptions
{
  /// The length that counts as 1 along each axis: the spacing of the grid that the start is from.
  Eigen::VectorXd Spacing;
  /// The scales of the search go from 1 down to this share of the spacing.
  double SmallestScale = 0.01;
  /// The search gives up a point that moves farther than this from the start, in units of the
  /// spacing, as it is another one.
  double FarthestMove = 2.0;
};

struct StationaryPoint
{
  Eigen::VectorXd Position;
  /// The smallest scale, in units of the spacing, at which a stationary point of the same
  /// signature was found; infinite if there is none even at the largest scale (Position is the
  /// start then).
  double Scale = 0.0;
  /// Whether Scale is the smallest scale asked for.
  bool Survived = false;
  /// Number of negative eigenvalues of the Hessian at Scale; -1 if Scale is infinite.
  int NegativeDirections = -1;
  /// Distance of Position from the start in units of the spacing.
  double Move = 0.0;
};

/// Follows the stationary point next to `start` from the scale of a grid to smaller ones, by
/// Newton's method for the derivatives at each scale, with steps no longer than twice the scale.
/// The search ends where no stationary point, or only one of another signature, is found. At the
/// smallest scale the point is polished with the exact gradient, as long as that gets smaller.
/// Works for minima, maxima and saddles, of smooth and of piecewise smooth functions (minima in a
/// kink have no vanishing gradient).
///
/// Cost: some 20 samples per axis and factor of four in scale.
StationaryPoint FindStationaryPoint(
  const SampledFunction& function, const Eigen::VectorXd& start, const SearchOptions& options);

/// The number of negative eigenvalues; -1 if one counts as zero, that is if its magnitude is below
/// 1e-6 of the largest.
int NegativeDirections(const Eigen::MatrixXd& hessian);

} // namespace losslandscape::curvature

#endif
