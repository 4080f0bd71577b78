// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Topology/ExtremalGraph.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr std::int64_t ReportEvery = 1 << 14;

std::vector<std::int64_t> WithCode(const std::vector<std::uint8_t>& codes, std::uint8_t code)
{
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < codes.size(); ++i)
  {
    if (codes[i] == code)
    {
      ids.push_back(static_cast<std::int64_t>(i));
    }
  }
  return ids;
}

/// The n-th arc of the sweep, for all n, on several threads.
template <typename MakeArc>
std::vector<ExtremalArc> MakeArcs(std::int64_t count, const Execution& execution, MakeArc&& makeArc)
{
  std::vector<ExtremalArc> arcs(static_cast<std::size_t>(count));
  ParallelFor(count, ReportEvery, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      for (std::int64_t i = begin; i < end; ++i)
      {
        arcs[i] = makeArc(i);
      }
    });
  return arcs;
}

std::int64_t FindRoot(std::vector<std::int64_t>& parent, std::int64_t node)
{
  while (parent[node] != node)
  {
    parent[node] = parent[parent[node]];
    node = parent[node];
  }
  return node;
}

/// Turns around the path down from a vertex to its minimum; the vertex itself goes `crossing`.
void TurnDownAround(DiscreteGradient& gradient, std::int64_t vertex, std::uint8_t crossing)
{
  for (;;)
  {
    const std::uint8_t code = std::exchange(gradient.Down[vertex], crossing);
    if (code == DiscreteGradient::Critical)
    {
      return;
    }
    vertex += gradient.GetGrid().Offset(code);
    crossing = static_cast<std::uint8_t>(gradient.GetGrid().Opposite(code));
  }
}

void TurnUpAround(DiscreteGradient& gradient, std::int64_t cell, std::uint8_t crossing)
{
  for (;;)
  {
    const std::uint8_t code = std::exchange(gradient.Up[cell], crossing);
    if (code == DiscreteGradient::Critical)
    {
      return;
    }
    cell = gradient.GetGrid().CellAcross(cell, code);
    crossing = static_cast<std::uint8_t>(gradient.GetGrid().CornerAcross(code));
  }
}

/// Arcs at each node, the outside being the last one: compressed rows.
struct Incidence
{
  std::vector<std::int64_t> First;
  std::vector<std::int64_t> Arc;
};

Incidence MakeIncidence(const ExtremalGraph& graph, const std::vector<std::int64_t>& arcs)
{
  const auto nodes = static_cast<std::int64_t>(graph.Extrema.size()) + 1;
  const auto node = [&](std::int64_t extremum) { return extremum >= 0 ? extremum : nodes - 1; };
  Incidence incidence;
  incidence.First.assign(static_cast<std::size_t>(nodes) + 1, 0);
  for (const std::int64_t arc : arcs)
  {
    for (const std::int64_t extremum : graph.Arcs[arc].Extremum)
    {
      ++incidence.First[node(extremum) + 1];
    }
  }
  std::partial_sum(incidence.First.begin(), incidence.First.end(), incidence.First.begin());
  incidence.Arc.resize(2 * arcs.size());
  std::vector<std::int64_t> next(incidence.First.begin(), incidence.First.end() - 1);
  for (const std::int64_t arc : arcs)
  {
    for (const std::int64_t extremum : graph.Arcs[arc].Extremum)
    {
      incidence.Arc[next[node(extremum)]++] = arc;
    }
  }
  return incidence;
}

} // namespace

ExtremalGraph DescendingGraph(
  const DiscreteGradient& gradient, const Execution& execution, std::vector<std::int64_t>& labels)
{
  ExtremalGraph graph;
  graph.Ascending = false;
  graph.Extrema = WithCode(gradient.Down, DiscreteGradient::Critical);
  const ScalarField& field = gradient.GetField();
  ParallelSort(graph.Extrema, execution.Part(0.0, 0.3),
    [&](std::int64_t a, std::int64_t b) { return field.Below(a, b); });
  labels = LabelVertices(gradient, graph.Extrema, execution.Part(0.3, 0.7));

  const Triangulation& grid = gradient.GetGrid();
  graph.Arcs = MakeArcs(static_cast<std::int64_t>(gradient.CriticalEdges.size()),
    execution.Part(0.7, 1.0),
    [&](std::int64_t saddle)
    {
      const auto& edge = gradient.CriticalEdges[saddle];
      const int n = __builtin_ctz(edge.Others);
      ExtremalArc arc;
      arc.Saddle = saddle;
      arc.Start = { edge.Vertex, edge.Vertex + grid.Offset(n) };
      arc.Crossing = { static_cast<std::uint8_t>(n), static_cast<std::uint8_t>(grid.Opposite(n)) };
      arc.Extremum = { labels[arc.Start[0]], labels[arc.Start[1]] };
      return arc;
    });
  return graph;
}

ExtremalGraph AscendingGraph(
  const DiscreteGradient& gradient, const Execution& execution, std::vector<CellLabel>& labels)
{
  ExtremalGraph graph;
  graph.Ascending = true;
  std::vector<std::pair<LowerStarCell, std::int64_t>> cells;
  for (const std::int64_t cell : WithCode(gradient.Up, DiscreteGradient::Critical))
  {
    cells.emplace_back(gradient.TopCell(cell), cell);
  }
  ParallelSort(cells, execution.Part(0.0, 0.3),
    [&](const auto& a, const auto& b) { return gradient.CellBelow(b.first, a.first); });
  for (const auto& cell : cells)
  {
    graph.Extrema.push_back(cell.second);
  }
  labels = LabelCells(gradient, graph.Extrema, execution.Part(0.3, 0.7));

  const auto& facets = gradient.CriticalFacets();
  const auto count = static_cast<std::int64_t>(facets.size());
  graph.Arcs = MakeArcs(count, execution.Part(0.7, 1.0),
    [&](std::int64_t i)
    {
      ExtremalArc arc;
      arc.Saddle = count - 1 - i;
      const auto sides = gradient.SidesOf(facets[arc.Saddle]);
      arc.Start = sides.Cell;
      arc.Crossing = sides.Corner;
      for (int side = 0; side < 2; ++side)
      {
        arc.Extremum[side] = sides.Cell[side] >= 0 ? labels[sides.Cell[side]] : -1;
      }
      return arc;
    });
  return graph;
}

std::vector<std::int64_t> MergingArcs(const ExtremalGraph& graph)
{
  // The outside is node 0 and older than all, extremum i is node i + 1.
  std::vector<std::int64_t> parent(graph.Extrema.size() + 1);
  std::iota(parent.begin(), parent.end(), 0);
  std::vector<std::int64_t> merging(graph.Extrema.size(), -1);
  for (std::size_t i = 0; i < graph.Arcs.size(); ++i)
  {
    const auto& ends = graph.Arcs[i].Extremum;
    const std::int64_t a = FindRoot(parent, ends[0] + 1);
    const std::int64_t b = FindRoot(parent, ends[1] + 1);
    if (a != b)
    {
      parent[std::max(a, b)] = std::min(a, b);
      merging[std::max(a, b) - 1] = static_cast<std::int64_t>(i);
    }
  }
  return merging;
}

std::vector<std::int64_t> CancelExtrema(const ExtremalGraph& graph,
  const std::vector<std::int64_t>& mergingArcs, const std::vector<std::uint8_t>& cancelled,
  DiscreteGradient& gradient)
{
  std::vector<std::int64_t> arcs;
  for (std::size_t i = 0; i < cancelled.size(); ++i)
  {
    if (cancelled[i])
    {
      arcs.push_back(mergingArcs[i]);
    }
  }
  // The cancelled arcs make a forest of basins with a surviving extremum or the outside in each
  // tree: from there on outward, each basin is made to flow over the arc that it was reached by.
  constexpr std::int64_t NotReached = -2;
  const Incidence incidence = MakeIncidence(graph, arcs);
  const auto outside = static_cast<std::int64_t>(cancelled.size());
  std::vector<std::int64_t> flowsTo(cancelled.size() + 1, NotReached);
  std::vector<std::int64_t> reached(1, outside);
  flowsTo[outside] = -1;
  for (std::int64_t i = 0; i < outside; ++i)
  {
    if (!cancelled[i])
    {
      flowsTo[i] = i;
      reached.push_back(i);
    }
  }
  for (std::size_t r = 0; r < reached.size(); ++r)
  {
    for (std::int64_t k = incidence.First[reached[r]]; k < incidence.First[reached[r] + 1]; ++k)
    {
      const auto& arc = graph.Arcs[incidence.Arc[k]];
      for (int side = 0; side < 2; ++side)
      {
        const std::int64_t basin = arc.Extremum[side];
        if (basin >= 0 && flowsTo[basin] == NotReached)
        {
          flowsTo[basin] = flowsTo[reached[r]];
          reached.push_back(basin);
          const auto turn = graph.Ascending ? TurnUpAround : TurnDownAround;
          turn(gradient, arc.Start[side], arc.Crossing[side]);
        }
      }
    }
  }
  flowsTo.pop_back();
  return flowsTo;
}

} // namespace topology
} // namespace losslandscape
