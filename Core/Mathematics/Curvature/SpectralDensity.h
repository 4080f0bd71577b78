// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_SpectralDensity_h
#define losslandscape_Mathematics_Curvature_SpectralDensity_h

#include "Core/Mathematics/Curvature/LanczosQuadrature.h"

namespace losslandscape::curvature
{

/// The distribution of the eigenvalues of a matrix at points of a grid.
struct SpectralDensity
{
  /// Share of all eigenvalues per unit of eigenvalue. Its integral is 1.
  Eigen::VectorXd Density;
  /// Standard error of Density over the probes; NaN for a single probe.
  Eigen::VectorXd StandardError;
  /// Share of the eigenvalues below the point.
  Eigen::VectorXd Cumulative;
};

/// The distribution of eigenvalues smoothed by a Gaussian whose standard deviation is `width`, at
/// the points t in `eigenvalues`: the mean over the probes of sum Weights[i] N(t; Nodes[i],
/// width^2), and its integral up to t.
SpectralDensity SmoothedDensity(
  const std::vector<ProbeQuadrature>& probes, const Eigen::VectorXd& eigenvalues, double width);

/// Equidistant points from `smallest` to `largest`, widened at both ends by as much as the Gaussian
/// reaches (4 standard deviations). At least 2 points.
Eigen::VectorXd DensityGrid(double smallest, double largest, double width, Eigen::Index points);

} // namespace losslandscape::curvature

#endif
