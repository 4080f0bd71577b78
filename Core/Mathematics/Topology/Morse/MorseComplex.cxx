// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Morse/MorseComplex.h"

#include "Core/Mathematics/Topology/Critical/Persistence.h"
#include "Core/Mathematics/Topology/Morse/ExtremalGraph.h"
#include "Core/Mathematics/Topology/Morse/Segmentation.h"
#include "Core/Mathematics/Topology/Morse/SeparatrixPaths.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr double Infinity = std::numeric_limits<double>::infinity();

/// For each saddle its persistence, and whether it is cancelled.
struct SaddleFate
{
  explicit SaddleFate(std::size_t count) : Persistence(count, Infinity), Cancelled(count, 0) {}
  std::vector<double> Persistence;
  std::vector<std::uint8_t> Cancelled;
};

/// The extrema that are left of an extremal graph, in the order of the sweep.
struct Survivors
{
  std::vector<std::int64_t> Extrema;
  std::vector<double> Persistence;
  std::vector<std::int64_t>
    NewIndex; ///< for each former extremum the index of the one its basin flows to; -1 without one
};

/// Reverses the order of survivors, so that those of a downward sweep are numbered from low to
/// high.
void Reverse(Survivors& survivors)
{
  std::reverse(survivors.Extrema.begin(), survivors.Extrema.end());
  std::reverse(survivors.Persistence.begin(), survivors.Persistence.end());
  const auto last = static_cast<std::int64_t>(survivors.Extrema.size()) - 1;
  for (auto& index : survivors.NewIndex)
  {
    index = index >= 0 ? last - index : -1;
  }
}

template <typename Label>
void Renumber(
  std::vector<Label>& labels, const std::vector<std::int64_t>& newIndex, const Execution& execution)
{
  ParallelFor(static_cast<std::int64_t>(labels.size()), VertexGrain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      for (std::int64_t i = begin; i < end; ++i)
      {
        labels[i] = labels[i] >= 0 ? static_cast<Label>(newIndex[labels[i]]) : Label(-1);
      }
    });
}

class ComplexBuilder
{
public:
  ComplexBuilder(const ScalarField& field, double threshold, const Execution& execution)
    : Field(field), Threshold(threshold), Gradient(field, false, execution.Part(0.0, 0.7)),
      EdgeFate(this->Gradient.CriticalEdges.size()),
      TriangleFate(this->Gradient.CriticalTriangles.size())
  {
    this->EdgeOrder =
      this->Gradient.SweepOrder(this->Gradient.CriticalEdges, execution.Part(0.7, 0.9));
    this->TriangleOrder =
      this->Gradient.SweepOrder(this->Gradient.CriticalTriangles, execution.Part(0.9, 1.0));
  }

  MorseComplex Build(const Execution& execution)
  {
    MorseComplex complex;
    const Survivors minima = this->SimplifyMinima(execution.Part(0.0, 0.3), complex);
    std::vector<CellLabel> cellLabels;
    const Survivors maxima = this->SimplifyMaxima(execution.Part(0.3, 0.7), cellLabels, complex);
    const auto edges = Surviving(this->EdgeFate);
    const auto triangles = Surviving(this->TriangleFate);
    const auto firstMaximum =
      static_cast<std::int64_t>(minima.Extrema.size() + edges.size() + triangles.size());
    const bool plane = this->Gradient.GetGrid().Dimension() == 2;
    TraceSeparatrices(
      this->Gradient, edges, plane ? edges : triangles,
      [&](std::int64_t cell) { return firstMaximum + cellLabels[cell]; }, execution.Part(0.7, 1.0),
      complex);
    this->AddCriticalCells(minima, edges, triangles, maxima, complex);
    return complex;
  }

private:
  Survivors SimplifyMinima(const Execution& execution, MorseComplex& complex)
  {
    const auto graph =
      DescendingGraph(this->Gradient, execution.Part(0.0, 0.6), complex.DescendingManifold);
    Survivors minima = this->Simplify(graph, this->Gradient.CriticalEdges, this->EdgeOrder,
      execution.Part(0.6, 0.9), this->EdgeFate);
    Renumber(complex.DescendingManifold, minima.NewIndex, execution.Part(0.9, 1.0));
    complex.NumberOfMinima = static_cast<std::int64_t>(minima.Extrema.size());
    return minima;
  }

  Survivors SimplifyMaxima(
    const Execution& execution, std::vector<CellLabel>& cellLabels, MorseComplex& complex)
  {
    const auto graph = AscendingGraph(this->Gradient, execution.Part(0.0, 0.4), cellLabels);
    const bool plane = this->Gradient.GetGrid().Dimension() == 2;
    Survivors maxima = this->Simplify(graph, this->Gradient.CriticalFacets(),
      plane ? this->EdgeOrder : this->TriangleOrder, execution.Part(0.4, 0.6), this->FacetFate());
    Reverse(maxima);
    Renumber(cellLabels, maxima.NewIndex, execution.Part(0.6, 0.7));
    complex.AscendingManifold =
      LabelVerticesByCells(this->Gradient, cellLabels, execution.Part(0.7, 1.0));
    complex.NumberOfMaxima = static_cast<std::int64_t>(maxima.Extrema.size());
    return maxima;
  }

  SaddleFate& FacetFate()
  {
    return this->Gradient.GetGrid().Dimension() == 2 ? this->EdgeFate : this->TriangleFate;
  }

  double ValueOf(const ExtremalGraph& graph, std::int64_t extremum) const
  {
    const std::int64_t id = graph.Extrema[extremum];
    return this->Field.Value(graph.Ascending ? this->Gradient.TopCell(id).Vertex : id);
  }

  /// Pairs extrema with saddles and cancels the pairs below the threshold.
  Survivors Simplify(const ExtremalGraph& graph, const std::vector<LowerStarCell>& saddles,
    const std::vector<std::int64_t>& order, const Execution& execution, SaddleFate& fate)
  {
    const auto merging = MergingSaddles(graph, order, execution.Part(0.0, 0.4));
    std::vector<std::uint8_t> cancelled(graph.Extrema.size(), 0);
    std::vector<std::int64_t> rank(graph.Extrema.size(), -1);
    Survivors survivors;
    const auto extrema = static_cast<std::int64_t>(merging.size());
    const Execution second = execution.Part(0.4, 0.6);
    for (std::int64_t i = 0; i < extrema; ++i)
    {
      ReportStep(second.Progress, i, extrema);
      double persistence = Infinity;
      if (merging[i] >= 0)
      {
        const std::int64_t saddle = merging[i];
        persistence = std::abs(this->Field.Value(saddles[saddle].Vertex) - this->ValueOf(graph, i));
        cancelled[i] = persistence < this->Threshold;
        fate.Persistence[saddle] = persistence;
        fate.Cancelled[saddle] = cancelled[i];
      }
      if (!cancelled[i])
      {
        rank[i] = static_cast<std::int64_t>(survivors.Extrema.size());
        survivors.Extrema.push_back(graph.Extrema[i]);
        survivors.Persistence.push_back(persistence);
      }
    }
    survivors.NewIndex =
      CancelExtrema(graph, merging, cancelled, execution.Part(0.6, 1.0), this->Gradient);
    for (auto& index : survivors.NewIndex)
    {
      index = index >= 0 ? rank[index] : -1;
    }
    return survivors;
  }

  /// The indices of the saddles that are left, ascending.
  static std::vector<std::int64_t> Surviving(const SaddleFate& fate)
  {
    std::vector<std::int64_t> indices;
    for (std::size_t i = 0; i < fate.Cancelled.size(); ++i)
    {
      if (!fate.Cancelled[i])
      {
        indices.push_back(static_cast<std::int64_t>(i));
      }
    }
    return indices;
  }

  void AddCell(int dimension, const LowerStarCell& cell, double persistence, MorseComplex& complex)
  {
    complex.CriticalCells.push_back({ cell.Vertex, cell.Others, static_cast<std::int8_t>(dimension),
      this->Gradient.GetGrid().OnBorder(cell.Vertex), persistence });
  }

  void AddCriticalCells(const Survivors& minima, const std::vector<std::int64_t>& edges,
    const std::vector<std::int64_t>& triangles, const Survivors& maxima, MorseComplex& complex)
  {
    complex.CriticalCells.reserve(
      minima.Extrema.size() + edges.size() + triangles.size() + maxima.Extrema.size());
    for (std::size_t i = 0; i < minima.Extrema.size(); ++i)
    {
      this->AddCell(0, { minima.Extrema[i], 0 }, minima.Persistence[i], complex);
    }
    for (const std::int64_t i : edges)
    {
      this->AddCell(1, this->Gradient.CriticalEdges[i], this->EdgeFate.Persistence[i], complex);
    }
    for (const std::int64_t i : triangles)
    {
      this->AddCell(
        2, this->Gradient.CriticalTriangles[i], this->TriangleFate.Persistence[i], complex);
    }
    for (std::size_t i = 0; i < maxima.Extrema.size(); ++i)
    {
      this->AddCell(this->Gradient.GetGrid().Dimension(), this->Gradient.TopCell(maxima.Extrema[i]),
        maxima.Persistence[i], complex);
    }
  }

  const ScalarField& Field;
  const double Threshold;
  DiscreteGradient Gradient;
  std::vector<std::int64_t> EdgeOrder; ///< critical edges from low to high
  std::vector<std::int64_t> TriangleOrder;
  SaddleFate EdgeFate;
  SaddleFate TriangleFate; ///< volumes only
};

} // namespace

MorseComplex ComputeMorseComplex(
  const ScalarField& field, const MorseComplexOptions& options, const Execution& execution)
{
  const double threshold = AbsoluteThreshold(field, options.PersistenceThreshold, options.Relative);
  if (field.NumberOfPoints() == field.NumberOfNonFinite())
  {
    MorseComplex empty;
    empty.DescendingManifold.assign(static_cast<std::size_t>(field.NumberOfPoints()), -1);
    empty.AscendingManifold = empty.DescendingManifold;
    return empty;
  }
  const int dimension = Triangulation(field.Size()).Dimension();
  if (dimension < 2)
  {
    const auto& size = field.Size();
    throw Error("a Morse complex needs a plane or a volume")
      .Expected("at least two axes with more than one point")
      .Found(std::to_string(size[0]) + " x " + std::to_string(size[1]) + " x " +
        std::to_string(size[2]) + " points")
      .Advice("for a line use Landscape Critical Points");
  }
  return ComplexBuilder(field, threshold, execution.Part(0.0, 0.4)).Build(execution.Part(0.4, 1.0));
}

} // namespace topology
} // namespace losslandscape
