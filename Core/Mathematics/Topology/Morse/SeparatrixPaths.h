// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Morse_SeparatrixPaths_h
#define losslandscape_Mathematics_Topology_Morse_SeparatrixPaths_h

#include "Core/Mathematics/Topology/Morse/DiscreteGradient.h"
#include "Core/Mathematics/Topology/Morse/MorseComplex.h"

#include <functional>

namespace losslandscape
{
namespace topology
{

/// Fills Separatrices and Paths of a complex that has all else. From each saddle in `descending`
/// (indices of critical edges) there are two paths down, from each in `ascending` (indices of
/// critical facets) the paths up that stay in the domain. `maximumAt` gives the index in
/// CriticalCells of a critical top cell.
void TraceSeparatrices(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& descending, const std::vector<std::int64_t>& ascending,
  const std::function<std::int64_t(std::int64_t)>& maximumAt, const Execution& execution,
  MorseComplex& complex);

} // namespace topology
} // namespace losslandscape

#endif
