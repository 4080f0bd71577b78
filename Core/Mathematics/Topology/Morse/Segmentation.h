// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Morse_Segmentation_h
#define losslandscape_Mathematics_Topology_Morse_Segmentation_h

#include "Core/Mathematics/Topology/Morse/DiscreteGradient.h"

namespace losslandscape
{
namespace topology
{

/// There are several top cells to a point, so their labels are small.
using CellLabel = std::int32_t;

/// Per point which of the minima (vertices) the gradient's path down from it ends at; -1 outside
/// the domain.
std::vector<std::int64_t> LabelVertices(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& minima, const Execution& execution);

/// Per top cell which of the maxima (top cells) the path up from it ends at; -1 if it leaves the
/// domain or does not exist. Throws Error for 2^31 maxima or more.
std::vector<CellLabel> LabelCells(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& maxima, const Execution& execution);

/// Per point the label of its highest top cell, -1 if it has none. Of the cells at a point the
/// highest one has the highest neighbour, of those the next highest, and so on.
std::vector<std::int64_t> LabelVerticesByCells(const DiscreteGradient& gradient,
  const std::vector<CellLabel>& cellLabels, const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
