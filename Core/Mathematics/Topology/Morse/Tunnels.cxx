// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Morse/Tunnels.h"

#include "Core/Mathematics/Topology/Morse/ExtremalGraph.h"

#include <algorithm>
#include <unordered_map>

namespace losslandscape
{
namespace topology
{
namespace
{

/// An edge, given by its highest vertex and the neighbour at its other end.
struct Edge
{
  std::int64_t Vertex;
  int Neighbor;

  bool operator==(const Edge& other) const
  {
    return this->Vertex == other.Vertex && this->Neighbor == other.Neighbor;
  }
};

class TunnelSearch
{
public:
  TunnelSearch(const ScalarField& field, const DiscreteGradient& gradient)
    : Field(field), Grid(gradient.GetGrid()), Gradient(gradient)
  {
    for (int a = 0; a < MostNeighbors; ++a)
    {
      this->Between[a].fill(-1);
      for (int b = 0; b < MostNeighbors; ++b)
      {
        for (int n = 0; n < MostNeighbors; ++n)
        {
          const auto& from = this->Grid.Step(a);
          const auto& step = this->Grid.Step(n);
          const auto& to = this->Grid.Step(b);
          const bool leads =
            from[0] + step[0] == to[0] && from[1] + step[1] == to[1] && from[2] + step[2] == to[2];
          this->Between[a][b] = leads ? n : this->Between[a][b];
        }
      }
    }
  }

  /// Finds the edge whose appearance opened the tunnel that this triangle closes. Returns false if
  /// it closes none.
  bool Reduce(const LowerStarCell& triangle, Edge& opening)
  {
    this->Chain.clear();
    this->AddTriangle(
      triangle.Vertex, __builtin_ctz(triangle.Others), 31 - __builtin_clz(triangle.Others));
    Edge highest;
    while (this->PopHighest(highest))
    {
      const std::uint8_t partner = this->PartnerOf(highest);
      if (partner < MostNeighbors)
      {
        // The edge was popped and is put back, so that it cancels with itself as an edge of the
        // triangle.
        this->Push(highest);
        this->AddTriangle(highest.Vertex, highest.Neighbor, partner);
        continue;
      }
      const auto known = this->Columns.find(this->KeyOf(highest));
      if (known == this->Columns.end())
      {
        opening = highest;
        this->Store(highest);
        return true;
      }
      this->Push(highest);
      for (const Edge& edge : known->second)
      {
        this->Push(edge);
      }
    }
    return false;
  }

private:
  std::int64_t KeyOf(const Edge& edge) const { return edge.Vertex * MostNeighbors + edge.Neighbor; }

  std::uint8_t PartnerOf(const Edge& edge) const
  {
    return this->Gradient.Partner[this->KeyOf(edge)];
  }

  /// The order in which edges appear, refined so that, of the edges that appear with one vertex,
  /// those that the gradient moves away come off the heap first, and critical ones are left.
  bool Before(const Edge& a, const Edge& b) const
  {
    if (a.Vertex != b.Vertex)
    {
      return this->Field.Below(a.Vertex, b.Vertex);
    }
    const bool movesA = this->PartnerOf(a) < MostNeighbors;
    const bool movesB = this->PartnerOf(b) < MostNeighbors;
    if (movesA != movesB)
    {
      return movesB;
    }
    return this->Field.Below(
             a.Vertex + this->Grid.Offset(a.Neighbor), b.Vertex + this->Grid.Offset(b.Neighbor)) ||
      (this->Grid.Offset(a.Neighbor) == this->Grid.Offset(b.Neighbor) && a.Neighbor < b.Neighbor);
  }

  void Push(const Edge& edge)
  {
    this->Chain.push_back(edge);
    std::push_heap(this->Chain.begin(), this->Chain.end(),
      [this](const Edge& a, const Edge& b) { return this->Before(a, b); });
  }

  Edge PopOne()
  {
    std::pop_heap(this->Chain.begin(), this->Chain.end(),
      [this](const Edge& a, const Edge& b) { return this->Before(a, b); });
    const Edge edge = this->Chain.back();
    this->Chain.pop_back();
    return edge;
  }

  /// Takes the highest edge that is in the chain an odd number of times off it. Returns false if
  /// there is none.
  bool PopHighest(Edge& highest)
  {
    while (!this->Chain.empty())
    {
      highest = this->PopOne();
      if (this->Chain.empty() || !(this->Chain.front() == highest))
      {
        return true;
      }
      this->PopOne();
    }
    return false;
  }

  /// Adds the three edges of a triangle to the chain. `vertex` is the highest vertex of the
  /// triangle, `a` and `b` are the neighbours of it that are the other two.
  void AddTriangle(std::int64_t vertex, int a, int b)
  {
    this->Push({ vertex, a });
    this->Push({ vertex, b });
    const std::int64_t atA = vertex + this->Grid.Offset(a);
    const std::int64_t atB = vertex + this->Grid.Offset(b);
    const int step = this->Between[a][b];
    this->Push(
      this->Field.Below(atB, atA) ? Edge{ atA, step } : Edge{ atB, this->Grid.Opposite(step) });
  }

  /// Keeps what is left of the chain as the column of `opening`, each edge once.
  void Store(const Edge& opening)
  {
    std::vector<Edge>& column = this->Columns[this->KeyOf(opening)];
    column.push_back(opening);
    Edge edge;
    while (this->PopHighest(edge))
    {
      column.push_back(edge);
    }
  }

  const ScalarField& Field;
  const Triangulation& Grid;
  const DiscreteGradient& Gradient;
  std::array<std::array<int, MostNeighbors>, MostNeighbors> Between; ///< the step from a to b
  std::vector<Edge> Chain;                                           ///< heap, highest first
  std::unordered_map<std::int64_t, std::vector<Edge>> Columns;       ///< by opening edge
};

/// For each critical triangle 1 if it encloses a void, else 0. These are the triangles where a hill
/// meets an older one, or the outside, as the level falls. All others close tunnels.
std::vector<std::uint8_t> ClosingVoids(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& order, const Execution& execution)
{
  std::vector<std::uint8_t> closing(gradient.CriticalTriangles.size(), 0);
  std::vector<CellLabel> labels;
  const auto hills = AscendingGraph(gradient, execution.Part(0.0, 0.8), labels);
  for (const std::int64_t triangle : MergingSaddles(hills, order, execution.Part(0.8, 1.0)))
  {
    if (triangle >= 0)
    {
      closing[triangle] = 1;
    }
  }
  return closing;
}

} // namespace

std::vector<std::pair<std::int64_t, std::int64_t>> FindTunnels(
  const ScalarField& field, const Execution& execution)
{
  const DiscreteGradient gradient(field, true, execution.Part(0.0, 0.3));
  const auto order = gradient.SweepOrder(gradient.CriticalTriangles, execution.Part(0.3, 0.4));
  const auto closingVoid = ClosingVoids(gradient, order, execution.Part(0.4, 0.5));
  TunnelSearch search(field, gradient);
  std::vector<std::pair<std::int64_t, std::int64_t>> tunnels;
  double done = 0.0;
  for (const std::int64_t i : order)
  {
    ReportProgress(execution.Progress, 0.5 + 0.5 * done++ / static_cast<double>(order.size()));
    const LowerStarCell& triangle = gradient.CriticalTriangles[i];
    Edge opening;
    if (!closingVoid[i] && search.Reduce(triangle, opening) && opening.Vertex != triangle.Vertex)
    {
      tunnels.emplace_back(opening.Vertex, triangle.Vertex);
    }
  }
  return tunnels;
}

} // namespace topology
} // namespace losslandscape
