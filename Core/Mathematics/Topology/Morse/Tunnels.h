// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Morse_Tunnels_h
#define losslandscape_Mathematics_Topology_Morse_Tunnels_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <utility>

namespace losslandscape
{
namespace topology
{

/// Finds the tunnels of the sublevel sets of a volume. Returns for each the vertices at which it
/// opens (a saddle with one descending direction) and closes (one with two), if they differ. The
/// boundary of each critical triangle is pushed down the discrete gradient until its highest edge
/// is critical, and reduced by the columns found before (persistent homology over Z/2 on the
/// discrete Morse complex; Guillou, Vidal, Tierny 2023). Triangles that enclose a void close no
/// tunnel; they are known from the graph of hills, and skipped. Tunnels that never close are left
/// out.
std::vector<std::pair<std::int64_t, std::int64_t>> FindTunnels(
  const ScalarField& field, const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
