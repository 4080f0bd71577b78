// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Network_Recipe_h
#define losslandscape_Network_Recipe_h

#include "Core/Common/Grid.h"
#include "Core/Network/Plane.h"

#include <string>

namespace losslandscape
{

/// Everything that made a landscape, as JSON: network, weights (with content hash), data, loss,
/// directions (method, seed, normalisation, hashes), batch-norm mode, grid, versions. Enough to
/// compute it again exactly, on any machine that has the files.
std::string LandscapeRecipe(const Plane& plane, const Grid& grid);

} // namespace losslandscape

#endif
