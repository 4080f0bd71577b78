// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Critical_CriticalVertices_h
#define losslandscape_Mathematics_Topology_Critical_CriticalVertices_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

namespace losslandscape
{
namespace topology
{

/// Kinds of critical points, by the number of connected parts of lower and upper link.
enum class CriticalType : std::int64_t
{
  Minimum = 0, ///< no lower part
  Saddle = 1,  ///< in three dimensions: two lower parts, one upper (one descending direction)
  Saddle2 = 2, ///< three dimensions only: one lower part, two upper
  Maximum = 3, ///< no upper part
  Degenerate = 4
};

/// A critical vertex in 8 bytes, since noise has one for every other point of the grid.
struct CriticalVertex
{
  std::int64_t Vertex : 56;
  CriticalType Type : 7;
  bool OnBoundary : 1; ///< on the outermost points of the grid, or next to a cut-out point
};

/// Finds the critical vertices of the piecewise linear function on the triangulated grid
/// (Triangulation.h), by ascending vertex id (Banchoff 1970; the link's parts as in Edelsbrunner,
/// Harer, Zomorodian 2003). A vertex on the boundary is judged by the part of its link that lies in
/// the domain. Cost: one comparison per neighbour.
std::vector<CriticalVertex> FindCriticalVertices(
  const ScalarField& field, const Execution& execution = {});

} // namespace topology
} // namespace losslandscape

#endif
