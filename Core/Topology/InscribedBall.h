// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Topology_InscribedBall_h
#define losslandscape_Topology_InscribedBall_h

#include "Core/Topology/Neighborhood.h"

#include <functional>

namespace losslandscape
{
namespace topology
{

/// A connected set of points of the grid where the field is at most a level.
struct SublevelPart
{
  std::vector<std::int64_t> Points;
  std::function<bool(std::int64_t)> Contains;
  double Level;
};

/// Largest distance from one of the points to the boundary of the part: to where the level crosses
/// edges of the triangulation, to points on the border of the image and to points beside cut-out
/// ones. Nearest points outside come from the exact distance transform of Felzenszwalb and
/// Huttenlocher (2012), with the spacing of each axis; of the crossings those around that point are
/// looked at.
double InscribedRadius(const ScalarField& field, const Triangulation& grid,
  const SublevelPart& part, const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
