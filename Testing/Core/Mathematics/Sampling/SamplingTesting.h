// SPDX-License-Identifier: BSD-3-Clause
// Surfaces of which every value is known, and what adaptive sampling makes of them. Also used by
// BenchmarkSampling.
#ifndef SamplingTesting_h
#define SamplingTesting_h

#include "Core/Mathematics/Sampling/AdaptiveSampling.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sampling_testing
{

/// All values on a grid.
struct Surface
{
  std::string Name;
  losslandscape::Grid Points;
  std::vector<double> Values;

  /// Highest minus lowest finite value.
  double Range() const;
};

using Function = std::function<double(double x, double y, double z)>;

/// `function` on -1 ... 1 along each axis.
Surface Sampled(const std::string& name, const std::array<int, 3>& resolution, const Function& f);

/// The functions of Core/Mathematics/Analytic on their customary domains.
std::vector<Surface> AnalyticSurfaces(int points);

/// Smooth, kinked, discontinuous, holed and noisy ones. Noise is Gaussian, its standard deviation a
/// multiple of 1 % of the range.
std::vector<Surface> SyntheticSurfaces(int points);

/// Cross entropy of a perceptron of three layers of ReLUs on 48 random samples, along two random
/// directions that move the weights up to `reach` times their own norm.
Surface PerceptronSurface(int points, double reach, std::uint64_t seed);

/// Samples the surface adaptively, a field that is its negative alongside. Counts an error if a
/// point is measured twice (`Twice`).
struct Trial
{
  losslandscape::sampling::AdaptiveSample Sample;
  int Batches = 0;
  int Twice = 0;
};
Trial Try(const Surface& surface, const losslandscape::sampling::AdaptiveOptions& options = {});

/// The largest error of all points; infinite if a finite value has become non-finite, or a
/// non-finite one was interpolated.
double TrueMaxError(const Surface& surface, const losslandscape::sampling::AdaptiveSample& sample);

/// Evaluated points among all.
double EvaluatedShare(const losslandscape::sampling::AdaptiveSample& sample);

} // namespace sampling_testing

#endif
