// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Critical_Persistence_h
#define losslandscape_Mathematics_Topology_Critical_Persistence_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

namespace losslandscape
{
namespace topology
{

/// The vertex that a maximum is paired with. Both values agree unless the border of the image is
/// involved.
enum class MaximumPairing
{
  /// The one where its hill {f >= level} first meets one with a higher maximum (branches of the
  /// split tree). Maxima on the border have pairs like all others.
  Superlevel = 0,
  /// The one where the closed curve (surface) around its hill in {f <= level} appears. A hill on
  /// the border is open to the outside: maxima there have no pair, and a hill inside ends where it
  /// meets one that is open. These are the persistent homology classes of the sublevel sets.
  Sublevel = 1
};

/// A topological feature of the landscape and the two vertices between whose values it lives.
struct PersistencePair
{
  /// Dimension of the feature. 0 is a valley (minimum and saddle), the highest dimension, that is 1
  /// on planes and 2 in volumes, is a hill (saddle and maximum), and 1 in volumes is a tunnel
  /// (saddle and saddle). On a line there are only valleys, which end at maxima.
  int Dimension;
  std::int64_t Birth; ///< vertex with the lower value
  std::int64_t Death; ///< vertex with the higher value
  /// False for the pair of the global minimum of a connected part of the domain and its global
  /// maximum. Such a valley never ends, and its persistence counts as infinite.
  bool Finite;
  double Persistence; ///< difference of the values; for an infinite pair too
};

/// Finds all pairs of two different vertices (Edelsbrunner, Letscher, Zomorodian 2002), infinite
/// ones first, then by descending persistence, then by ids. Valleys and hills are found by
/// union-find over the critical vertices, tunnels in volumes by reduction over the discrete
/// gradient. Cost: near-linear, except for the tunnels, which in noise take more than all else.
std::vector<PersistencePair> ComputePersistence(
  const ScalarField& field, MaximumPairing pairing, const Execution& execution = {});

/// A threshold as a difference of values: `threshold` times the range of the field if `relative`,
/// else `threshold` itself. Throws Error if it is negative or NaN.
double AbsoluteThreshold(const ScalarField& field, double threshold, bool relative);

} // namespace topology
} // namespace losslandscape

#endif
