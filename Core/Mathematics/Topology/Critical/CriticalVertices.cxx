// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Critical/CriticalVertices.h"

#include "Core/Mathematics/Topology/Field/Neighborhood.h"

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr std::uint8_t Regular = 255;

std::uint8_t TypeOf(int dimension, int lowerParts, int upperParts)
{
  const auto code = [](CriticalType type) { return static_cast<std::uint8_t>(type); };
  if (lowerParts == 0)
  {
    return code(CriticalType::Minimum);
  }
  if (upperParts == 0)
  {
    return code(CriticalType::Maximum);
  }
  if (lowerParts == 1 && upperParts == 1)
  {
    return Regular;
  }
  if (dimension == 2)
  {
    return code(lowerParts > 2 || upperParts > 2 ? CriticalType::Degenerate : CriticalType::Saddle);
  }
  if (lowerParts + upperParts > 3)
  {
    return code(CriticalType::Degenerate);
  }
  return code(lowerParts == 2 ? CriticalType::Saddle : CriticalType::Saddle2);
}

/// The types of vertices that have all neighbours, for each set of lower neighbours.
std::vector<std::uint8_t> TypesOfInnerVertices(const Triangulation& grid, const LinkParts& parts)
{
  std::vector<std::uint8_t> types(std::size_t(grid.AllNeighbors()) + 1);
  for (NeighborSet lower = 0; lower < types.size(); ++lower)
  {
    types[lower] =
      TypeOf(grid.Dimension(), parts.Count(lower), parts.Count(grid.AllNeighbors() & ~lower));
  }
  return types;
}

} // namespace

std::vector<CriticalVertex> FindCriticalVertices(
  const ScalarField& field, const Execution& execution)
{
  const Triangulation grid(field.Size());
  const Neighborhood neighborhood(field, grid);
  const LinkParts parts(grid);
  const auto innerTypes = TypesOfInnerVertices(grid, parts);
  const NeighborSet all = grid.AllNeighbors();

  const std::int64_t points = field.NumberOfPoints();
  std::vector<std::vector<CriticalVertex>> found((points + VertexGrain - 1) / VertexGrain);
  ParallelFor(points, VertexGrain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      auto& vertices = found[begin / VertexGrain];
      neighborhood.VisitVertices(begin, end,
        [&](std::int64_t vertex, NeighborSet neighbors, NeighborSet lower)
        {
          const bool inner = neighbors == all;
          const std::uint8_t type = inner
            ? innerTypes[lower]
            : TypeOf(grid.Dimension(), parts.Count(lower), parts.Count(neighbors & ~lower));
          if (type != Regular)
          {
            CriticalVertex critical;
            critical.Vertex = vertex;
            critical.Type = static_cast<CriticalType>(type);
            critical.OnBoundary = !inner;
            vertices.push_back(critical);
          }
        });
    });
  return Concatenate(found, execution);
}

} // namespace topology
} // namespace losslandscape
