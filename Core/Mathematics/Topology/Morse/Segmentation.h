// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Morse_Segmentation_h
#define losslandscape_Mathematics_Topology_Morse_Segmentation_h

#include "Core/Mathematics/Topology/Morse/DiscreteGradient.h"

namespace losslandscape
{
namespace topology
{

/// The label of a top cell. The type is small, since there are several top cells to a point.
using CellLabel = std::int32_t;

/// Labels each point by the index of the minimum at which the gradient's path down from it ends; -1
/// outside the domain. `minima`: their vertices.
std::vector<std::int64_t> LabelVertices(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& minima, const Execution& execution);

/// Labels each top cell by the index of the maximum at which the path up from it ends; -1 if the
/// path leaves the domain or the cell does not exist. `maxima`: their top cells. Throws Error for
/// 2^31 maxima or more.
std::vector<CellLabel> LabelCells(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& maxima, const Execution& execution);

/// Labels each point by the label of its highest top cell; -1 if it has none. Of the cells at a
/// point the highest one has the highest neighbour, of those the next highest, and so on.
std::vector<std::int64_t> LabelVerticesByCells(const DiscreteGradient& gradient,
  const std::vector<CellLabel>& cellLabels, const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
