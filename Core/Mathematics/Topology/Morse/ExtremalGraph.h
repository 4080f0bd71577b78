// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Morse_ExtremalGraph_h
#define losslandscape_Mathematics_Topology_Morse_ExtremalGraph_h

#include "Core/Mathematics/Topology/Morse/DiscreteGradient.h"
#include "Core/Mathematics/Topology/Morse/Segmentation.h"

namespace losslandscape
{
namespace topology
{

/// An arc of the graph: a saddle and the extrema at the ends of its two paths.
struct ExtremalArc
{
  std::array<std::int64_t, 2> Extremum; ///< index of the extremum; -1 if the path leaves the domain
  std::array<std::int64_t, 2> Start;    ///< first vertex (top cell) of each path
  std::array<std::uint8_t, 2> Crossing; ///< code of Down (Up) that leads from Start over the saddle
};

/// The graph of minima and the saddles between them, or of maxima and theirs. Extrema are in the
/// order of a sweep, upward for minima and downward for maxima, so that a lower index is the older
/// one.
struct ExtremalGraph
{
  bool Ascending;                    ///< whether the extrema are maxima
  std::vector<std::int64_t> Extrema; ///< vertices, or top cells
  std::vector<ExtremalArc> Arcs;     ///< one for each saddle
};

/// Makes the graph of the minima and the critical edges of a gradient. `labels` gets for each point
/// the index of the minimum that it flows to.
ExtremalGraph DescendingGraph(
  const DiscreteGradient& gradient, const Execution& execution, std::vector<std::int64_t>& labels);

/// Makes the graph of the maxima and the critical facets of top cells, which are edges on planes
/// and triangles in volumes. `labels` gets for each top cell the index of the maximum that its path
/// up ends at, or -1.
ExtremalGraph AscendingGraph(
  const DiscreteGradient& gradient, const Execution& execution, std::vector<CellLabel>& labels);

/// Finds for each extremum the saddle at which its part of the domain meets an older one in the
/// sweep (Kruskal's algorithm); -1 for the oldest of each connected part. `order`: the saddles from
/// low to high.
std::vector<std::int64_t> MergingSaddles(
  const ExtremalGraph& graph, const std::vector<std::int64_t>& order, const Execution& execution);

/// Cancels the extrema marked in `cancelled` with their merging saddles: turns around the paths
/// from the saddles to the extrema in the gradient, so that all that flowed to a cancelled extremum
/// goes on over its saddle. A pair can be cancelled if all pairs of less persistence are (Bauer,
/// Lange, Wardetzky 2012). The order of pairs does not matter, since each path is turned around
/// once. Returns for each extremum the one that its basin flows to afterwards; -1 if that is the
/// outside.
std::vector<std::int64_t> CancelExtrema(const ExtremalGraph& graph,
  const std::vector<std::int64_t>& mergingSaddles, const std::vector<std::uint8_t>& cancelled,
  const Execution& execution, DiscreteGradient& gradient);

} // namespace topology
} // namespace losslandscape

#endif
