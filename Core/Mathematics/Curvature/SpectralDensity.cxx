// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Curvature/SpectralDensity.h"

#include <cmath>

namespace losslandscape::curvature
{
namespace
{

constexpr double Pi = 3.14159265358979323846;

double NormalDensity(double t, double width)
{
  const double z = t / width;
  return std::exp(-0.5 * z * z) / (width * std::sqrt(2.0 * Pi));
}

double NormalCumulative(double t, double width)
{
  return 0.5 * std::erfc(-t / (width * std::sqrt(2.0)));
}

/// For each probe the sum of Weights[i] kernel(t - Nodes[i]).
template <typename Kernel>
Eigen::VectorXd Smoothed(
  const std::vector<ProbeQuadrature>& probes, double t, double width, Kernel&& kernel)
{
  Eigen::VectorXd samples = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(probes.size()));
  for (Eigen::Index p = 0; p < samples.size(); ++p)
  {
    const ProbeQuadrature& probe = probes[p];
    for (Eigen::Index i = 0; i < probe.Nodes.size(); ++i)
    {
      samples[p] += probe.Weights[i] * kernel(t - probe.Nodes[i], width);
    }
  }
  return samples;
}

} // namespace

SpectralDensity SmoothedDensity(
  const std::vector<ProbeQuadrature>& probes, const Eigen::VectorXd& eigenvalues, double width)
{
  SpectralDensity density;
  density.Density.resize(eigenvalues.size());
  density.StandardError.resize(eigenvalues.size());
  density.Cumulative.resize(eigenvalues.size());
  for (Eigen::Index i = 0; i < eigenvalues.size(); ++i)
  {
    const double t = eigenvalues[i];
    const Estimate mean = MeanOf(Smoothed(probes, t, width, NormalDensity));
    density.Density[i] = mean.Value;
    density.StandardError[i] = mean.StandardError;
    density.Cumulative[i] = Smoothed(probes, t, width, NormalCumulative).mean();
  }
  return density;
}

Eigen::VectorXd DensityGrid(double smallest, double largest, double width, Eigen::Index points)
{
  constexpr double Reach = 4.0;
  return Eigen::VectorXd::LinSpaced(points, smallest - Reach * width, largest + Reach * width);
}

} // namespace losslandscape::curvature
