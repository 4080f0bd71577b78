// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_Triangulation_h
#define losslandscape_Mathematics_Topology_Field_Triangulation_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <array>
#include <cstdint>
#include <vector>

namespace losslandscape
{
namespace topology
{

/// A set of neighbours of a vertex, a bit each.
using NeighborSet = std::uint32_t;

constexpr int MostNeighbors = 14;

/// The Freudenthal (Kuhn) triangulation of a grid, which is never stored. On planes each square is
/// cut along the diagonal from (i + 1, j) to (i, j + 1); in volumes each cube is cut into six
/// tetrahedra around the diagonal from (i + 1, j, k) to (i, j + 1, k + 1), whose faces on planes of
/// constant z are cut the same way. Axes with a single point do not count: a plane is a plane
/// wherever it lies, with its axes in their order.
///
/// A vertex inside has 2 neighbours on a line, 6 on a plane (in cyclic order) and 14 in a volume.
/// Neighbour n and Opposite(n) lie on opposite sides. Top cells are the edges of a line, the
/// triangles of a plane and the tetrahedra of a volume: each has a first vertex and an order of the
/// axes along which a path of steps (-x, +y, +z) visits its other vertices.
class Triangulation
{
public:
  explicit Triangulation(const topology::Size& size);

  /// The number of axes with more than one point.
  int Dimension() const { return static_cast<int>(this->Axes.size()); }
  /// The axis of the grid that is the a-th of those with more than one point.
  int Axis(int a) const { return this->Axes[a]; }
  std::int64_t NumberOfVertices() const { return this->Vertices; }
  /// The number of points, with consecutive ids, along the first axis with more than one point; 1
  /// for a single point.
  std::int64_t RowLength() const { return this->Lengths[0]; }

  int NumberOfNeighbors() const { return this->Neighbors; }
  int Opposite(int neighbor) const { return (neighbor + this->Neighbors / 2) % this->Neighbors; }
  std::int64_t Offset(int neighbor) const { return this->Offsets[neighbor]; }
  /// The step to a neighbour along the axes of the grid, each -1, 0 or 1.
  const std::array<int, 3>& Step(int neighbor) const { return this->Steps[neighbor]; }

  /// The neighbours that lie in the grid; all of them for inner vertices.
  NeighborSet Present(std::int64_t vertex) const
  {
    return this->PresentBySides[this->Sides(vertex)];
  }
  NeighborSet AllNeighbors() const { return (NeighborSet(1) << this->Neighbors) - 1; }
  bool OnBorder(std::int64_t vertex) const { return this->Sides(vertex) != 0; }

  /// Those neighbours of a vertex that are also neighbours of its neighbour: the edges of the link.
  NeighborSet LinkNeighbors(int neighbor) const { return this->LinkEdges[neighbor]; }

  /// The number of ids of top cells per vertex. Ids go from 0 to NumberOfCells() - 1; cells beyond
  /// the border have ids, too, but do not exist.
  int CellsPerVertex() const { return this->CellKinds; }
  std::int64_t NumberOfCells() const { return this->Vertices * this->CellKinds; }
  bool CellExists(std::int64_t cell) const;
  /// The Dimension() + 1 vertices of a cell, from the first one along the path.
  std::array<std::int64_t, 4> CellVertices(std::int64_t cell) const;
  /// The cell beyond the facet opposite to the cell's `corner`-th vertex; it may not exist.
  std::int64_t CellAcross(std::int64_t cell, int corner) const
  {
    return cell + this->Crossings[this->KindOf(cell)][corner];
  }
  /// The corner of CellAcross(cell, corner) that lies opposite to the shared facet.
  int CornerAcross(int corner) const
  {
    const int last = this->Dimension();
    return corner == 0 ? last : corner == last ? 0 : corner;
  }

  /// A top cell at a vertex, as a member of its star.
  struct StarCell
  {
    std::int64_t CellOffset;   ///< the cell's id is this plus CellsPerVertex() * vertex
    NeighborSet Others;        ///< the neighbours that are its other vertices
    std::array<int, 4> Corner; ///< neighbour at each corner of the cell, -1 for the vertex itself
  };
  const std::vector<StarCell>& Star() const { return this->StarCells; }

private:
  /// The cell's id modulo CellKinds. Written out by cases, it is a division by a constant, which is
  /// faster where paths are long.
  std::int64_t KindOf(std::int64_t cell) const
  {
    return this->CellKinds == 2 ? cell & 1 : this->CellKinds == 6 ? cell % 6 : 0;
  }

  /// Two bits for each axis: whether the vertex is at its first point, and at its last one.
  int Sides(std::int64_t vertex) const
  {
    int sides = 0;
    for (int a = 0; a < this->Dimension(); ++a)
    {
      const std::int64_t index = vertex / this->Strides[a] % this->Lengths[a];
      sides |= (index == 0 ? 1 : 0) << (2 * a) | (index == this->Lengths[a] - 1 ? 2 : 0) << (2 * a);
    }
    return sides;
  }

  void MakeNeighbors();
  void MakeCells();
  void MakeStar();
  int NeighborAt(const std::array<int, 3>& step) const;

  std::int64_t Vertices = 0;
  std::vector<int> Axes;
  std::array<std::int64_t, 3> Strides = { 1, 1, 1 };
  std::array<std::int64_t, 3> Lengths = { 1, 1, 1 };
  int Neighbors = 0;
  int CellKinds = 0;
  std::array<std::int64_t, MostNeighbors> Offsets = {};
  std::array<std::array<int, 3>, MostNeighbors> Steps = {};      ///< along the grid's axes
  std::array<std::array<int, 3>, MostNeighbors> LocalSteps = {}; ///< along Axes
  std::array<NeighborSet, 64> PresentBySides = {};
  std::array<NeighborSet, MostNeighbors> LinkEdges = {};
  std::vector<std::array<int, 3>> Paths;              ///< per kind of cell the order of axes
  std::vector<std::array<std::int64_t, 4>> Crossings; ///< differences to the ids of cells across
  std::vector<StarCell> StarCells;
};

/// The connected parts of sets of neighbours in the link of a vertex. Their numbers are kept for
/// all sets in a table of 2^neighbours.
class LinkParts
{
public:
  explicit LinkParts(const Triangulation& triangulation);

  int Count(NeighborSet set) const { return this->Counts[set]; }
  /// The part of `set` that holds `neighbor`.
  NeighborSet PartOf(NeighborSet set, int neighbor) const;

private:
  const Triangulation& Grid;
  std::vector<std::uint8_t> Counts;
};

} // namespace topology
} // namespace losslandscape

#endif
