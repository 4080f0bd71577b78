// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Morse/MorseComplex.h"

#include <algorithm>

namespace losslandscape
{
namespace topology
{

ComplexGeometry::ComplexGeometry(const ScalarField& field) : Field(field), Grid(field.Size())
{
}

ComplexGeometry::Point ComplexGeometry::At(const CriticalCell& cell) const
{
  std::array<std::int64_t, 4> vertices = { cell.Vertex, 0, 0, 0 };
  int count = 1;
  for (NeighborSet others = cell.Others; others; others &= others - 1)
  {
    vertices[count++] = cell.Vertex + this->Grid.Offset(__builtin_ctz(others));
  }
  return this->Barycentre(vertices.data(), count);
}

ComplexGeometry::Point ComplexGeometry::Member(std::int64_t id, bool isCell) const
{
  return isCell ? this->Barycentre(this->Grid.CellVertices(id).data(), this->Grid.Dimension() + 1)
                : this->Barycentre(&id, 1);
}

/// The barycentre of the edge between two vertices, or of the facet between two top cells.
ComplexGeometry::Point ComplexGeometry::Between(std::int64_t a, std::int64_t b, bool areCells) const
{
  if (!areCells)
  {
    const std::int64_t ends[2] = { a, b };
    return this->Barycentre(ends, 2);
  }
  const int corners = this->Grid.Dimension() + 1;
  const auto first = this->Grid.CellVertices(a);
  const auto second = this->Grid.CellVertices(b);
  std::array<std::int64_t, 4> shared = { 0, 0, 0, 0 };
  int count = 0;
  for (int corner = 0; corner < corners; ++corner)
  {
    const auto end = second.begin() + corners;
    if (std::find(second.begin(), end, first[corner]) != end)
    {
      shared[count++] = first[corner];
    }
  }
  return this->Barycentre(shared.data(), count);
}

ComplexGeometry::Point ComplexGeometry::Barycentre(const std::int64_t* vertices, int count) const
{
  Point point = { { 0.0, 0.0, 0.0 }, 0.0 };
  for (int i = 0; i < count; ++i)
  {
    const Vector3 position = this->Field.Position(vertices[i]);
    for (int axis = 0; axis < 3; ++axis)
    {
      point.Position[axis] += position[axis] / count;
    }
    point.Value += this->Field.Value(vertices[i]) / count;
  }
  return point;
}

} // namespace topology
} // namespace losslandscape
