// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Morse/ExtremalGraph.h"

#include "Core/Mathematics/Topology/Field/UnionFind.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr std::int64_t SaddleGrain = 1 << 14;

/// Calls `visit(id)` for the critical vertices or top cells, ascending.
template <typename Visit>
void ForEachCritical(const std::vector<std::uint8_t>& codes, Visit&& visit)
{
  for (std::size_t i = 0; i < codes.size(); ++i)
  {
    if (codes[i] == DiscreteGradient::Critical)
    {
      visit(static_cast<std::int64_t>(i));
    }
  }
}

/// Makes the arcs of all saddles, on several threads.
template <typename MakeArc>
std::vector<ExtremalArc> MakeArcs(
  const std::vector<LowerStarCell>& saddles, const Execution& execution, MakeArc&& makeArc)
{
  std::vector<ExtremalArc> arcs(saddles.size());
  ParallelFor(static_cast<std::int64_t>(saddles.size()), SaddleGrain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      for (std::int64_t i = begin; i < end; ++i)
      {
        arcs[i] = makeArc(saddles[i]);
      }
    });
  return arcs;
}

/// An extremum with what it is sorted by, (value, vertex).
struct Extremum
{
  double Value;
  std::int64_t Vertex;
  std::int64_t Id;
};

std::vector<std::int64_t> SortedIds(
  std::vector<Extremum>& extrema, bool downward, const Execution& execution)
{
  ParallelSort(extrema, execution,
    [downward](const Extremum& a, const Extremum& b)
    {
      const Extremum& first = downward ? b : a;
      const Extremum& second = downward ? a : b;
      return first.Value != second.Value ? first.Value < second.Value
                                         : first.Vertex < second.Vertex;
    });
  std::vector<std::int64_t> ids(extrema.size());
  std::transform(
    extrema.begin(), extrema.end(), ids.begin(), [](const Extremum& e) { return e.Id; });
  return ids;
}

/// Turns around the path down from a vertex to its minimum. The vertex itself then goes in the
/// direction `crossing`.
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

/// The arcs at each node as compressed rows. Nodes are the extrema and, as the last one, the
/// outside.
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
  std::vector<Extremum> minima;
  ForEachCritical(gradient.Down,
    [&](std::int64_t vertex) {
      minima.push_back({ gradient.GetField().Value(vertex), vertex, vertex });
    });
  graph.Extrema = SortedIds(minima, false, execution.Part(0.0, 0.3));
  labels = LabelVertices(gradient, graph.Extrema, execution.Part(0.3, 0.7));

  const Triangulation& grid = gradient.GetGrid();
  graph.Arcs = MakeArcs(gradient.CriticalEdges, execution.Part(0.7, 1.0),
    [&](const LowerStarCell& edge)
    {
      const int n = __builtin_ctz(edge.Others);
      ExtremalArc arc;
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
  std::vector<Extremum> maxima;
  ForEachCritical(gradient.Up,
    [&](std::int64_t cell)
    {
      const std::int64_t vertex = gradient.TopCell(cell).Vertex;
      maxima.push_back({ gradient.GetField().Value(vertex), vertex, cell });
    });
  graph.Extrema = SortedIds(maxima, true, execution.Part(0.0, 0.3));
  labels = LabelCells(gradient, graph.Extrema, execution.Part(0.3, 0.7));

  graph.Arcs = MakeArcs(gradient.CriticalFacets(), execution.Part(0.7, 1.0),
    [&](const LowerStarCell& facet)
    {
      ExtremalArc arc;
      const auto sides = gradient.SidesOf(facet);
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

std::vector<std::int64_t> MergingSaddles(
  const ExtremalGraph& graph, const std::vector<std::int64_t>& order, const Execution& execution)
{
  // The outside is node 0, as it is older than all extrema; extremum i is node i + 1.
  std::vector<std::int64_t> parent(graph.Extrema.size() + 1);
  std::iota(parent.begin(), parent.end(), 0);
  std::vector<std::int64_t> merging(graph.Extrema.size(), -1);
  const auto count = static_cast<std::int64_t>(order.size());
  for (std::int64_t i = 0; i < count; ++i)
  {
    ReportStep(execution.Progress, i, count);
    const std::int64_t saddle = graph.Ascending ? order[count - 1 - i] : order[i];
    const auto& ends = graph.Arcs[saddle].Extremum;
    const std::int64_t a = FindRoot(parent, ends[0] + 1);
    const std::int64_t b = FindRoot(parent, ends[1] + 1);
    if (a != b)
    {
      parent[std::max(a, b)] = std::min(a, b);
      merging[std::max(a, b) - 1] = saddle;
    }
  }
  return merging;
}

std::vector<std::int64_t> CancelExtrema(const ExtremalGraph& graph,
  const std::vector<std::int64_t>& mergingSaddles, const std::vector<std::uint8_t>& cancelled,
  const Execution& execution, DiscreteGradient& gradient)
{
  std::vector<std::int64_t> arcs;
  for (std::size_t i = 0; i < cancelled.size(); ++i)
  {
    if (cancelled[i])
    {
      arcs.push_back(mergingSaddles[i]);
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
    ReportStep(execution.Progress, static_cast<std::int64_t>(r), outside + 1);
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
