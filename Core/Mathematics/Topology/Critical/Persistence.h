// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Critical_Persistence_h
#define losslandscape_Mathematics_Topology_Critical_Persistence_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

namespace losslandscape
{
namespace topology
{

/// What a maximum is paired with. Both agree unless the border of the image is involved.
enum class MaximumPairing
{
  /// Where its hill {f >= level} first meets one with a higher maximum (branches of the split
  /// tree). Maxima on the border have pairs like all others.
  Superlevel = 0,
  /// Where the closed curve (surface) around its hill in {f <= level} appears. A hill on the border
  /// is open to the outside: maxima there have no pair, and a hill inside ends where it meets one
  /// that is open. These are the persistent homology classes of the sublevel sets.
  Sublevel = 1
};

/// A topological feature of the landscape and the two vertices between whose values it lives.
struct PersistencePair
{
  /// Dimension of the feature: 0 a valley (minimum and saddle). The highest dimension, that is 1 on
  /// planes and 2 in volumes, a hill (saddle and maximum). In volumes 1 is a tunnel (saddle and
  /// saddle). On a line there are only valleys; a maximum ends them.
  int Dimension;
  std::int64_t Birth; ///< vertex with the lower value
  std::int64_t Death; ///< vertex with the higher value
  /// False: the global minimum of a connected part of the domain with its global maximum. Such a
  /// valley never ends, and its persistence counts as infinite.
  bool Finite;
  double Persistence; ///< difference of the values; for an infinite pair too
};

/// All pairs of two different vertices (Edelsbrunner, Letscher, Zomorodian 2002), infinite ones
/// first, then by descending persistence, then by ids. Union-find over the critical vertices; in
/// volumes tunnels by reduction over the discrete gradient. Cost: near-linear, but for the tunnels:
/// in noise they take more than all else.
std::vector<PersistencePair> ComputePersistence(
  const ScalarField& field, MaximumPairing pairing, const Execution& execution = {});

/// `threshold` times the range of the field, or the threshold itself. Throws Error if it is
/// negative or NaN.
double AbsoluteThreshold(const ScalarField& field, double threshold, bool relative);

} // namespace topology
} // namespace losslandscape

#endif
