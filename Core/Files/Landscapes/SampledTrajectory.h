// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_SampledTrajectory_h
#define losslandscape_Files_Landscapes_SampledTrajectory_h

#include "Core/Files/Landscapes/SampledLandscape.h"

#include <array>

namespace losslandscape
{

/// The path of a training run in the plane of a landscape, as files hold it.
struct SampledTrajectory
{
  std::vector<std::array<double, 2>> Points;
  /// Arrays with one value per point. The first is `epoch`: a column of that name, or the index
  /// from 0.
  NamedValues Arrays;
};

/// Moves the array `epoch` to the front; if there is none, adds one with the index of each point.
void CompleteEpochs(SampledTrajectory& trajectory);

} // namespace losslandscape

#endif
