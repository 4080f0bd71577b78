// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Critical_ComponentSweep_h
#define losslandscape_Mathematics_Topology_Critical_ComponentSweep_h

#include "Core/Mathematics/Topology/Field/Neighborhood.h"
#include "Core/Mathematics/Topology/Field/UnionFind.h"

#include <functional>

namespace losslandscape
{
namespace topology
{

/// Finds where connected parts of sublevel sets appear and meet as the level rises (Up), or those
/// of superlevel sets as it falls (Down). Only vertices at which parts can meet are sorted; which
/// part a vertex belongs to is known from a path of lower (higher) vertices to an extremum.
class ComponentSweep
{
public:
  enum class Direction
  {
    Up,
    Down
  };

  /// Called when the part that appeared at `extremum` meets an older one at `saddle`.
  using Meeting = std::function<void(std::int64_t extremum, std::int64_t saddle)>;

  /// With `openBorder`, vertices on the border and beside cut-out points belong to the outside,
  /// which is the oldest part of all.
  ComponentSweep(
    const ScalarField& field, Direction direction, bool openBorder, const Execution& execution);

  /// Calls `meeting` for all meetings in the order of the sweep, except those at the extremum
  /// itself.
  void Run(const Meeting& meeting, const Execution& execution);

  /// The extremum at which the part that holds `vertex` at this moment of the sweep has appeared.
  /// Within a Meeting the two parts are one already, and this is the extremum of the older one.
  std::int64_t ComponentOf(std::int64_t vertex)
  {
    return this->Extrema[FindRoot(this->Parent, this->ExtremumOf(vertex))];
  }

private:
  /// A vertex at which parts may meet.
  struct Candidate
  {
    std::int64_t Vertex;
    NeighborSet PartMembers; ///< a neighbour of each part of the link that the sweep has passed
    bool AtOutside;
  };

  void FindCandidates(const Execution& execution);
  void FindExtrema(const Execution& execution);
  void SortCandidates(const Execution& execution);
  NeighborSet OneOfEachPart(NeighborSet passed) const;
  void Meet(std::int64_t candidate, const Meeting& meeting);
  std::int64_t ExtremumOf(std::int64_t vertex);
  bool Older(std::int64_t a, std::int64_t b) const;
  /// Those of `neighbors` that the sweep passes before the vertex. `lower`: the lower ones.
  NeighborSet Passed(NeighborSet neighbors, NeighborSet lower) const
  {
    return this->Upward ? lower : neighbors & ~lower;
  }

  const ScalarField& Field;
  const Triangulation Grid;
  const Neighborhood Around;
  const LinkParts Parts;
  const bool Upward;
  const bool OpenBorder;
  /// For each vertex the next one on the path to its extremum; for an extremum with the number n in
  /// Extrema it is -1 - n.
  std::vector<std::int64_t> Towards;
  std::vector<Candidate> Candidates;     ///< by vertex id
  std::vector<std::int64_t> FirstPart;   ///< per candidate: index of its first one in PartExtrema
  std::vector<std::int64_t> PartExtrema; ///< numbers of the extrema of the parts at each candidate
  std::vector<std::int64_t> Order;       ///< candidates in the order of the sweep
  std::vector<std::int64_t> Extrema;     ///< vertices of the extrema; number 0 is the outside
  std::vector<double> ExtremumValues;
  std::vector<std::int64_t> Parent; ///< union-find over the extrema
};

} // namespace topology
} // namespace losslandscape

#endif
