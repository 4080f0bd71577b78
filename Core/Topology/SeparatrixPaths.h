// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Topology_SeparatrixPaths_h
#define losslandscape_Topology_SeparatrixPaths_h

#include "Core/Topology/DiscreteGradient.h"
#include "Core/Topology/MorseComplex.h"

namespace losslandscape
{
namespace topology
{

/// Fills Separatrices, Points and Values of a complex whose CriticalCells and labels are there.
/// From each saddle `descending` (indices of critical edges) two paths down, from each `ascending`
/// (indices of critical edges on planes, of critical triangles in volumes) the paths up that stay
/// in the domain until they end at one of `maxima` (top cells, in the order of CriticalCells).
void TraceSeparatrices(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& descending, const std::vector<std::int64_t>& ascending,
  const std::vector<std::int64_t>& maxima, const Execution& execution, MorseComplex& complex);

} // namespace topology
} // namespace losslandscape

#endif
