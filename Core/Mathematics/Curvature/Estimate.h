// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_Estimate_h
#define losslandscape_Mathematics_Curvature_Estimate_h

#include <Eigen/Core>

#include <cmath>
#include <limits>

namespace losslandscape::curvature
{

/// A mean of independent random samples with its standard error s / sqrt(k), where s is the sample
/// standard deviation; NaN for a single sample.
struct Estimate
{
  double Value = 0.0;
  double StandardError = 0.0;
};

inline Estimate MeanOf(const Eigen::VectorXd& samples)
{
  const auto count = static_cast<double>(samples.size());
  const double mean = samples.mean();
  const double squares = (samples.array() - mean).square().sum();
  return { mean,
    samples.size() > 1 ? std::sqrt(squares / (count * (count - 1.0)))
                       : std::numeric_limits<double>::quiet_NaN() };
}

} // namespace losslandscape::curvature

#endif
