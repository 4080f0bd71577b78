// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Topology_Segmentation_h
#define losslandscape_Topology_Segmentation_h

#include "Core/Topology/DiscreteGradient.h"

namespace losslandscape
{
namespace topology
{

/// Per point which of the minima (vertices) the gradient's path down from it ends at; -1 outside
/// the domain.
std::vector<std::int64_t> SegmentByMinima(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& minima, const Execution& execution);

/// Per point which of the maxima (top cells) the path up from its highest top cell ends at; -1 if
/// it leaves the domain. Of the cells at a point the highest one has the highest neighbour, and of
/// those the next highest, and so on.
std::vector<std::int64_t> SegmentByMaxima(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& maxima, const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
