// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Grid.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace losslandscape
{
namespace
{

constexpr std::int64_t MostPoints = std::int64_t(1) << 28;
constexpr const char* AxisNames[] = { "x", "y", "z" };

void CheckResolution(int dimension, const std::array<int, 3>& resolution)
{
  std::int64_t total = 1;
  for (int axis = 0; axis < dimension; ++axis)
  {
    if (resolution[axis] < 1)
    {
      throw Error("resolution is out of range")
        .Where(std::string(AxisNames[axis]) + " axis")
        .Expected("at least 1 point")
        .Found(std::to_string(resolution[axis]));
    }
    total *= resolution[axis];
    if (total > MostPoints)
    {
      throw Error("resolution is out of range")
        .Expected("at most " + std::to_string(MostPoints) + " points in total")
        .Found("more than that")
        .Advice("lower Resolution");
    }
  }
}

void CheckBounds(int axis, int points, double low, double high)
{
  const std::string found = std::to_string(low) + " to " + std::to_string(high);
  if (!std::isfinite(low) || !std::isfinite(high) || low > high)
  {
    throw Error("bounds are out of order")
      .Where(std::string(AxisNames[axis]) + " axis")
      .Expected("finite numbers, the lower one first")
      .Found(found);
  }
  const double step = (high - low) / std::max(points - 1, 1);
  if (points > 1 && !(std::isfinite(step) && low + step > low && high - step < high))
  {
    throw Error("bounds are empty, or too far apart")
      .Where(std::string(AxisNames[axis]) + " axis")
      .Expected("a lower bound below the upper one, and " + std::to_string(points) +
        " different coordinates between them")
      .Found(found)
      .Advice("change Bounds, or set this axis's Resolution to 1");
  }
}

/// Larger bounds would overflow when multiplied by a number of points.
constexpr double Huge = 1e299;

/// The point after `done` of `intervals` equal steps from low to high. It is rounded only once,
/// since it is computed with twice the digits of a double (Dekker, "A floating-point technique for
/// extending the available precision", 1971).
double NearestPoint(double low, double high, double done, double intervals)
{
  const double left = intervals - done;
  const double fromLow = low * left;
  const double fromHigh = high * done;
  const double sum = fromLow + fromHigh;
  const double partOfHigh = sum - fromLow;
  const double lost = (fromLow - (sum - partOfHigh)) + (fromHigh - partOfHigh) +
    (std::fma(low, left, -fromLow) + std::fma(high, done, -fromHigh));
  const double quotient = sum / intervals;
  return quotient + (std::fma(-quotient, intervals, sum) + lost) / intervals;
}

} // namespace

Grid::Grid(int dimension, const std::array<int, 3>& resolution, const std::array<double, 6>& bounds)
  : NumberOfAxes(dimension)
{
  if (dimension < 1 || dimension > 3)
  {
    throw Error("dimension is out of range").Expected("1, 2 or 3").Found(std::to_string(dimension));
  }
  CheckResolution(dimension, resolution);
  for (int axis = 0; axis < dimension; ++axis)
  {
    const double low = bounds[2 * axis];
    const double high = bounds[2 * axis + 1];
    CheckBounds(axis, resolution[axis], low, high);
    this->Points[axis] = resolution[axis];
    if (resolution[axis] == 1)
    {
      this->First[axis] = low + 0.5 * (high - low);
      continue;
    }
    this->First[axis] = low;
    this->Last[axis] = high;
    this->Step[axis] = (high - low) / (resolution[axis] - 1);
  }
}

Extent Grid::WholeExtent() const
{
  return { 0, this->Points[0] - 1, 0, this->Points[1] - 1, 0, this->Points[2] - 1 };
}

double Grid::Coordinate(int axis, int index) const
{
  const double low = this->First[axis];
  const double high = this->Last[axis];
  if (this->Points[axis] == 1 || std::max(std::fabs(low), std::fabs(high)) > Huge)
  {
    return low + index * this->Step[axis];
  }
  return NearestPoint(low, high, index, this->Points[axis] - 1);
}

std::int64_t NumberOfPoints(const Extent& extent)
{
  std::int64_t total = 1;
  for (int axis = 0; axis < 3; ++axis)
  {
    const std::int64_t count = std::int64_t(extent[2 * axis + 1]) - extent[2 * axis] + 1;
    total *= count > 0 ? count : 0;
  }
  return total;
}

} // namespace losslandscape
