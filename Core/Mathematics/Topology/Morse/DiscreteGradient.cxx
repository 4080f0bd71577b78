// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Morse/DiscreteGradient.h"

#include "Core/Mathematics/Topology/Field/ValueOrder.h"
#include "Core/Mathematics/Topology/Morse/LowerStarGradients.h"

#include <algorithm>

namespace losslandscape
{
namespace topology
{
namespace
{

/// Puts the few cells that share a vertex in their order.
void OrderAtVertices(const DiscreteGradient& gradient, std::vector<LowerStarCell>& cells)
{
  for (auto first = cells.begin(); first != cells.end();)
  {
    const auto last = std::find_if(
      first, cells.end(), [&](const LowerStarCell& cell) { return cell.Vertex != first->Vertex; });
    std::sort(first, last,
      [&](const LowerStarCell& a, const LowerStarCell& b) { return gradient.CellBelow(a, b); });
    first = last;
  }
}

template <typename Builder>
void Build(const Builder& builder, std::int64_t points, const Execution& execution,
  DiscreteGradient& gradient)
{
  std::vector<std::vector<LowerStarCell>> edges((points + VertexGrain - 1) / VertexGrain);
  std::vector<std::vector<LowerStarCell>> triangles(edges.size());
  ParallelFor(points, VertexGrain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      GradientPiece piece;
      builder.Fill(begin, end, piece);
      OrderAtVertices(gradient, piece.CriticalEdges);
      OrderAtVertices(gradient, piece.CriticalTriangles);
      edges[begin / VertexGrain] = std::move(piece.CriticalEdges);
      triangles[begin / VertexGrain] = std::move(piece.CriticalTriangles);
    });
  gradient.CriticalEdges = Concatenate(edges, execution);
  gradient.CriticalTriangles = Concatenate(triangles, execution);
}

} // namespace

DiscreteGradient::DiscreteGradient(
  const ScalarField& field, bool partners, const Execution& execution)
  : Field(field), Grid(field.Size())
{
  const std::int64_t points = field.NumberOfPoints();
  this->Down.assign(static_cast<std::size_t>(points), NotInDomain);
  this->Up.assign(static_cast<std::size_t>(this->Grid.NumberOfCells()), NotInDomain);
  if (this->Grid.Dimension() == 2)
  {
    Build(PlaneGradient(field, this->Grid, *this), points, execution, *this);
  }
  else
  {
    if (partners)
    {
      this->Partner.assign(static_cast<std::size_t>(points) * MostNeighbors, NoPartner);
    }
    Build(VolumeGradient(field, this->Grid, *this), points, execution, *this);
  }
}

std::vector<std::int64_t> DiscreteGradient::SweepOrder(
  const std::vector<LowerStarCell>& cells, const Execution& execution) const
{
  // Cells with equal values are in the right order already, which sorting by value keeps.
  return OrderByValue(
    cells, execution, [this](const LowerStarCell& cell) { return this->Field.Value(cell.Vertex); });
}

std::array<std::int64_t, 4> DiscreteGradient::VerticesFromHighest(const LowerStarCell& cell) const
{
  std::array<std::int64_t, 4> vertices = { cell.Vertex, -1, -1, -1 };
  ForEachNeighbor(cell.Others,
    [&](int n)
    {
      std::int64_t vertex = cell.Vertex + this->Grid.Offset(n);
      for (int i = 1; i < 4 && vertex >= 0; ++i)
      {
        if (vertices[i] < 0 || this->Field.Below(vertices[i], vertex))
        {
          std::swap(vertices[i], vertex);
        }
      }
    });
  return vertices;
}

bool DiscreteGradient::CellBelow(const LowerStarCell& a, const LowerStarCell& b) const
{
  if (a.Vertex != b.Vertex)
  {
    return this->Field.Below(a.Vertex, b.Vertex);
  }
  const auto first = this->VerticesFromHighest(a);
  const auto second = this->VerticesFromHighest(b);
  for (int i = 1; i < 4 && first[i] >= 0; ++i)
  {
    if (first[i] != second[i])
    {
      return this->Field.Below(first[i], second[i]);
    }
  }
  return false;
}

DiscreteGradient::Sides DiscreteGradient::SidesOf(const LowerStarCell& facet) const
{
  Sides sides;
  int found = 0;
  for (const auto& star : this->Grid.Star())
  {
    if ((star.Others & facet.Others) != facet.Others)
    {
      continue;
    }
    const std::int64_t cell = facet.Vertex * this->Grid.CellsPerVertex() + star.CellOffset;
    const bool inside = cell >= 0 && cell < static_cast<std::int64_t>(this->Up.size());
    if (!inside || this->Up[cell] == NotInDomain)
    {
      continue;
    }
    for (int corner = 0; corner <= this->Grid.Dimension(); ++corner)
    {
      const int n = star.Corner[corner];
      if (n >= 0 && !(facet.Others >> n & 1))
      {
        sides.Corner[found] = static_cast<std::uint8_t>(corner);
      }
    }
    sides.Cell[found++] = cell;
  }
  return sides;
}

LowerStarCell DiscreteGradient::TopCell(std::int64_t cell) const
{
  const auto vertices = this->Grid.CellVertices(cell);
  const auto highest =
    *std::max_element(vertices.begin(), vertices.begin() + this->Grid.Dimension() + 1,
      [this](std::int64_t a, std::int64_t b) { return this->Field.Below(a, b); });
  for (const auto& star : this->Grid.Star())
  {
    if (highest * this->Grid.CellsPerVertex() + star.CellOffset == cell)
    {
      return { highest, star.Others };
    }
  }
  return { highest, 0 };
}

} // namespace topology
} // namespace losslandscape
