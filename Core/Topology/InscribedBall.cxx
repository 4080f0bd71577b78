// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Topology/InscribedBall.h"

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
constexpr std::int64_t NoSite = -1;
constexpr std::int64_t ReportEvery = 1 << 16;

/// The points of a box of the grid, and for each the nearest of some of them, the sites.
class NearestSites
{
public:
  NearestSites(const ScalarField& field, const Size& first, const Size& length)
    : Field(field), First(first), Length(length),
      Site(static_cast<std::size_t>(length[0] * length[1] * length[2]), NoSite),
      Distance(this->Site.size(), Infinity)
  {
  }

  std::int64_t NumberOfPoints() const { return static_cast<std::int64_t>(this->Site.size()); }

  /// Id in the grid of a point of the box.
  std::int64_t PointId(std::int64_t inBox) const
  {
    const std::int64_t i = inBox % this->Length[0];
    const std::int64_t j = inBox / this->Length[0] % this->Length[1];
    const std::int64_t k = inBox / (this->Length[0] * this->Length[1]);
    const auto& size = this->Field.Size();
    return this->First[0] + i + size[0] * (this->First[1] + j + size[1] * (this->First[2] + k));
  }

  void AddSite(std::int64_t inBox)
  {
    this->Site[inBox] = this->PointId(inBox);
    this->Distance[inBox] = 0.0;
  }

  /// The id in the grid of the nearest site, for a point of the grid.
  std::int64_t At(std::int64_t point) const
  {
    const auto index = this->Field.Index(point);
    return this->Site[index[0] - this->First[0] +
      this->Length[0] *
        (index[1] - this->First[1] + this->Length[1] * (index[2] - this->First[2]))];
  }

  /// Spreads the sites along one axis after the other.
  void Spread(const Execution& execution)
  {
    std::int64_t stride = 1;
    for (int axis = 0; axis < 3; ++axis)
    {
      const std::int64_t length = this->Length[axis];
      const std::int64_t lines = this->NumberOfPoints() / length;
      ParallelFor(length > 1 ? lines : 0, 64, execution.Part(axis / 3.0, (axis + 1) / 3.0),
        [&](std::int64_t begin, std::int64_t end)
        {
          Line line;
          for (std::int64_t l = begin; l < end; ++l)
          {
            const std::int64_t start = l / stride * stride * length + l % stride;
            this->SpreadLine(start, stride, length, this->Field.Spacing()[axis], line);
          }
        });
      stride *= length;
    }
  }

private:
  /// Lower envelope of the parabolas over a line's points.
  struct Line
  {
    std::vector<std::int64_t> Vertex;
    std::vector<double> From;
    std::vector<std::int64_t> Site;
    std::vector<double> Distance;
  };

  void SpreadLine(
    std::int64_t start, std::int64_t stride, std::int64_t length, double step, Line& line)
  {
    line.Vertex.clear();
    line.From.clear();
    line.Site.resize(static_cast<std::size_t>(length));
    line.Distance.resize(static_cast<std::size_t>(length));
    for (std::int64_t q = 0; q < length; ++q)
    {
      line.Site[q] = this->Site[start + q * stride];
      line.Distance[q] = this->Distance[start + q * stride];
      if (line.Site[q] == NoSite)
      {
        continue;
      }
      double from = -Infinity;
      while (!line.Vertex.empty())
      {
        const std::int64_t p = line.Vertex.back();
        const auto square = [&](std::int64_t at)
        { return line.Distance[at] + std::pow(step * static_cast<double>(at), 2); };
        from = (square(q) - square(p)) / (2.0 * step * step * static_cast<double>(q - p));
        if (from > line.From.back())
        {
          break;
        }
        line.Vertex.pop_back();
        line.From.pop_back();
        from = -Infinity;
      }
      line.Vertex.push_back(q);
      line.From.push_back(from);
    }
    std::size_t k = 0;
    for (std::int64_t q = 0; q < length && !line.Vertex.empty(); ++q)
    {
      while (k + 1 < line.Vertex.size() && line.From[k + 1] < static_cast<double>(q))
      {
        ++k;
      }
      const std::int64_t p = line.Vertex[k];
      this->Site[start + q * stride] = line.Site[p];
      this->Distance[start + q * stride] =
        line.Distance[p] + std::pow(step * static_cast<double>(q - p), 2);
    }
  }

  const ScalarField& Field;
  const Size First;
  const Size Length;
  std::vector<std::int64_t> Site;
  std::vector<double> Distance; ///< squared
};

double SquaredDistance(const Vector3& a, const Vector3& b)
{
  double sum = 0.0;
  for (int axis = 0; axis < 3; ++axis)
  {
    sum += (a[axis] - b[axis]) * (a[axis] - b[axis]);
  }
  return sum;
}

/// Distances to the boundary around points near it.
class BoundaryDistance
{
public:
  BoundaryDistance(const ScalarField& field, const Triangulation& grid, const SublevelPart& part)
    : Field(field), Grid(grid), Around(field, grid), Part(part)
  {
  }

  /// A point of the part where the domain ends.
  bool IsAtEnd(std::int64_t point) const
  {
    return this->Around.InDomain(point) != this->Grid.AllNeighbors();
  }

  /// Squared distance from `from` to what of the boundary lies at the edges of `site` and of its
  /// neighbours.
  double Squared(const Vector3& from, std::int64_t site) const
  {
    double nearest = this->SquaredAt(from, site);
    ForEachNeighbor(this->Grid.Present(site),
      [&](int n)
      { nearest = std::min(nearest, this->SquaredAt(from, site + this->Grid.Offset(n))); });
    return nearest;
  }

private:
  double SquaredAt(const Vector3& from, std::int64_t site) const
  {
    if (!this->Field.InDomain(site))
    {
      return Infinity;
    }
    if (this->Part.Contains(site))
    {
      return this->IsAtEnd(site) ? SquaredDistance(from, this->Field.Position(site)) : Infinity;
    }
    double nearest = Infinity;
    ForEachNeighbor(this->Around.InDomain(site),
      [&](int n)
      {
        const std::int64_t inside = site + this->Grid.Offset(n);
        if (this->Part.Contains(inside))
        {
          nearest = std::min(nearest, SquaredDistance(from, this->Crossing(inside, site)));
        }
      });
    return nearest;
  }

  Vector3 Crossing(std::int64_t inside, std::int64_t outside) const
  {
    const double low = 0.5 * this->Field.Value(inside);
    const double high = 0.5 * this->Field.Value(outside);
    const double share =
      high > low ? std::clamp((0.5 * this->Part.Level - low) / (high - low), 0.0, 1.0) : 0.0;
    Vector3 position = this->Field.Position(inside);
    const Vector3 end = this->Field.Position(outside);
    for (int axis = 0; axis < 3; ++axis)
    {
      position[axis] += share * (end[axis] - position[axis]);
    }
    return position;
  }

  const ScalarField& Field;
  const Triangulation& Grid;
  const Neighborhood Around;
  const SublevelPart& Part;
};

/// The box around the points, grown by one point within the grid.
NearestSites BoxAround(const ScalarField& field, const std::vector<std::int64_t>& points)
{
  Size low = field.Size();
  Size high = { 0, 0, 0 };
  for (const std::int64_t point : points)
  {
    const auto index = field.Index(point);
    for (int axis = 0; axis < 3; ++axis)
    {
      low[axis] = std::min(low[axis], index[axis]);
      high[axis] = std::max(high[axis], index[axis]);
    }
  }
  for (int axis = 0; axis < 3; ++axis)
  {
    low[axis] = std::max<std::int64_t>(low[axis] - 1, 0);
    high[axis] = std::min(high[axis] + 1, field.Size()[axis] - 1);
  }
  return NearestSites(
    field, low, { high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1 });
}

} // namespace

double InscribedRadius(const ScalarField& field, const Triangulation& grid,
  const SublevelPart& part, const Execution& execution)
{
  const BoundaryDistance boundary(field, grid, part);
  NearestSites sites = BoxAround(field, part.Points);
  for (std::int64_t inBox = 0; inBox < sites.NumberOfPoints(); ++inBox)
  {
    const std::int64_t point = sites.PointId(inBox);
    if (field.InDomain(point) && (!part.Contains(point) || boundary.IsAtEnd(point)))
    {
      sites.AddSite(inBox);
    }
  }
  sites.Spread(execution.Part(0.0, 0.5));

  double largest = 0.0;
  const auto count = static_cast<std::int64_t>(part.Points.size());
  for (std::int64_t i = 0; i < count; ++i)
  {
    if (i % ReportEvery == 0)
    {
      ReportProgress(
        execution.Progress, 0.5 + 0.5 * static_cast<double>(i) / static_cast<double>(count));
    }
    const std::int64_t site = sites.At(part.Points[i]);
    const double squared =
      site == NoSite ? 0.0 : boundary.Squared(field.Position(part.Points[i]), site);
    largest = std::max(largest, std::isfinite(squared) ? squared : 0.0);
  }
  return std::sqrt(largest);
}

} // namespace topology
} // namespace losslandscape
