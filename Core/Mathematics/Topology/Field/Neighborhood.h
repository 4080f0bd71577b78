// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_Neighborhood_h
#define losslandscape_Mathematics_Topology_Field_Neighborhood_h

#include "Core/Mathematics/Topology/Field/Triangulation.h"

#include <algorithm>

namespace losslandscape
{
namespace topology
{

/// Calls `visit(neighbor)` for each member of a set, ascending.
template <typename Visit>
void ForEachNeighbor(NeighborSet set, Visit&& visit)
{
  for (; set; set &= set - 1)
  {
    visit(__builtin_ctz(set));
  }
}

/// Tells which neighbours of a vertex in a triangulation are in the domain of a field, and which
/// are lower than the vertex.
class Neighborhood
{
public:
  Neighborhood(const ScalarField& field, const Triangulation& triangulation)
    : Field(field), Grid(triangulation)
  {
  }

  /// The neighbours of a vertex of the domain that are in the domain too.
  NeighborSet InDomain(std::int64_t vertex) const
  {
    return this->WithoutHoles(vertex, this->Grid.Present(vertex));
  }

  /// Those of `neighbors` that are below the vertex (ScalarField::Below).
  NeighborSet Lower(std::int64_t vertex, NeighborSet neighbors) const
  {
    NeighborSet lower = 0;
    ForEachNeighbor(neighbors,
      [&](int n)
      {
        const bool below = this->Field.Below(vertex + this->Grid.Offset(n), vertex);
        lower |= NeighborSet(below) << n;
      });
    return lower;
  }

  int Lowest(std::int64_t vertex, NeighborSet neighbors) const
  {
    return this->Extreme(vertex, neighbors, true);
  }
  int Highest(std::int64_t vertex, NeighborSet neighbors) const
  {
    return this->Extreme(vertex, neighbors, false);
  }

  /// Calls `visit(vertex, neighbors, lower)` for the vertices of the domain in [begin, end), with
  /// the neighbours in the domain and the lower ones among them. Rows inside the grid cost no
  /// division.
  template <typename Visit>
  void VisitVertices(std::int64_t begin, std::int64_t end, Visit&& visit) const
  {
    switch (this->Grid.NumberOfNeighbors())
    {
      case 2:
        return this->VisitRows<2>(begin, end, visit);
      case 6:
        return this->VisitRows<6>(begin, end, visit);
      case 14:
        return this->VisitRows<14>(begin, end, visit);
      default:
        return this->VisitRows<0>(begin, end, visit);
    }
  }

private:
  NeighborSet WithoutHoles(std::int64_t vertex, NeighborSet present) const
  {
    if (!this->Field.HasHoles())
    {
      return present;
    }
    NeighborSet kept = 0;
    ForEachNeighbor(present,
      [&](int n)
      { kept |= NeighborSet(this->Field.InDomain(vertex + this->Grid.Offset(n))) << n; });
    return kept;
  }

  int Extreme(std::int64_t vertex, NeighborSet neighbors, bool lowest) const
  {
    int best = __builtin_ctz(neighbors);
    ForEachNeighbor(neighbors & (neighbors - 1),
      [&](int n)
      {
        const bool below =
          this->Field.Below(vertex + this->Grid.Offset(n), vertex + this->Grid.Offset(best));
        best = below == lowest ? n : best;
      });
    return best;
  }

  /// The lower neighbours of a vertex that has all neighbours. The first half of them have higher
  /// ids, the second half lower ones, which decides ties.
  template <int Count>
  NeighborSet LowerOfAll(std::int64_t vertex) const
  {
    const double* at = this->Field.Values() + vertex;
    const double value = *at;
    NeighborSet lower = 0;
    for (int n = 0; n < Count / 2; ++n)
    {
      lower |= NeighborSet(at[this->Grid.Offset(n)] < value) << n;
    }
    for (int n = Count / 2; n < Count; ++n)
    {
      lower |= NeighborSet(at[this->Grid.Offset(n)] <= value) << n;
    }
    return lower;
  }

  template <int Count, typename Visit>
  void VisitRows(std::int64_t begin, std::int64_t end, Visit& visit) const
  {
    const std::int64_t length = this->Grid.RowLength();
    for (std::int64_t row = begin / length * length; row < end; row += length)
    {
      const std::int64_t first = std::max(begin, row);
      const std::int64_t last = std::min(end, row + length);
      // Along a row all vertices except the two outer ones have the same set of neighbours.
      const NeighborSet inner = length > 2 ? this->Grid.Present(row + 1) : 0;
      for (std::int64_t vertex = first; vertex < last; ++vertex)
      {
        const bool outer = vertex == row || vertex == row + length - 1;
        this->VisitVertex<Count>(vertex, outer ? this->Grid.Present(vertex) : inner, visit);
      }
    }
  }

  template <int Count, typename Visit>
  void VisitVertex(std::int64_t vertex, NeighborSet present, Visit& visit) const
  {
    if (present == this->Grid.AllNeighbors() && !this->Field.HasHoles())
    {
      visit(vertex, present, this->LowerOfAll<Count>(vertex));
    }
    else if (this->Field.InDomain(vertex))
    {
      const NeighborSet neighbors = this->WithoutHoles(vertex, present);
      visit(vertex, neighbors, this->Lower(vertex, neighbors));
    }
  }

  const ScalarField& Field;
  const Triangulation& Grid;
};

/// The number of vertices that one call of a parallel loop takes on.
constexpr std::int64_t VertexGrain = 1 << 14;

/// Appends the pieces to each other, in order, and empties them.
template <typename T>
std::vector<T> Concatenate(std::vector<std::vector<T>>& pieces, const Execution& execution)
{
  std::vector<std::size_t> first(1, 0);
  for (const auto& piece : pieces)
  {
    first.push_back(first.back() + piece.size());
  }
  std::vector<T> all(first.back());
  Execution quiet = execution;
  quiet.Progress = {};
  ParallelFor(static_cast<std::int64_t>(pieces.size()), 1, quiet,
    [&](std::int64_t i, std::int64_t)
    {
      std::copy(pieces[i].begin(), pieces[i].end(), all.begin() + first[i]);
      std::vector<T>().swap(pieces[i]);
    });
  return all;
}

} // namespace topology
} // namespace losslandscape

#endif
