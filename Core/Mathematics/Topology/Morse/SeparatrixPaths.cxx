// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Morse/SeparatrixPaths.h"

#include <functional>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr std::int64_t SaddleGrain = 1 << 8; // paths may be as long as the image has points

/// The paths of some consecutive saddles. Pieces are joined in order at the end.
struct Piece
{
  std::vector<Separatrix> Lines; ///< First counts from the start of these Members
  std::vector<std::int64_t> Members;

  /// Adds a path, which has the members from `first` on.
  void AddLine(std::int64_t saddle, std::int64_t end, std::int64_t first, bool ascending)
  {
    Separatrix line;
    line.Saddle = saddle;
    line.End = end;
    line.First = first;
    line.Count = static_cast<std::int64_t>(this->Members.size()) - first;
    line.Ascending = ascending;
    this->Lines.push_back(line);
  }
};

void TraceDown(const DiscreteGradient& gradient, const LowerStarCell& edge, std::int64_t saddle,
  const MorseComplex& complex, Piece& piece)
{
  const std::int64_t ends[2] = { edge.Vertex,
    edge.Vertex + gradient.GetGrid().Offset(__builtin_ctz(edge.Others)) };
  for (std::int64_t vertex : ends)
  {
    const auto first = static_cast<std::int64_t>(piece.Members.size());
    piece.Members.push_back(vertex);
    while (gradient.Down[vertex] != DiscreteGradient::Critical)
    {
      vertex = gradient.NextDown(vertex);
      piece.Members.push_back(vertex);
    }
    piece.AddLine(saddle, complex.DescendingManifold[vertex], first, false);
  }
}

void TraceUp(const DiscreteGradient& gradient, const LowerStarCell& facet, std::int64_t saddle,
  const std::function<std::int64_t(std::int64_t)>& maximumAt, Piece& piece)
{
  for (std::int64_t cell : gradient.SidesOf(facet).Cell)
  {
    const auto first = static_cast<std::int64_t>(piece.Members.size());
    while (cell >= 0)
    {
      piece.Members.push_back(cell);
      if (gradient.Up[cell] == DiscreteGradient::Critical)
      {
        piece.AddLine(saddle, maximumAt(cell), first, true);
        break;
      }
      cell = gradient.NextUp(cell);
    }
    if (cell < 0)
    {
      piece.Members.resize(static_cast<std::size_t>(first));
    }
  }
}

void Append(std::vector<Piece>& pieces, MorseComplex& complex)
{
  std::size_t lines = complex.Separatrices.size();
  std::size_t members = complex.Paths.size();
  for (const auto& piece : pieces)
  {
    lines += piece.Lines.size();
    members += piece.Members.size();
  }
  complex.Separatrices.reserve(lines);
  complex.Paths.reserve(members);
  for (auto& piece : pieces)
  {
    const auto offset = static_cast<std::int64_t>(complex.Paths.size());
    for (auto& line : piece.Lines)
    {
      line.First += offset;
      complex.Separatrices.push_back(line);
    }
    complex.Paths.insert(complex.Paths.end(), piece.Members.begin(), piece.Members.end());
    piece = Piece();
  }
}

/// Calls `trace(i, piece)` for the i-th of the saddles, on several threads, and returns the pieces.
template <typename Trace>
std::vector<Piece> TraceAll(std::size_t count, const Execution& execution, Trace&& trace)
{
  const auto saddles = static_cast<std::int64_t>(count);
  std::vector<Piece> pieces((saddles + SaddleGrain - 1) / SaddleGrain);
  ParallelFor(saddles, SaddleGrain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      for (std::int64_t i = begin; i < end; ++i)
      {
        trace(i, pieces[begin / SaddleGrain]);
      }
      pieces[begin / SaddleGrain].Lines.shrink_to_fit();
      pieces[begin / SaddleGrain].Members.shrink_to_fit();
    });
  return pieces;
}

} // namespace

void TraceSeparatrices(const DiscreteGradient& gradient,
  const std::vector<std::int64_t>& descending, const std::vector<std::int64_t>& ascending,
  const std::function<std::int64_t(std::int64_t)>& maximumAt, const Execution& execution,
  MorseComplex& complex)
{
  const std::int64_t firstEdge = complex.NumberOfMinima;
  auto paths = TraceAll(descending.size(), execution.Part(0.0, 0.5),
    [&](std::int64_t i, Piece& piece)
    { TraceDown(gradient, gradient.CriticalEdges[descending[i]], firstEdge + i, complex, piece); });
  Append(paths, complex);

  const auto& facets = gradient.CriticalFacets();
  const bool volume = gradient.GetGrid().Dimension() == 3;
  const std::int64_t firstFacet =
    firstEdge + (volume ? static_cast<std::int64_t>(descending.size()) : 0);
  paths = TraceAll(ascending.size(), execution.Part(0.5, 1.0),
    [&](std::int64_t i, Piece& piece)
    { TraceUp(gradient, facets[ascending[i]], firstFacet + i, maximumAt, piece); });
  Append(paths, complex);
}

} // namespace topology
} // namespace losslandscape
