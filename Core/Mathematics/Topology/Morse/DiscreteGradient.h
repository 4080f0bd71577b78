// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Morse_DiscreteGradient_h
#define losslandscape_Mathematics_Topology_Morse_DiscreteGradient_h

#include "Core/Mathematics/Topology/Field/Neighborhood.h"

namespace losslandscape
{
namespace topology
{

/// A cell, given by its highest vertex and the neighbours of that vertex that are its other
/// vertices.
struct LowerStarCell
{
  std::int64_t Vertex;
  NeighborSet Others;
};

/// The discrete gradient of a field on a plane or in a volume: in the lower star of each vertex
/// cells are paired with cells of one dimension more along which the field falls, and the cells
/// left over are critical (Robins, Wood, Sheppard, "Theory and algorithms for constructing discrete
/// Morse complexes from grayscale digital images", IEEE TPAMI 33(8), 2011). Only what paths to
/// extrema need is kept: a byte for each vertex and for each top cell, which makes 3 per point on
/// planes and 7 in volumes.
class DiscreteGradient
{
public:
  /// Codes that Down and Up have beside directions.
  static constexpr std::uint8_t Critical = 254;
  static constexpr std::uint8_t NotInDomain = 255;

  /// Codes that Partner has beside neighbours.
  static constexpr std::uint8_t PairedBelow = 253; ///< the edge belongs to its vertex
  static constexpr std::uint8_t NoPartner = 255;

  /// Computes the gradient of the field. `partners`: whether Partner is kept too (volumes only).
  DiscreteGradient(const ScalarField& field, bool partners, const Execution& execution);

  const ScalarField& GetField() const { return this->Field; }
  const Triangulation& GetGrid() const { return this->Grid; }

  /// For each vertex the neighbour at the other end of the edge that the vertex is paired with.
  std::vector<std::uint8_t> Down;
  /// For each top cell the corner opposite to the facet that the cell is paired with. Paths of the
  /// gradient, taken backwards, leave the cell through that facet.
  std::vector<std::uint8_t> Up;
  /// The critical edges by vertex id, those at one vertex by CellBelow.
  std::vector<LowerStarCell> CriticalEdges;
  std::vector<LowerStarCell> CriticalTriangles; ///< in volumes; on planes they are top cells
  /// For each vertex and lower neighbour n the other neighbour of the triangle that the edge to n
  /// is paired with; empty if not asked for.
  std::vector<std::uint8_t> Partner;

  /// The indices of critical cells in the order of CellBelow.
  std::vector<std::int64_t> SweepOrder(
    const std::vector<LowerStarCell>& cells, const Execution& execution) const;

  /// The critical facets of top cells: edges on planes, triangles in volumes.
  const std::vector<LowerStarCell>& CriticalFacets() const
  {
    return this->Grid.Dimension() == 2 ? this->CriticalEdges : this->CriticalTriangles;
  }

  std::int64_t NextDown(std::int64_t vertex) const
  {
    return vertex + this->Grid.Offset(this->Down[vertex]);
  }
  /// The next top cell on the path up from a cell; -1 if the path leaves the domain.
  std::int64_t NextUp(std::int64_t cell) const
  {
    const std::int64_t next = this->Grid.CellAcross(cell, this->Up[cell]);
    // A step over the border leads to the id of a cell that does not exist, also where ids wrap
    // around.
    const bool inside = next >= 0 && next < static_cast<std::int64_t>(this->Up.size());
    return inside && this->Up[next] != NotInDomain ? next : -1;
  }

  /// The top cells of the domain on both sides of a facet, -1 where there is none, and for each the
  /// corner opposite to the facet.
  struct Sides
  {
    std::array<std::int64_t, 2> Cell = { -1, -1 };
    std::array<std::uint8_t, 2> Corner = { 0, 0 };
  };
  Sides SidesOf(const LowerStarCell& facet) const;

  /// The order of cells of one dimension: by their vertices, the highest ones first.
  bool CellBelow(const LowerStarCell& a, const LowerStarCell& b) const;
  /// All vertices of a cell, the highest one first; -1 beyond its dimension.
  std::array<std::int64_t, 4> VerticesFromHighest(const LowerStarCell& cell) const;
  /// A top cell as a member of its lower star.
  LowerStarCell TopCell(std::int64_t cell) const;

private:
  const ScalarField& Field;
  const Triangulation Grid;
};

} // namespace topology
} // namespace losslandscape

#endif
