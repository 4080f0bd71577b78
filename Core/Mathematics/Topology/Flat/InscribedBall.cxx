// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Flat/InscribedBall.h"

#include "Core/Mathematics/Topology/Flat/DistanceTransform.h"
#include "Core/Mathematics/Topology/Flat/PointTree.h"

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

/// A box of grid points around the part. Lengths in it are in units of the largest spacing, since
/// squares of very small or large ones are not representable.
class RegionBox
{
public:
  RegionBox(const ScalarField& field, const Triangulation& grid, const SublevelPart& part)
    : Field(field), Grid(grid)
  {
    this->Enclose(part.Points);
    for (int a = 0; a < grid.Dimension(); ++a)
    {
      this->Unit = std::max(this->Unit, field.Spacing()[grid.Axis(a)]);
    }
    for (int a = 0; a < grid.Dimension(); ++a)
    {
      this->Step[grid.Axis(a)] = field.Spacing()[grid.Axis(a)] / this->Unit;
    }
  }

  const Size& PointsPerAxis() const { return this->Points; }
  const Vector3& Spacing() const { return this->Step; }
  double LengthUnit() const { return this->Unit; }

  std::int64_t LocalId(std::int64_t point) const
  {
    const auto index = this->Field.Index(point);
    return index[0] - this->First[0] +
      this->Points[0] * (index[1] - this->First[1] + this->Points[1] * (index[2] - this->First[2]));
  }

  Vector3 Position(std::int64_t point) const
  {
    const auto index = this->Field.Index(point);
    Vector3 position;
    for (int axis = 0; axis < 3; ++axis)
    {
      position[axis] = this->Step[axis] * static_cast<double>(index[axis] - this->First[axis]);
    }
    return position;
  }

  /// The position moved by the step to a neighbour times a factor.
  Vector3 Shifted(const Vector3& position, int neighbor, double factor) const
  {
    Vector3 shifted = position;
    for (int axis = 0; axis < 3; ++axis)
    {
      shifted[axis] += factor * this->Step[axis] * this->Grid.Step(neighbor)[axis];
    }
    return shifted;
  }

  /// The squared distance of a point straight to the border of the image, beyond which the part
  /// cannot reach.
  double SquareToBorder(std::int64_t point) const
  {
    const auto index = this->Field.Index(point);
    double nearest = Infinity;
    for (int a = 0; a < this->Grid.Dimension(); ++a)
    {
      const int axis = this->Grid.Axis(a);
      const std::int64_t steps = std::min(index[axis], this->Field.Size()[axis] - 1 - index[axis]);
      nearest = std::min(nearest, this->Step[axis] * static_cast<double>(steps));
    }
    return nearest * nearest;
  }

private:
  /// Makes the box that of the points and one more on each side, which is outside the part; there
  /// is none where the image ends.
  void Enclose(const std::vector<std::int64_t>& points)
  {
    Size low = this->Field.Size();
    Size high = { 0, 0, 0 };
    for (const std::int64_t point : points)
    {
      const auto index = this->Field.Index(point);
      for (int axis = 0; axis < 3; ++axis)
      {
        low[axis] = std::min(low[axis], index[axis]);
        high[axis] = std::max(high[axis], index[axis]);
      }
    }
    for (int axis = 0; axis < 3; ++axis)
    {
      this->First[axis] = std::max<std::int64_t>(0, low[axis] - 1);
      const std::int64_t last = std::min(this->Field.Size()[axis] - 1, high[axis] + 1);
      this->Points[axis] = last - this->First[axis] + 1;
    }
  }

  const ScalarField& Field;
  const Triangulation& Grid;
  std::array<std::int64_t, 3> First;
  Size Points;
  Vector3 Step = {};
  double Unit = 0.0;
};

/// For the points of the box the squared distance to the nearest point outside the part, or to the
/// end of the domain.
std::vector<double> SquaresToOutside(const ScalarField& field, const Triangulation& grid,
  const RegionBox& box, const SublevelPart& part, const Execution& execution)
{
  const Neighborhood around(field, grid);
  const Size& size = box.PointsPerAxis();
  std::vector<double> squares(static_cast<std::size_t>(size[0] * size[1] * size[2]), 0.0);
  const auto count = static_cast<std::int64_t>(part.Points.size());
  for (std::int64_t i = 0; i < count; ++i)
  {
    ReportStep(execution.Progress, i, 4 * count);
    const std::int64_t point = part.Points[i];
    const bool besideCutOut = around.InDomain(point) != grid.Present(point);
    squares[box.LocalId(point)] = besideCutOut ? 0.0 : Infinity;
  }
  TransformDistances(size, box.Spacing(), squares, execution.Part(0.25, 0.75));
  for (std::int64_t i = 0; i < count; ++i)
  {
    ReportStep(execution.Progress, 3 * count + i, 4 * count);
    const std::int64_t point = part.Points[i];
    double& square = squares[box.LocalId(point)];
    square = std::min(square, box.SquareToBorder(point));
  }
  return squares;
}

/// The place, from 0 to 1, at which an edge from a value <= level to one >= level crosses the
/// level.
double CrossingAt(double inside, double outside, double level)
{
  // Halves are subtracted, since the difference of two finite numbers may be infinite.
  const double rise = 0.5 * outside - 0.5 * inside;
  return rise > 0.0 ? std::min(1.0, (0.5 * level - 0.5 * inside) / rise) : 1.0;
}

/// The points at which edges of the triangulation leave the part.
std::vector<Vector3> Crossings(const ScalarField& field, const Triangulation& grid,
  const RegionBox& box, const SublevelPart& part, const Execution& execution)
{
  const Neighborhood around(field, grid);
  std::vector<Vector3> crossings;
  const auto count = static_cast<std::int64_t>(part.Points.size());
  for (std::int64_t i = 0; i < count; ++i)
  {
    ReportStep(execution.Progress, i, count);
    const std::int64_t point = part.Points[i];
    ForEachNeighbor(around.InDomain(point),
      [&](int n)
      {
        const std::int64_t neighbor = point + grid.Offset(n);
        if (!part.Contains(neighbor))
        {
          const double at = CrossingAt(field.Value(point), field.Value(neighbor), part.Level);
          crossings.push_back(box.Shifted(box.Position(point), n, at));
        }
      });
  }
  return crossings;
}

/// Looks for the point of the part farthest from crossings, in descending order of an upper
/// bound.
class FarthestPoint
{
public:
  FarthestPoint(const RegionBox& box, const std::vector<double>& bounds, const PointTree& crossings)
    : Box(box), Bounds(bounds), Tree(crossings)
  {
  }

  double Square(const SublevelPart& part, const Execution& execution)
  {
    const auto lessFar = [this](std::int64_t a, std::int64_t b)
    { return this->BoundOf(a) < this->BoundOf(b); };
    // The point with the largest bound is tried first, which leaves few candidates.
    this->Try(*std::max_element(part.Points.begin(), part.Points.end(), lessFar));
    std::vector<std::int64_t> candidates;
    std::copy_if(part.Points.begin(), part.Points.end(), std::back_inserter(candidates),
      [this](std::int64_t point) { return this->BoundOf(point) > this->Best; });
    std::sort(candidates.begin(), candidates.end(),
      [&](std::int64_t a, std::int64_t b) { return lessFar(b, a); });

    constexpr std::size_t ReportEvery = 1 << 12;
    for (std::size_t i = 0; i < candidates.size() && this->BoundOf(candidates[i]) > this->Best; ++i)
    {
      if ((i + 1) % ReportEvery == 0)
      {
        ReportProgress(execution.Progress, static_cast<double>(i) / candidates.size());
      }
      this->Try(candidates[i]);
    }
    return this->Best;
  }

private:
  double BoundOf(std::int64_t point) const { return this->Bounds[this->Box.LocalId(point)]; }

  void Try(std::int64_t point)
  {
    const double square =
      this->Tree.NearestSquare(this->Box.Position(point), this->BoundOf(point), this->Best);
    this->Best = std::max(this->Best, square);
  }

  const RegionBox& Box;
  const std::vector<double>& Bounds;
  const PointTree& Tree;
  double Best = 0.0;
};

} // namespace

double InscribedRadius(const ScalarField& field, const Triangulation& grid,
  const SublevelPart& part, const Execution& execution)
{
  if (grid.Dimension() == 0)
  {
    return 0.0;
  }
  const RegionBox box(field, grid, part);
  const auto squares = SquaresToOutside(field, grid, box, part, execution.Part(0.0, 0.5));
  std::vector<int> axes;
  for (int a = 0; a < grid.Dimension(); ++a)
  {
    axes.push_back(grid.Axis(a));
  }
  const PointTree crossings(Crossings(field, grid, box, part, execution.Part(0.5, 0.6)), axes);
  FarthestPoint farthest(box, squares, crossings);
  return std::sqrt(farthest.Square(part, execution.Part(0.6, 1.0))) * box.LengthUnit();
}

} // namespace topology
} // namespace losslandscape
