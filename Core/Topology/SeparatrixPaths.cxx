// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Topology/SeparatrixPaths.h"

#include <algorithm>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr std::int64_t SaddleGrain = 1 << 12;

/// Paths of some saddles, to be joined in order.
struct Paths
{
  std::vector<Separatrix> Lines; ///< First counts from the start of these Points
  std::vector<Vector3> Points;
  std::vector<double> Values;
};

class PathTracer
{
public:
  PathTracer(const DiscreteGradient& gradient, const std::vector<std::int64_t>& maxima,
    const MorseComplex& complex)
    : Gradient(gradient), Field(gradient.GetField()), Grid(gradient.GetGrid()), Complex(complex),
      FirstMaximum(static_cast<std::int64_t>(complex.CriticalCells.size() - maxima.size()))
  {
    for (std::size_t i = 0; i < maxima.size(); ++i)
    {
      this->MaximumIndex.emplace_back(maxima[i], static_cast<std::int64_t>(i));
    }
    std::sort(this->MaximumIndex.begin(), this->MaximumIndex.end());
  }

  void TraceDown(std::int64_t saddle, const LowerStarCell& edge, Paths& paths) const
  {
    const std::int64_t ends[2] = { edge.Vertex,
      edge.Vertex + this->Grid.Offset(__builtin_ctz(edge.Others)) };
    for (std::int64_t vertex : ends)
    {
      const auto first = static_cast<std::int64_t>(paths.Points.size());
      this->AddPoint(this->Gradient.VerticesFromHighest(edge).data(), 2, paths);
      this->AddPoint(&vertex, 1, paths);
      while (this->Gradient.Down[vertex] != DiscreteGradient::Critical)
      {
        const std::int64_t next = this->Gradient.NextDown(vertex);
        const std::int64_t between[2] = { vertex, next };
        this->AddPoint(between, 2, paths);
        this->AddPoint(&next, 1, paths);
        vertex = next;
      }
      const auto count = static_cast<std::int64_t>(paths.Points.size()) - first;
      paths.Lines.push_back(
        { false, saddle, this->Complex.DescendingManifold[vertex], first, count });
    }
  }

  void TraceUp(std::int64_t saddle, const LowerStarCell& facet, Paths& paths) const
  {
    for (std::int64_t cell : this->Gradient.SidesOf(facet).Cell)
    {
      const std::int64_t maximum = this->Gradient.MaximumAbove(cell);
      if (maximum < 0)
      {
        continue;
      }
      const int dimension = this->Grid.Dimension();
      const auto first = static_cast<std::int64_t>(paths.Points.size());
      this->AddPoint(this->Gradient.VerticesFromHighest(facet).data(), dimension, paths);
      this->AddPoint(this->Grid.CellVertices(cell).data(), dimension + 1, paths);
      while (cell != maximum)
      {
        this->AddFacetPoint(cell, paths);
        cell = this->Gradient.NextUp(cell);
        this->AddPoint(this->Grid.CellVertices(cell).data(), dimension + 1, paths);
      }
      const auto count = static_cast<std::int64_t>(paths.Points.size()) - first;
      paths.Lines.push_back({ true, saddle, this->IndexOfMaximum(cell), first, count });
    }
  }

private:
  std::int64_t IndexOfMaximum(std::int64_t cell) const
  {
    const auto found = std::lower_bound(
      this->MaximumIndex.begin(), this->MaximumIndex.end(), std::make_pair(cell, std::int64_t(0)));
    return this->FirstMaximum + found->second;
  }

  void AddFacetPoint(std::int64_t cell, Paths& paths) const
  {
    auto vertices = this->Grid.CellVertices(cell);
    const int dimension = this->Grid.Dimension();
    std::swap(vertices[this->Gradient.Up[cell]], vertices[dimension]);
    this->AddPoint(vertices.data(), dimension, paths);
  }

  /// Barycentre and mean value of some vertices.
  void AddPoint(const std::int64_t* vertices, int count, Paths& paths) const
  {
    Vector3 center = { 0.0, 0.0, 0.0 };
    double value = 0.0;
    for (int i = 0; i < count; ++i)
    {
      const Vector3 position = this->Field.Position(vertices[i]);
      for (int axis = 0; axis < 3; ++axis)
      {
        center[axis] += position[axis] / count;
      }
      value += this->Field.Value(vertices[i]) / count;
    }
    paths.Points.push_back(center);
    paths.Values.push_back(value);
  }

  const DiscreteGradient& Gradient;
  const ScalarField& Field;
  const Triangulation& Grid;
  const MorseComplex& Complex;
  const std::int64_t FirstMaximum;                                 ///< index into CriticalCells
  std::vector<std::pair<std::int64_t, std::int64_t>> MaximumIndex; ///< top cell, index
};

void Append(std::vector<Paths>& pieces, MorseComplex& complex)
{
  for (auto& piece : pieces)
  {
    const auto offset = static_cast<std::int64_t>(complex.Points.size());
    for (auto& line : piece.Lines)
    {
      line.First += offset;
      complex.Separatrices.push_back(line);
    }
    complex.Points.insert(complex.Points.end(), piece.Points.begin(), piece.Points.end());
    complex.Values.insert(complex.Values.end(), piece.Values.begin(), piece.Values.end());
    piece = Paths();
  }
}

/// `trace(i, paths)` for the i-th of the saddles.
template <typename Trace>
void TraceAll(std::size_t count, const Execution& execution, MorseComplex& complex, Trace&& trace)
{
  const auto saddles = static_cast<std::int64_t>(count);
  std::vector<Paths> pieces((saddles + SaddleGrain - 1) / SaddleGrain);
  ParallelFor(saddles, SaddleGrain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      for (std::int64_t i = begin; i < end; ++i)
      {
        trace(i, pieces[begin / SaddleGrain]);
      }
    });
  Append(pieces, complex);
}

} // namespace

void TraceSeparatrices(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& descending, const std::vector<std::int64_t>& ascending,
  const std::vector<std::int64_t>& maxima, const Execution& execution, MorseComplex& complex)
{
  const PathTracer tracer(gradient, maxima, complex);
  const std::int64_t firstEdge = complex.NumberOfMinima;
  TraceAll(descending.size(), execution.Part(0.0, 0.5), complex,
    [&](std::int64_t i, Paths& paths)
    { tracer.TraceDown(firstEdge + i, gradient.CriticalEdges[descending[i]], paths); });

  const bool volume = gradient.GetGrid().Dimension() == 3;
  const auto& facets = volume ? gradient.CriticalTriangles : gradient.CriticalEdges;
  const std::int64_t firstFacet =
    firstEdge + (volume ? static_cast<std::int64_t>(descending.size()) : 0);
  TraceAll(ascending.size(), execution.Part(0.5, 1.0), complex,
    [&](std::int64_t i, Paths& paths)
    { tracer.TraceUp(firstFacet + i, facets[ascending[i]], paths); });
}

} // namespace topology
} // namespace losslandscape
