// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Morse_ExtremalGraph_h
#define losslandscape_Mathematics_Topology_Morse_ExtremalGraph_h

#include "Core/Mathematics/Topology/Morse/DiscreteGradient.h"
#include "Core/Mathematics/Topology/Morse/Segmentation.h"

namespace losslandscape
{
namespace topology
{

/// A saddle between the extrema at the two ends of its paths.
struct ExtremalArc
{
  std::array<std::int64_t, 2> Extremum; ///< index into the extrema; -1: the path leaves the domain
  std::array<std::int64_t, 2> Start;    ///< first vertex (top cell) of each path
  std::array<std::uint8_t, 2> Crossing; ///< code of Down (Up) that leads from there over the saddle
};

/// Minima with the saddles between them, or maxima with theirs. Extrema stand in the order of a
/// sweep: upward for minima, downward for maxima, so that a lower index is the older one.
struct ExtremalGraph
{
  bool Ascending;                    ///< maxima
  std::vector<std::int64_t> Extrema; ///< vertices, or top cells
  std::vector<ExtremalArc> Arcs;     ///< one for each saddle
};

/// Minima and critical edges of a gradient; per point the index of the minimum it flows to.
ExtremalGraph DescendingGraph(
  const DiscreteGradient& gradient, const Execution& execution, std::vector<std::int64_t>& labels);

/// Maxima and critical facets of top cells: on planes the same edges, in volumes triangles. Per top
/// cell the index of the maximum that its path up ends at, or -1.
ExtremalGraph AscendingGraph(
  const DiscreteGradient& gradient, const Execution& execution, std::vector<CellLabel>& labels);

/// For each extremum the saddle at which its part of the domain meets an older one in the sweep
/// (Kruskal's algorithm); -1 for the oldest of each part. `order`: the saddles from low to high.
std::vector<std::int64_t> MergingSaddles(
  const ExtremalGraph& graph, const std::vector<std::int64_t>& order, const Execution& execution);

/// Cancels the extrema marked in `cancelled` with their merging saddles: turns around the paths
/// from there to them in the gradient, so that all that flowed to a cancelled extremum goes on over
/// the saddle. A pair can be cancelled if all pairs of less persistence are (Bauer, Lange,
/// Wardetzky 2012), whatever the order: each path is turned around once. Returns for each extremum
/// the one that its basin flows to now; -1 if that is the outside.
std::vector<std::int64_t> CancelExtrema(const ExtremalGraph& graph,
  const std::vector<std::int64_t>& mergingSaddles, const std::vector<std::uint8_t>& cancelled,
  const Execution& execution, DiscreteGradient& gradient);

} // namespace topology
} // namespace losslandscape

#endif
