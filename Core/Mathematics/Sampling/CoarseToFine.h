// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Sampling_CoarseToFine_h
#define losslandscape_Mathematics_Sampling_CoarseToFine_h

#include "Core/Common/Progress.h"
#include "Core/Mathematics/Sampling/GridLevels.h"

#include <cstdint>
#include <vector>

namespace losslandscape
{
namespace sampling
{

/// All points of a grid, each once, from its coarsest lattice to its finest: the corners first, and
/// each further level halves the intervals between the points before it.
std::vector<std::int64_t> CoarseToFine(const GridLevels& levels);

/// Fills the points that are not `known` by InterpolateUnknown and ClampUnknown, for a picture
/// while the points are measured in the order of CoarseToFine. NaN stands where there is nothing to
/// interpolate between, or one of the values is not finite.
void FillUnknown(const GridLevels& levels, const std::vector<unsigned char>& known,
  std::vector<double>& values, const Progress& progress = {});

} // namespace sampling
} // namespace losslandscape

#endif
