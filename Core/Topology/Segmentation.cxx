// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Topology/Segmentation.h"

#include <limits>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr std::int64_t ReportEvery = 1 << 18;

/// Labels of nodes on paths that all end at a labelled node: each path is walked once.
template <typename Label, typename Next>
Label LabelAtEnd(std::vector<Label>& labels, std::int64_t start, Label unknown, Next&& next)
{
  std::int64_t node = start;
  while (node >= 0 && labels[node] == unknown)
  {
    node = next(node);
  }
  const Label label = node >= 0 ? labels[node] : Label(-1);
  for (node = start; node >= 0 && labels[node] == unknown; node = next(node))
  {
    labels[node] = label;
  }
  return label;
}

} // namespace

std::vector<std::int64_t> SegmentByMinima(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& minima, const Execution& execution)
{
  constexpr std::int64_t Unknown = -2;
  const auto points = static_cast<std::int64_t>(gradient.Down.size());
  std::vector<std::int64_t> labels(static_cast<std::size_t>(points), Unknown);
  for (std::size_t i = 0; i < minima.size(); ++i)
  {
    labels[minima[i]] = static_cast<std::int64_t>(i);
  }
  for (std::int64_t point = 0; point < points; ++point)
  {
    if (point % ReportEvery == 0)
    {
      ReportProgress(execution.Progress, static_cast<double>(point) / points);
    }
    if (gradient.Down[point] == DiscreteGradient::NotInDomain)
    {
      labels[point] = -1;
      continue;
    }
    LabelAtEnd(labels, point, Unknown, [&](std::int64_t at) { return gradient.NextDown(at); });
  }
  return labels;
}

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

  /// -1 if its highest neighbours make no top cell (beside cut-out points).
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
  std::vector<std::int64_t> OffsetOf; ///< of a cell of the star, by its other vertices
};

} // namespace

std::vector<std::int64_t> SegmentByMaxima(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& maxima, const Execution& execution)
{
  using CellLabel = std::int32_t; // there are several cells to a point
  constexpr CellLabel Unknown = -2;
  if (maxima.size() > std::size_t(std::numeric_limits<CellLabel>::max()))
  {
    throw Error("the landscape has too many maxima")
      .Expected("fewer than 2^31")
      .Found(std::to_string(maxima.size()))
      .Advice("raise the persistence threshold");
  }
  std::vector<CellLabel> cellLabels(gradient.Up.size(), Unknown);
  for (std::size_t i = 0; i < maxima.size(); ++i)
  {
    cellLabels[maxima[i]] = static_cast<CellLabel>(i);
  }
  const auto points = static_cast<std::int64_t>(gradient.Down.size());
  std::vector<std::int64_t> labels(static_cast<std::size_t>(points), -1);
  const Neighborhood around(gradient.GetField(), gradient.GetGrid());
  const HighestCell highestCell(gradient);
  for (std::int64_t begin = 0; begin < points; begin += ReportEvery)
  {
    ReportProgress(execution.Progress, static_cast<double>(begin) / points);
    around.VisitVertices(begin, std::min(begin + ReportEvery, points),
      [&](std::int64_t vertex, NeighborSet neighbors, NeighborSet)
      {
        const std::int64_t cell = highestCell(vertex, neighbors);
        labels[vertex] = LabelAtEnd(
          cellLabels, cell, Unknown, [&](std::int64_t at) { return gradient.NextUp(at); });
      });
  }
  return labels;
}

} // namespace topology
} // namespace losslandscape
