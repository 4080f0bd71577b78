// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Flat/FlatRegions.h"

#include "Core/Mathematics/Topology/Critical/Persistence.h"
#include "Core/Mathematics/Topology/Field/PrincipalAxes.h"
#include "Core/Mathematics/Topology/Flat/InscribedBall.h"
#include "Core/Mathematics/Topology/Flat/SublevelMoments.h"
#include "Core/Mathematics/Topology/Morse/Valleys.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double Pi = 3.14159265358979323846;
constexpr std::int64_t ReportEvery = 1 << 18;

class RegionFinder
{
public:
  RegionFinder(const ScalarField& field, const FlatRegionOptions& options)
    : Field(field), Options(options), Grid(field.Size()), Around(this->Field, this->Grid),
      Owner(static_cast<std::size_t>(field.NumberOfPoints()), -1)
  {
  }

  /// Walks through the region of a valley and measures it. `number` marks its points and must not
  /// have been used before.
  FlatRegion Measure(const Valley& valley, std::int64_t number, const Execution& execution)
  {
    FlatRegion region = {};
    region.Minimum = valley.Minimum;
    region.MinimumValue = this->Field.Value(valley.Minimum);
    region.Persistence = valley.Persistence;

    SublevelPart part;
    part.Points = this->Flood(valley, number, execution.Part(0.0, 0.3));
    part.Level = region.Level = this->ReachedLevel(valley, part.Points);
    part.Contains = [this, number](std::int64_t point) { return this->Owner[point] == number; };
    region.NumberOfPoints = static_cast<std::int64_t>(part.Points.size());
    region.TouchesBorder = std::any_of(part.Points.begin(), part.Points.end(),
      [this](std::int64_t point)
      { return this->Around.InDomain(point) != this->Grid.AllNeighbors(); });
    this->AddMoments(part, execution.Part(0.3, 0.6), region);
    region.InscribedRadius =
      InscribedRadius(this->Field, this->Grid, part, execution.Part(0.6, 1.0));
    this->Points = std::move(part.Points);
    return region;
  }

  /// The points of the region that was measured last.
  const std::vector<std::int64_t>& LastPoints() const { return this->Points; }
  /// The level of a valley's region; infinite if nothing bounds the region.
  double LevelOf(const Valley& valley) const
  {
    const double low = this->Field.Value(valley.Minimum);
    switch (this->Options.Mode)
    {
      case FlatTolerance::Absolute:
        return low + this->Options.Tolerance;
      case FlatTolerance::Relative:
        return low + this->Options.Tolerance * this->Field.Range();
      default:
        return valley.Spill >= 0 ? this->Field.Value(valley.Spill) : Infinity;
    }
  }

private:
  double ReachedLevel(const Valley& valley, const std::vector<std::int64_t>& points) const
  {
    if (this->Options.Mode != FlatTolerance::UntilSaddle || valley.Spill >= 0)
    {
      return this->LevelOf(valley);
    }
    const auto below = [this](std::int64_t a, std::int64_t b)
    { return this->Field.Value(a) < this->Field.Value(b); };
    return this->Field.Value(*std::max_element(points.begin(), points.end(), below));
  }

  std::vector<std::int64_t> Flood(
    const Valley& valley, std::int64_t number, const Execution& execution)
  {
    const double level = this->LevelOf(valley);
    const bool strict = this->Options.Mode == FlatTolerance::UntilSaddle && valley.Spill >= 0;
    const auto belongs = [&](std::int64_t point)
    { return strict ? this->Field.Below(point, valley.Spill) : this->Field.Value(point) <= level; };
    std::vector<std::int64_t> points(1, valley.Minimum);
    this->Owner[valley.Minimum] = number;
    for (std::size_t next = 0; next < points.size(); ++next)
    {
      if (next % ReportEvery == 0)
      {
        ReportProgress(execution.Progress, 0.0);
      }
      const std::int64_t point = points[next];
      ForEachNeighbor(this->Around.InDomain(point),
        [&](int n)
        {
          const std::int64_t neighbor = point + this->Grid.Offset(n);
          if (this->Owner[neighbor] != number && belongs(neighbor))
          {
            this->Owner[neighbor] = number;
            points.push_back(neighbor);
          }
        });
    }
    return points;
  }

  /// Adds the moments of all cells that reach into the region. Each cell is met at its lowest
  /// vertex, so that it is added once.
  void AddMoments(const SublevelPart& part, const Execution& execution, FlatRegion& region) const
  {
    const int dimension = this->Grid.Dimension();
    SublevelMoments moments(dimension, part.Level);
    const Vector3 origin = this->Field.Position(region.Minimum);
    std::int64_t done = 0;
    for (const std::int64_t point : part.Points)
    {
      if (done++ % ReportEvery == 0)
      {
        ReportProgress(
          execution.Progress, static_cast<double>(done) / static_cast<double>(part.Points.size()));
      }
      const NeighborSet neighbors = this->Around.InDomain(point);
      const NeighborSet higher = neighbors & ~this->Around.Lower(point, neighbors);
      for (const auto& cell : this->Grid.Star())
      {
        if ((cell.Others & higher) != cell.Others)
        {
          continue;
        }
        std::array<SimplexCorner, 4> corners;
        for (int c = 0; c <= dimension; ++c)
        {
          const std::int64_t vertex =
            cell.Corner[c] < 0 ? point : point + this->Grid.Offset(cell.Corner[c]);
          corners[c] = { this->Local(vertex, origin), this->Field.Value(vertex) };
        }
        moments.Add(corners);
      }
    }
    this->Describe(moments, origin, region);
  }

  /// The position of a vertex relative to `origin`, along the axes with more than one point.
  Eigen::Vector3d Local(std::int64_t vertex, const Vector3& origin) const
  {
    const Vector3 position = this->Field.Position(vertex);
    Eigen::Vector3d local = Eigen::Vector3d::Zero();
    for (int a = 0; a < this->Grid.Dimension(); ++a)
    {
      local[a] = position[this->Grid.Axis(a)] - origin[this->Grid.Axis(a)];
    }
    return local;
  }

  void Describe(const SublevelMoments& moments, const Vector3& origin, FlatRegion& region) const
  {
    const int dimension = this->Grid.Dimension();
    region.Measure = moments.Measure();
    region.EquivalentRadius = dimension == 3 ? std::cbrt(0.75 * region.Measure / Pi)
      : dimension == 2                       ? std::sqrt(region.Measure / Pi)
                                             : 0.5 * region.Measure;
    region.Centroid = origin;
    const Eigen::Vector3d centroid = moments.Centroid();
    for (int a = 0; a < dimension; ++a)
    {
      region.Centroid[this->Grid.Axis(a)] += centroid[a];
    }
    this->AddAxes(moments.Covariance(), region);
  }

  void AddAxes(const Eigen::Matrix3d& covariance, FlatRegion& region) const
  {
    const int dimension = this->Grid.Dimension();
    // Eigenvalues of the opposite matrix ascend, so that those of the covariance descend.
    const PrincipalAxes axes =
      FindPrincipalAxes(-covariance.topLeftCorner(dimension, dimension), this->Grid);
    region.Axes = axes.Vectors;
    for (int e = 0; e < dimension; ++e)
    {
      // A ball of dimension d and radius r has variance r^2 / (d + 2) along each axis.
      region.SemiAxes[e] = std::sqrt((dimension + 2) * std::max(-axes.Values[e], 0.0));
    }
    const double shortest = dimension > 0 ? region.SemiAxes[dimension - 1] : 0.0;
    region.AxisRatio = shortest > 0.0 ? region.SemiAxes[0] / shortest
      : region.SemiAxes[0] > 0.0      ? Infinity
                                      : 1.0;
  }

  const ScalarField& Field;
  const FlatRegionOptions Options;
  const Triangulation Grid;
  const Neighborhood Around;
  std::vector<std::int64_t> Owner; ///< per point the number of the region walked through last
  std::vector<std::int64_t> Points;
};

void CheckTolerance(const FlatRegionOptions& options)
{
  if (!(options.Tolerance >= 0.0 && std::isfinite(options.Tolerance)) &&
    options.Mode != FlatTolerance::UntilSaddle)
  {
    throw Error("tolerance of flat regions is out of range")
      .Expected("0 or a positive, finite number")
      .Found(std::to_string(options.Tolerance));
  }
}

/// The order in which regions write their labels: those with the lowest level come last, so that
/// theirs stay.
std::vector<std::size_t> PaintingOrder(
  const std::vector<Valley>& valleys, const std::function<double(const Valley&)>& level)
{
  std::vector<std::size_t> order(valleys.size());
  for (std::size_t i = 0; i < order.size(); ++i)
  {
    order[i] = i;
  }
  std::sort(order.begin(), order.end(),
    [&](std::size_t a, std::size_t b)
    {
      const double first = level(valleys[a]);
      const double second = level(valleys[b]);
      return first != second ? first > second : a > b;
    });
  return order;
}

} // namespace

FlatRegions FindFlatRegions(
  const ScalarField& field, const FlatRegionOptions& options, const Execution& execution)
{
  CheckTolerance(options);
  const double threshold = AbsoluteThreshold(field, options.PersistenceThreshold, options.Relative);
  FlatRegions result;
  result.Labels.assign(static_cast<std::size_t>(field.NumberOfPoints()), -1);
  const std::vector<Valley> valleys = FindValleys(field, threshold, execution.Part(0.0, 0.3));

  RegionFinder finder(field, options);
  const auto order =
    PaintingOrder(valleys, [&](const Valley& valley) { return finder.LevelOf(valley); });
  result.Regions.resize(valleys.size());
  std::vector<bool> isListed(result.Labels.size(), false);
  for (const auto& valley : valleys)
  {
    isListed[valley.Minimum] = true;
  }
  double done = 0.0;
  for (const std::size_t i : order)
  {
    const auto number = static_cast<std::int64_t>(i);
    const double share = 0.7 / static_cast<double>(order.size());
    result.Regions[i] = finder.Measure(
      valleys[i], number, execution.Part(0.3 + share * done, 0.3 + share * (done + 1.0)));
    done += 1.0;
    for (const std::int64_t point : finder.LastPoints())
    {
      result.Labels[point] = number;
      result.Regions[i].MinimaInside += isListed[point];
    }
  }
  return result;
}

} // namespace topology
} // namespace losslandscape
