// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Topology/MorseComplex.h"

#include "Core/Topology/ExtremalGraph.h"
#include "Core/Topology/Persistence.h"
#include "Core/Topology/Segmentation.h"
#include "Core/Topology/SeparatrixPaths.h"

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

/// Persistence of saddles, and which of them are cancelled.
struct SaddleFate
{
  explicit SaddleFate(std::size_t count) : Persistence(count, Infinity), Cancelled(count, 0) {}
  std::vector<double> Persistence;
  std::vector<std::uint8_t> Cancelled;
};

/// What is left of an extremal graph.
struct Survivors
{
  std::vector<std::int64_t> Extrema; ///< in the order of the sweep
  std::vector<double> Persistence;
};

class ComplexBuilder
{
public:
  ComplexBuilder(const ScalarField& field, double threshold, const Execution& execution)
    : Field(field), Threshold(threshold), Gradient(field, false, execution),
      EdgeFate(this->Gradient.CriticalEdges.size()),
      TriangleFate(this->Gradient.CriticalTriangles.size())
  {
  }

  MorseComplex Build(const Execution& execution)
  {
    const Survivors minima =
      this->Simplify(DescendingGraph(this->Gradient, execution.Part(0.0, 0.1)), this->EdgeFate);
    Survivors maxima =
      this->Simplify(AscendingGraph(this->Gradient, execution.Part(0.1, 0.2)), this->FacetFate());
    std::reverse(maxima.Extrema.begin(), maxima.Extrema.end());
    std::reverse(maxima.Persistence.begin(), maxima.Persistence.end());

    MorseComplex complex;
    complex.NumberOfMinima = static_cast<std::int64_t>(minima.Extrema.size());
    complex.NumberOfMaxima = static_cast<std::int64_t>(maxima.Extrema.size());
    complex.DescendingManifold =
      SegmentByMinima(this->Gradient, minima.Extrema, execution.Part(0.2, 0.35));
    complex.AscendingManifold =
      SegmentByMaxima(this->Gradient, maxima.Extrema, execution.Part(0.35, 0.6));
    this->AddCriticalCells(minima, maxima, complex);
    TraceSeparatrices(this->Gradient, this->Surviving(this->EdgeFate),
      this->Surviving(this->FacetFate()), maxima.Extrema, execution.Part(0.6, 1.0), complex);
    return complex;
  }

private:
  SaddleFate& FacetFate()
  {
    return this->Gradient.GetGrid().Dimension() == 2 ? this->EdgeFate : this->TriangleFate;
  }

  const std::vector<LowerStarCell>& SaddlesOf(const ExtremalGraph& graph) const
  {
    return graph.Ascending && this->Gradient.GetGrid().Dimension() == 3
      ? this->Gradient.CriticalTriangles
      : this->Gradient.CriticalEdges;
  }

  double ValueOf(const ExtremalGraph& graph, std::int64_t extremum) const
  {
    const std::int64_t id = graph.Extrema[extremum];
    return this->Field.Value(graph.Ascending ? this->Gradient.TopCell(id).Vertex : id);
  }

  /// Pairs extrema with saddles and cancels the pairs below the threshold.
  Survivors Simplify(const ExtremalGraph& graph, SaddleFate& saddles)
  {
    const auto merging = MergingArcs(graph);
    std::vector<std::uint8_t> cancelled(graph.Extrema.size(), 0);
    Survivors survivors;
    for (std::size_t i = 0; i < merging.size(); ++i)
    {
      double persistence = Infinity;
      if (merging[i] >= 0)
      {
        const std::int64_t saddle = graph.Arcs[merging[i]].Saddle;
        persistence = std::abs(this->Field.Value(this->SaddlesOf(graph)[saddle].Vertex) -
          this->ValueOf(graph, static_cast<std::int64_t>(i)));
        cancelled[i] = persistence < this->Threshold;
        saddles.Persistence[saddle] = persistence;
        saddles.Cancelled[saddle] = cancelled[i];
      }
      if (!cancelled[i])
      {
        survivors.Extrema.push_back(graph.Extrema[i]);
        survivors.Persistence.push_back(persistence);
      }
    }
    CancelExtrema(graph, merging, cancelled, this->Gradient);
    return survivors;
  }

  /// Indices of the saddles that are left, ascending.
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
    const auto vertices = this->Gradient.VerticesFromHighest(cell);
    Vector3 center = { 0.0, 0.0, 0.0 };
    for (int i = 0; i <= dimension; ++i)
    {
      const Vector3 position = this->Field.Position(vertices[i]);
      for (int axis = 0; axis < 3; ++axis)
      {
        center[axis] += position[axis] / (dimension + 1);
      }
    }
    complex.CriticalCells.push_back(
      { dimension, cell.Vertex, center, this->Field.Value(cell.Vertex),
        this->Gradient.GetGrid().OnBorder(cell.Vertex), persistence });
  }

  void AddCriticalCells(const Survivors& minima, const Survivors& maxima, MorseComplex& complex)
  {
    for (std::size_t i = 0; i < minima.Extrema.size(); ++i)
    {
      this->AddCell(0, { minima.Extrema[i], 0 }, minima.Persistence[i], complex);
    }
    for (const std::int64_t i : Surviving(this->EdgeFate))
    {
      this->AddCell(1, this->Gradient.CriticalEdges[i], this->EdgeFate.Persistence[i], complex);
    }
    for (const std::int64_t i : Surviving(this->TriangleFate))
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
