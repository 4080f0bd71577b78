// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_BoxAscent_h
#define losslandscape_Mathematics_Curvature_BoxAscent_h

#include "Core/Common/Progress.h"
#include "Core/Mathematics/Curvature/ScalarFunction.h"

#include <cstdint>

namespace losslandscape::curvature
{

struct BoxAscentOptions
{
  /// Number of steps, each of which takes a gradient and a value.
  int Steps = 20;
  /// Seed of the corner that the ascent starts at if the gradient at the centre is zero.
  std::uint64_t Seed = 0;
};

/// The largest value found, and the offset where it was found.
struct BoxMaximum
{
  Eigen::VectorXd Offset;
  double Value = 0.0;
};

/// Ascends from the centre of a box |offset_i| <= half_i to a large value in it, by the automatic
/// projected gradient method (APGD; Croce and Hein 2020, "Reliable evaluation of adversarial
/// robustness", section 3): steps along the signs of the gradient with momentum 0.75, at first over
/// the whole box, halved and restarted from the best point whenever progress stalls. The value is a
/// lower bound of the maximum; it is the maximum itself for a function that is linear, or convex
/// and separable. A value that is NaN or infinite ends the ascent and is the result. `value` is the
/// function's value at the centre.
BoxMaximum AscendInBox(const ScalarFunction& function, const Eigen::VectorXd& half, double value,
  const BoxAscentOptions& options, const Progress& progress = {});

} // namespace losslandscape::curvature

#endif
