// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Morse/Valleys.h"

#include "Core/Mathematics/Topology/Critical/ComponentSweep.h"

#include <algorithm>

namespace losslandscape
{
namespace topology
{
namespace
{

/// Finds all minima, by vertex.
std::vector<Valley> FindMinima(const ScalarField& field, const Execution& execution)
{
  const Triangulation grid(field.Size());
  const Neighborhood around(field, grid);
  const std::int64_t points = field.NumberOfPoints();
  std::vector<std::vector<Valley>> found((points + VertexGrain - 1) / VertexGrain);
  ParallelFor(points, VertexGrain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      around.VisitVertices(begin, end,
        [&](std::int64_t vertex, NeighborSet, NeighborSet lower)
        {
          if (lower == 0)
          {
            found[begin / VertexGrain].push_back({ vertex });
          }
        });
    });
  return Concatenate(found, execution);
}

} // namespace

std::vector<Valley> FindValleys(
  const ScalarField& field, double threshold, const Execution& execution)
{
  std::vector<Valley> valleys = FindMinima(field, execution.Part(0.0, 0.1));
  const auto find = [&](std::int64_t minimum) -> Valley&
  {
    return *std::lower_bound(valleys.begin(), valleys.end(), minimum,
      [](const Valley& valley, std::int64_t vertex) { return valley.Minimum < vertex; });
  };
  ComponentSweep sweep(field, ComponentSweep::Direction::Up, false, execution.Part(0.1, 0.5));
  sweep.Run(
    [&](std::int64_t minimum, std::int64_t saddle)
    {
      Valley& younger = find(minimum);
      younger.Persistence = field.Value(saddle) - field.Value(minimum);
      Valley& older = find(sweep.ComponentOf(minimum));
      if (younger.Persistence >= threshold)
      {
        younger.Spill = younger.Spill < 0 ? saddle : younger.Spill;
        older.Spill = older.Spill < 0 ? saddle : older.Spill;
      }
    },
    execution.Part(0.5, 1.0));
  valleys.erase(std::remove_if(valleys.begin(), valleys.end(),
                  [&](const Valley& valley) { return valley.Persistence < threshold; }),
    valleys.end());
  std::sort(valleys.begin(), valleys.end(),
    [&](const Valley& a, const Valley& b) { return field.Below(a.Minimum, b.Minimum); });
  return valleys;
}

} // namespace topology
} // namespace losslandscape
