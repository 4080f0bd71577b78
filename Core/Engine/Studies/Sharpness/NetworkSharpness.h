// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Sharpness_NetworkSharpness_h
#define losslandscape_Engine_Studies_Sharpness_NetworkSharpness_h

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Problem/Problem.h"

#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

struct SharpnessOptions
{
  /// Keskar et al.'s epsilon.
  double Epsilon = 1e-3;
  /// Steps of the ascent to the maximum (see curvature::AscendInBox).
  int AscentSteps = 20;
  /// The radius rho of SAM, and that of ASAM.
  double SamRadius = 0.05;
  double AsamRadius = 0.5;
  /// How many random filter-normalised directions the mean curvature is estimated from.
  int Directions = 10;
  /// Whether one-dimensional parameters stay where they are along the random directions.
  bool IgnoreBiasAndNorm = true;
  /// Whether all is computed in double precision, even for a network in single precision.
  bool DoublePrecision = false;
  /// Seed of the directions, and of the corner that the ascent starts at where the gradient is
  /// zero.
  std::uint64_t Seed = 0;
};

/// One measure. Numbers that it does not have are NaN.
struct SharpnessMeasure
{
  std::string Name;
  double Value = 0.0;
  double StandardError = 0.0;
  /// How far from the weights the measure looks, in its own metric.
  double Radius = 0.0;
  std::string Definition;
};

struct NetworkSharpness
{
  double Loss = 0.0;
  double GradientNorm = 0.0;
  std::vector<SharpnessMeasure> Measures;
};

/// Measures how sharp the loss is at a problem's weights w (L: mean loss, g: gradient, H: Hessian):
/// - epsilon_sharpness: 100 (max L(w + z) - L(w)) / (1 + L(w)) over |z_i| <= epsilon (|w_i| + 1)
///   (Keskar et al. 2017, "On large-batch training for deep learning", metric 2.1 with A = I);
/// - sam_sharpness: L(w + e) - L(w), e = rho g / |g| (Foret et al. 2021), and sam_first_order: rho
///   |g|, what the linear part alone would give;
/// - asam_sharpness: the same with e = rho T^2 g / |T g|, T = diag(|w|) (Kwon et al. 2021,
///   element-wise), and asam_first_order: rho |T g|;
/// - filter_normalized_curvature: the mean of d' H d over random filter-normalised directions d (Li
///   et al. 2018), which is the sum over all filters of |w_f|^2 / n_f tr H_ff: twice the
///   coefficient of the mean parabola of such landscapes.
/// The maximum of the first is searched, hence a lower bound. Losses that are not finite make
/// measures that are not. The same to the bit for any number of threads.
///
/// Costs, in forward passes over the data: 4 x AscentSteps + 6 x Directions + 6. Memory: about 12
/// vectors of all weights in double, beside that of ParameterSpaceLoss. Throws Error if loss,
/// gradient or Hessian at w are not finite or cannot be taken.
/// What the store has is not measured again.
NetworkSharpness MeasureSharpness(EvaluationStore& store, std::shared_ptr<const Problem> problem,
  const SharpnessOptions& options, int threads, const Progress& progress = {});

/// Everything that measures of sharpness are computed from, as JSON: network, weights, data, loss,
/// options, versions.
std::string SharpnessRecipe(const Problem& problem, const SharpnessOptions& options);

} // namespace losslandscape

#endif
