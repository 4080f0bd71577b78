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

/// Connected parts of sublevel sets as the level rises (Up), or of superlevel sets as it falls
/// (Down): where they appear, and where they meet. Only vertices at which parts can meet are
/// sorted; which part a vertex belongs to is known from a path of lower (higher) vertices to an
/// extremum.
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

  /// `openBorder`: vertices on the border and beside cut-out points belong to the oldest part of
  /// all, the outside.
  ComponentSweep(
    const ScalarField& field, Direction direction, bool openBorder, const Execution& execution);

  /// Meetings in the order of the sweep; those at the extremum itself are left out.
  void Run(const Meeting& meeting, const Execution& execution);

  /// The extremum at which the part that holds `vertex` by now appeared; in a Meeting already that
  /// of the older part.
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
  /// Neighbours that the sweep has passed before the vertex.
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
  /// Per vertex: one towards its extremum; or, of extrema, -1 less their number.
  std::vector<std::int64_t> Towards;
  std::vector<Candidate> Candidates;   ///< by vertex id
  std::vector<std::int64_t> FirstPart; ///< per candidate, of its PartExtrema
  std::vector<std::int64_t> PartExtrema;
  std::vector<std::int64_t> Order;   ///< candidates in the order of the sweep
  std::vector<std::int64_t> Extrema; ///< their vertices; number 0 is the outside
  std::vector<double> ExtremumValues;
  std::vector<std::int64_t> Parent; ///< union-find over the extrema
};

} // namespace topology
} // namespace losslandscape

#endif
