// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Sampling_LevelInterpolation_h
#define losslandscape_Mathematics_Sampling_LevelInterpolation_h

#include "Core/Common/Progress.h"
#include "Core/Mathematics/Sampling/GridLevels.h"

#include <vector>

namespace losslandscape
{
namespace sampling
{

/// Replaces the values of all points that are not `known`, from coarse to fine: a new point of a
/// level gets the mean, over the axes along which it is new, of InterpolateLimitedCubic between
/// values of the level before it. Points of level 0 must be known. A point between nodes of which
/// one is not finite becomes NaN.
void InterpolateUnknown(const GridLevels& levels, const std::vector<unsigned char>& known,
  std::vector<double>& values, const Progress& progress = {});

/// Cuts off the values of points that are not `known` at the lowest and highest finite known value,
/// so that no accuracy exceeds 100 % and no minimum is deeper than what was measured.
void ClampUnknown(const std::vector<unsigned char>& known, std::vector<double>& values);

} // namespace sampling
} // namespace losslandscape

#endif
