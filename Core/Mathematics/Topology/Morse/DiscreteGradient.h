// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Morse_DiscreteGradient_h
#define losslandscape_Mathematics_Topology_Morse_DiscreteGradient_h

#include "Core/Mathematics/Topology/Field/Neighborhood.h"

namespace losslandscape
{
namespace topology
{

/// A cell by its highest vertex and the neighbours of it that are its other vertices.
struct LowerStarCell
{
  std::int64_t Vertex;
  NeighborSet Others;
};

/// The discrete gradient of a field on a plane or in a volume: in the lower star of each vertex
/// cells are paired with cells of one dimension more along which the field falls, and the cells
/// left over are critical (Robins, Wood, Sheppard, "Theory and algorithms for constructing discrete
/// Morse complexes from grayscale digital images", IEEE TPAMI 33(8), 2011). Kept is what paths to
/// extrema need: a byte for each vertex and for each top cell, 3 per point on planes, 7 in volumes.
class DiscreteGradient
{
public:
  /// Codes of Down and Up beside directions.
  static constexpr std::uint8_t Critical = 254;
  static constexpr std::uint8_t NotInDomain = 255;

  /// Codes of Partner beside neighbours.
  static constexpr std::uint8_t PairedBelow = 253; ///< the edge belongs to its vertex
  static constexpr std::uint8_t NoPartner = 255;

  /// `partners`: keep Partner too (volumes only).
  DiscreteGradient(const ScalarField& field, bool partners, const Execution& execution);

  const ScalarField& GetField() const { return this->Field; }
  const Triangulation& GetGrid() const { return this->Grid; }

  /// Per vertex: the neighbour at the other end of the edge it is paired with.
  std::vector<std::uint8_t> Down;
  /// Per top cell: the corner opposite to the facet it is paired with. Paths of the gradient, taken
  /// backwards, leave the cell through that facet.
  std::vector<std::uint8_t> Up;
  /// Those left over, by vertex id, at one vertex by CellBelow.
  std::vector<LowerStarCell> CriticalEdges;
  std::vector<LowerStarCell> CriticalTriangles; ///< in volumes; on planes they are top cells
  /// Per vertex and lower neighbour n: the other neighbour of the triangle that the edge to n is
  /// paired with; empty if not asked for.
  std::vector<std::uint8_t> Partner;

  /// Indices of critical cells in the order of CellBelow.
  std::vector<std::int64_t> SweepOrder(
    const std::vector<LowerStarCell>& cells, const Execution& execution) const;

  /// Critical facets of top cells.
  const std::vector<LowerStarCell>& CriticalFacets() const
  {
    return this->Grid.Dimension() == 2 ? this->CriticalEdges : this->CriticalTriangles;
  }

  std::int64_t NextDown(std::int64_t vertex) const
  {
    return vertex + this->Grid.Offset(this->Down[vertex]);
  }
  /// -1 beyond the border of the domain.
  std::int64_t NextUp(std::int64_t cell) const
  {
    const std::int64_t next = this->Grid.CellAcross(cell, this->Up[cell]);
    // Ids beyond the border, wrapped around it or not, are those of cells that do not exist.
    const bool inside = next >= 0 && next < static_cast<std::int64_t>(this->Up.size());
    return inside && this->Up[next] != NotInDomain ? next : -1;
  }

  /// The top cells of the domain on both sides of a facet, -1 where there is none; with each the
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
