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

/// A minimum with its persistence and the saddle over which its region would spill.
struct Valley
{
  std::int64_t Minimum;
  double Persistence = std::numeric_limits<double>::infinity(); ///< infinite if it never ends
  std::int64_t Spill = -1; ///< first saddle to another significant valley; -1 if there is none
};

/// Finds the minima whose persistence is at least `threshold`, which are called significant, by
/// (value, vertex). As the level rises, the region of a valley ends where it meets that of an older
/// one. Minima of less persistence have met an older one before, so that two valleys which meet at
/// a significant persistence both are significant.
std::vector<Valley> FindValleys(
  const ScalarField& field, double threshold, const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
