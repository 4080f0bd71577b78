// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Flat_InscribedBall_h
#define losslandscape_Mathematics_Topology_Flat_InscribedBall_h

#include "Core/Mathematics/Topology/Field/Neighborhood.h"

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

/// The largest distance from one of the points to the boundary of the part: to where the level
/// crosses edges of the triangulation, to points of the grid outside and beside cut-out ones, and
/// straight to the border of the image. It is exact for these. Candidates are tried in the order of
/// an upper bound, which takes points of the grid alone (DistanceTransform.h). Cost: linear in the
/// box around the part, and a search among crossings for candidates near its middle.
double InscribedRadius(const ScalarField& field, const Triangulation& grid,
  const SublevelPart& part, const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
