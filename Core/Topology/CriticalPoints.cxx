// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Topology/CriticalPoints.h"

#include "Core/Topology/LocalFit.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr std::int64_t FitGrain = 256;

/// Raises the persistence of the two ends of each pair to the pair's.
void AddPersistence(const std::vector<PersistencePair>& pairs, std::vector<CriticalPoint>& points)
{
  const auto raise = [&](std::int64_t vertex, double persistence)
  {
    const auto found = std::lower_bound(points.begin(), points.end(), vertex,
      [](const CriticalPoint& point, std::int64_t id) { return point.Vertex < id; });
    if (found != points.end() && found->Vertex == vertex)
    {
      found->Persistence = std::max(found->Persistence, persistence);
    }
  };
  for (const auto& pair : pairs)
  {
    const double persistence =
      pair.Finite ? pair.Persistence : std::numeric_limits<double>::infinity();
    raise(pair.Birth, persistence);
    raise(pair.Death, persistence);
  }
}

/// A point of the domain without neighbours is a minimum that nothing ends, and in no pair.
bool IsIsolated(const ScalarField& field, const Triangulation& grid, std::int64_t vertex)
{
  for (int n = 0; n < grid.NumberOfNeighbors(); ++n)
  {
    if (grid.Present(vertex) >> n & 1 && field.InDomain(vertex + grid.Offset(n)))
    {
      return false;
    }
  }
  return true;
}

int MorseIndexOf(const LocalFit& fit, int dimension)
{
  int negative = 0;
  for (int e = 0; e < dimension; ++e)
  {
    // NaN, where nothing could be fitted, counts as undecided too.
    if (!(std::abs(fit.Eigenvalues[e]) > fit.EigenvalueErrors[e]))
    {
      return -1;
    }
    negative += fit.Eigenvalues[e] < 0.0;
  }
  return negative;
}

/// The index that a type stands for.
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

} // namespace

std::vector<CriticalPoint> FindCriticalPoints(
  const ScalarField& field, const CriticalPointOptions& options, const Execution& execution)
{
  const double threshold = AbsoluteThreshold(field, options.PersistenceThreshold, options.Relative);
  const Triangulation grid(field.Size());
  LocalFitter(field, grid, options.WindowRadius); // refuses a bad radius before the work

  std::vector<CriticalPoint> points;
  for (const auto& vertex : FindCriticalVertices(field, execution.Part(0.0, 0.1)))
  {
    CriticalPoint point = {};
    point.Vertex = vertex.Vertex;
    point.Type = vertex.Type;
    point.OnBoundary = vertex.OnBoundary;
    point.Value = field.Value(vertex.Vertex);
    point.Position = field.Position(vertex.Vertex);
    if (vertex.Type == CriticalType::Minimum && IsIsolated(field, grid, vertex.Vertex))
    {
      point.Persistence = std::numeric_limits<double>::infinity();
    }
    points.push_back(point);
  }
  AddPersistence(ComputePersistence(field, options.Pairing, execution.Part(0.1, 0.6)), points);
  points.erase(
    std::remove_if(points.begin(), points.end(),
      [&](const CriticalPoint& point)
      { return point.Persistence < threshold || (point.OnBoundary && !options.IncludeBoundary); }),
    points.end());

  ParallelFor(static_cast<std::int64_t>(points.size()), FitGrain, execution.Part(0.6, 1.0),
    [&](std::int64_t begin, std::int64_t end)
    {
      LocalFitter fitter(field, grid, options.WindowRadius);
      for (std::int64_t i = begin; i < end; ++i)
      {
        AddFit(fitter.Fit(points[i].Vertex), grid.Dimension(), options.SubCell, points[i]);
      }
    });
  return points;
}

} // namespace topology
} // namespace losslandscape
