// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Analytic/AckleyStationaryPoints.h"

#include "Core/Mathematics/Analytic/Lattice.h"
#include "Core/Mathematics/Analytic/StationaryPoint.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace losslandscape
{
namespace
{

/// Up to this coordinate points are searched from many starts, see the header. No stationary point
/// has a coordinate between this integer and the next half.
constexpr int NearReach = 12;
constexpr double LongestStep = 0.1;
/// Points closer than this are the same one, found with different rounding.
constexpr double SamePoint = 1e-7;

/// The coordinates of lattice points that may have a stationary point in the box.
std::vector<double> SiteCoordinates(const Box& box, int axis)
{
  return MultiplesIn(box[2 * axis] - 0.5, box[2 * axis + 1] + 0.5, 0.5);
}

/// The largest integer below which all |coordinates| of the near part of the box lie; 0 if the box
/// has no near part.
int ReachOfStarts(int dimension, const Box& box)
{
  double reach = 0.0;
  for (int axis = 0; axis < dimension; ++axis)
  {
    const double low = box[2 * axis];
    const double high = box[2 * axis + 1];
    if (low > NearReach || high < -NearReach)
    {
      return 0;
    }
    reach = std::max({ reach, std::abs(low), std::abs(high) });
  }
  return static_cast<int>(std::ceil(std::min<double>(reach, NearReach)));
}

/// The places where coordinates of stationary points can be, 0 and [k - 1/2, k], in eighths.
std::vector<double> StartCoordinates(int reach)
{
  std::vector<double> coordinates = { 0.0 };
  for (int k = 1; k <= reach; ++k)
  {
    for (int eighths = 4; eighths >= 0; --eighths)
    {
      coordinates.push_back(k - 0.125 * eighths);
    }
  }
  return coordinates;
}

/// The image of a point with x_1 >= x_2 >= x_3 >= 0, equal coordinates made equal to the bit.
Vector3 Canonical(Vector3 x)
{
  for (double& coordinate : x)
  {
    coordinate = std::abs(coordinate) < SamePoint ? 0.0 : std::abs(coordinate);
  }
  std::sort(x.begin(), x.end(), std::greater<>());
  for (int axis = 1; axis < 3; ++axis)
  {
    if (x[axis - 1] - x[axis] < SamePoint)
    {
      x[axis] = x[axis - 1];
    }
  }
  return x;
}

/// The coordinate of a point along a direction in which no two points are likely to coincide.
double SortingKey(const Vector3& x)
{
  return x[0] + 1.4142135623730951 * x[1] + 1.7320508075688772 * x[2];
}

bool AreSame(const Vector3& a, const Vector3& b)
{
  return std::abs(a[0] - b[0]) < SamePoint && std::abs(a[1] - b[1]) < SamePoint &&
    std::abs(a[2] - b[2]) < SamePoint;
}

bool Contains(const std::vector<Vector3>& pointsByKey, const Vector3& point)
{
  for (auto other = pointsByKey.rbegin(); other != pointsByKey.rend(); ++other)
  {
    if (AreSame(point, *other))
    {
      return true;
    }
    if (SortingKey(point) - SortingKey(*other) > 5.0 * SamePoint)
    {
      return false;
    }
  }
  return false;
}

/// The points without repetitions.
std::vector<Vector3> Distinct(std::vector<Vector3> points)
{
  std::sort(points.begin(), points.end(),
    [](const Vector3& a, const Vector3& b) { return SortingKey(a) < SortingKey(b); });
  std::vector<Vector3> distinct;
  for (const auto& point : points)
  {
    if (!Contains(distinct, point))
    {
      distinct.push_back(point);
    }
  }
  return distinct;
}

/// All points with NearReach >= x_1 >= x_2 >= x_3 >= 0, except for the origin.
std::vector<Vector3> CanonicalNearPoints(const AnalyticFunction& ackley, int reach)
{
  const auto coordinates = StartCoordinates(reach);
  std::vector<Vector3> found;
  for (const auto& start :
    TensorProduct(std::vector<std::vector<double>>(ackley.Dimension(), coordinates)))
  {
    const bool isCanonical = std::is_sorted(start.begin(), start.end(), std::greater<>());
    if (!isCanonical || start[0] == 0.0)
    {
      continue;
    }
    const auto point = FindStationaryPoint(ackley, start, LongestStep);
    if (point && Canonical(*point)[0] <= NearReach)
    {
      found.push_back(Canonical(*point));
    }
  }
  return Distinct(std::move(found));
}

/// Appends the point with all combinations of signs.
void AppendSigns(const Vector3& x, int dimension, std::vector<Vector3>& points)
{
  for (int signs = 0; signs < 1 << dimension; ++signs)
  {
    Vector3 image = x;
    bool isNew = true;
    for (int axis = 0; axis < dimension; ++axis)
    {
      if (signs >> axis & 1)
      {
        isNew = isNew && x[axis] != 0.0;
        image[axis] = -x[axis];
      }
    }
    if (isNew)
    {
      points.push_back(image);
    }
  }
}

void AppendNearPoints(const AnalyticFunction& ackley, int reach, std::vector<Vector3>& points)
{
  const int dimension = ackley.Dimension();
  for (Vector3 x : CanonicalNearPoints(ackley, reach))
  {
    do
    {
      AppendSigns(x, dimension, points);
    } while (std::prev_permutation(x.begin(), x.begin() + dimension));
  }
}

void AppendFarPoints(const AnalyticFunction& ackley, const Box& box, std::vector<Vector3>& points)
{
  std::vector<std::vector<double>> axes;
  for (int axis = 0; axis < ackley.Dimension(); ++axis)
  {
    axes.push_back(SiteCoordinates(box, axis));
  }
  for (const auto& site : TensorProduct(axes))
  {
    const double largest = std::max({ std::abs(site[0]), std::abs(site[1]), std::abs(site[2]) });
    if (largest <= NearReach)
    {
      continue;
    }
    if (const auto point = FindStationaryPoint(ackley, site, LongestStep))
    {
      points.push_back(*point);
    }
  }
}

} // namespace

double MostAckleyStationaryPoints(int dimension, const Box& box)
{
  double product = 1.0;
  for (int axis = 0; axis < dimension; ++axis)
  {
    product *= CountMultiples(box[2 * axis] - 0.5, box[2 * axis + 1] + 0.5, 0.5);
  }
  return product;
}

std::vector<Vector3> AckleyStationaryPoints(const AnalyticFunction& ackley, const Box& box)
{
  std::vector<Vector3> points = { { 0.0, 0.0, 0.0 } };
  AppendNearPoints(ackley, ReachOfStarts(ackley.Dimension(), box), points);
  AppendFarPoints(ackley, box, points);
  return points;
}

} // namespace losslandscape
