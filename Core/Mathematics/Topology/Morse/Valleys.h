// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Morse_Valleys_h
#define losslandscape_Mathematics_Topology_Morse_Valleys_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <limits>
#include <vector>

namespace losslandscape
{
namespace topology
{

/// What is known of a minimum before its region is walked through.
struct Valley
{
  std::int64_t Minimum;
  double Persistence = std::numeric_limits<double>::infinity(); ///< infinite: it never ends
  std::int64_t Spill = -1; ///< the saddle to the nearest other valley; -1: there is none
};

/// Minima that are significant, by (value, vertex). As the level rises, the region of a valley ends
/// where it meets that of an older one; minima of less persistence have met an older one before, so
/// that two which meet at a significant persistence both are significant.
std::vector<Valley> FindValleys(
  const ScalarField& field, double threshold, const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
