// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Morse/Segmentation.h"

#include <limits>
#include <string>

namespace losslandscape
{
namespace topology
{
namespace
{

/// Finds the highest top cell at a vertex.
class HighestCell
{
public:
  explicit HighestCell(const DiscreteGradient& gradient)
    : Grid(gradient.GetGrid()), Around(gradient.GetField(), gradient.GetGrid()),
      OffsetOf(std::size_t(gradient.GetGrid().AllNeighbors()) + 1, 0)
  {
    for (const auto& star : this->Grid.Star())
    {
      this->OffsetOf[star.Others] = star.CellOffset;
    }
  }

  /// The id of the highest top cell at a vertex; -1 if its highest neighbours make no top cell
  /// (beside cut-out points).
  std::int64_t operator()(std::int64_t vertex, NeighborSet neighbors) const
  {
    NeighborSet others = 0;
    for (int d = 0; d < this->Grid.Dimension(); ++d)
    {
      if (neighbors == 0)
      {
        return -1;
      }
      const int highest = this->Around.Highest(vertex, neighbors);
      others |= NeighborSet(1) << highest;
      neighbors &= this->Grid.LinkNeighbors(highest);
    }
    return vertex * this->Grid.CellsPerVertex() + this->OffsetOf[others];
  }

private:
  const Triangulation& Grid;
  const Neighborhood Around;
  std::vector<std::int64_t> OffsetOf; ///< CellOffset of a cell of the star, by its other vertices
};

/// Labels nodes by the index of the one among `ends` at which their path ends. `next` gives the
/// next node of a path; -1 where it leaves the domain. Each path is walked once. Nodes with the
/// code NotInDomain get -1.
template <typename Label, typename Next>
void LabelPaths(const std::vector<std::uint8_t>& codes, const std::vector<std::int64_t>& ends,
  const Execution& execution, std::vector<Label>& labels, Next&& next)
{
  constexpr Label Unknown = -2;
  const auto count = static_cast<std::int64_t>(codes.size());
  labels.assign(codes.size(), Unknown);
  for (std::size_t i = 0; i < ends.size(); ++i)
  {
    labels[ends[i]] = static_cast<Label>(i);
  }
  for (std::int64_t start = 0; start < count; ++start)
  {
    ReportStep(execution.Progress, start, count);
    if (codes[start] == DiscreteGradient::NotInDomain)
    {
      labels[start] = -1;
      continue;
    }
    std::int64_t node = start;
    while (node >= 0 && labels[node] == Unknown)
    {
      node = next(node);
    }
    const Label label = node >= 0 ? labels[node] : Label(-1);
    for (node = start; node >= 0 && labels[node] == Unknown; node = next(node))
    {
      labels[node] = label;
    }
  }
}

} // namespace

std::vector<std::int64_t> LabelVertices(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& minima, const Execution& execution)
{
  std::vector<std::int64_t> labels;
  LabelPaths(gradient.Down, minima, execution, labels,
    [&](std::int64_t vertex) { return gradient.NextDown(vertex); });
  return labels;
}

std::vector<CellLabel> LabelCells(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& maxima, const Execution& execution)
{
  if (maxima.size() > std::size_t(std::numeric_limits<CellLabel>::max()))
  {
    throw Error("the landscape has too many maxima")
      .Expected("fewer than 2^31")
      .Found(std::to_string(maxima.size()))
      .Advice("smooth it, or cut it into parts");
  }
  std::vector<CellLabel> labels;
  LabelPaths(gradient.Up, maxima, execution, labels,
    [&](std::int64_t cell) { return gradient.NextUp(cell); });
  return labels;
}

std::vector<std::int64_t> LabelVerticesByCells(const DiscreteGradient& gradient,
  const std::vector<CellLabel>& cellLabels, const Execution& execution)
{
  const auto points = static_cast<std::int64_t>(gradient.Down.size());
  std::vector<std::int64_t> labels(static_cast<std::size_t>(points), -1);
  const Neighborhood around(gradient.GetField(), gradient.GetGrid());
  const HighestCell highestCell(gradient);
  ParallelFor(points, VertexGrain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      around.VisitVertices(begin, end,
        [&](std::int64_t vertex, NeighborSet neighbors, NeighborSet)
        {
          const std::int64_t cell = highestCell(vertex, neighbors);
          labels[vertex] = cell >= 0 ? cellLabels[cell] : -1;
        });
    });
  return labels;
}

} // namespace topology
} // namespace losslandscape
