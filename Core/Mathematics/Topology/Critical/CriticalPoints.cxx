// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Critical/CriticalPoints.h"

#include "Core/Mathematics/Topology/Field/LocalFit.h"
#include "Core/Mathematics/Topology/Field/Neighborhood.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr std::int64_t FitGrain = 16; // a fit can take some milliseconds

/// For each critical vertex the largest persistence of its pairs; 0 if it has none.
std::vector<double> PersistenceOf(const std::vector<CriticalVertex>& vertices,
  const std::vector<PersistencePair>& pairs, const Execution& execution)
{
  std::vector<double> persistence(vertices.size(), 0.0);
  const auto raise = [&](std::int64_t vertex, double value)
  {
    const auto found = std::lower_bound(vertices.begin(), vertices.end(), vertex,
      [](const CriticalVertex& critical, std::int64_t id) { return critical.Vertex < id; });
    if (found != vertices.end() && found->Vertex == vertex)
    {
      double& own = persistence[found - vertices.begin()];
      own = std::max(own, value);
    }
  };
  const auto count = static_cast<std::int64_t>(pairs.size());
  for (std::int64_t i = 0; i < count; ++i)
  {
    ReportStep(execution.Progress, i, count);
    const double value =
      pairs[i].Finite ? pairs[i].Persistence : std::numeric_limits<double>::infinity();
    raise(pairs[i].Birth, value);
    raise(pairs[i].Death, value);
  }
  return persistence;
}

int MorseIndexOf(const LocalFit& fit, int dimension)
{
  int negative = 0;
  for (int e = 0; e < dimension; ++e)
  {
    // The comparison is negated so that NaN, where nothing could be fitted, counts as undecided
    // too.
    if (!(std::abs(fit.Eigenvalues[e]) > fit.EigenvalueErrors[e]))
    {
      return -1;
    }
    negative += fit.Eigenvalues[e] < 0.0;
  }
  return negative;
}

/// The Morse index that a type stands for.
int IndexOf(CriticalType type, int dimension)
{
  switch (type)
  {
    case CriticalType::Maximum:
      return dimension;
    case CriticalType::Degenerate:
      return -2; // no Hessian agrees
    default:
      return static_cast<int>(type);
  }
}

void AddFit(const LocalFit& fit, int dimension, bool subCell, CriticalPoint& point)
{
  const auto& g = subCell ? fit.Gradient : fit.GradientAtPoint;
  point.GradientMagnitude = std::hypot(g[0], g[1], g[2]);
  if (subCell)
  {
    point.Position = fit.Position;
  }
  point.Eigenvalues = fit.Eigenvalues;
  point.Eigenvectors = fit.Eigenvectors;
  point.MorseIndex = fit.Valid ? MorseIndexOf(fit, dimension) : -1;
  point.IsMorse = point.MorseIndex == IndexOf(point.Type, dimension);
}

/// The vertices that the options let through, with their persistence but without a fit.
std::vector<CriticalPoint> SelectPoints(
  const ScalarField& field, const CriticalPointOptions& options, const Execution& execution)
{
  const double threshold = AbsoluteThreshold(field, options.PersistenceThreshold, options.Relative);
  const Triangulation grid(field.Size());
  const Neighborhood around(field, grid);
  const auto vertices = FindCriticalVertices(field, execution.Part(0.0, 0.15));
  const auto persistence =
    PersistenceOf(vertices, ComputePersistence(field, options.Pairing, execution.Part(0.15, 0.8)),
      execution.Part(0.8, 1.0));
  std::vector<CriticalPoint> points;
  for (std::size_t i = 0; i < vertices.size(); ++i)
  {
    CriticalPoint point = {};
    point.Vertex = vertices[i].Vertex;
    point.Type = vertices[i].Type;
    point.OnBoundary = vertices[i].OnBoundary;
    // A point without neighbours is in no pair: it is a minimum that never ends.
    point.Persistence =
      around.InDomain(point.Vertex) != 0 ? persistence[i] : std::numeric_limits<double>::infinity();
    if (point.Persistence >= threshold && (options.IncludeBoundary || !point.OnBoundary))
    {
      point.Value = field.Value(point.Vertex);
      point.Position = field.Position(point.Vertex);
      points.push_back(point);
    }
  }
  return points;
}

} // namespace

std::vector<CriticalPoint> FindCriticalPoints(
  const ScalarField& field, const CriticalPointOptions& options, const Execution& execution)
{
  const Triangulation grid(field.Size());
  const LocalFitter fitter(field, grid, options.WindowRadius);
  auto points = SelectPoints(field, options, execution.Part(0.0, 0.6));
  ParallelFor(static_cast<std::int64_t>(points.size()), FitGrain, execution.Part(0.6, 1.0),
    [&](std::int64_t begin, std::int64_t end)
    {
      for (std::int64_t i = begin; i < end; ++i)
      {
        AddFit(fitter.Fit(points[i].Vertex), grid.Dimension(), options.SubCell, points[i]);
      }
    });
  return points;
}

} // namespace topology
} // namespace losslandscape
