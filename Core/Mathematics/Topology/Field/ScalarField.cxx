// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <string>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr std::int64_t Grain = 1 << 18;

void CheckAxis(int axis, std::int64_t points, double origin, double spacing)
{
  const std::string where = std::string("axis ") + "xyz"[axis];
  if (points < 0)
  {
    throw Error("number of points is negative")
      .Where(where)
      .Expected("0 or more")
      .Found(std::to_string(points));
  }
  if (points > 1 && !(spacing > 0.0 && std::isfinite(spacing) && std::isfinite(origin)))
  {
    throw Error("the grid has no usable geometry")
      .Where(where)
      .Expected("a finite origin and a positive, finite spacing")
      .Found("origin " + std::to_string(origin) + ", spacing " + std::to_string(spacing))
      .Advice("set Origin and Spacing of the image");
  }
}

} // namespace

ScalarField::ScalarField(const double* values, const topology::Size& size, const Vector3& origin,
  const Vector3& spacing, const Execution& execution)
  : Data(values), Points(size), First(origin), Step(spacing)
{
  for (int axis = 0; axis < 3; ++axis)
  {
    CheckAxis(axis, size[axis], origin[axis], spacing[axis]);
  }
  this->Scan(execution);
}

void ScalarField::Scan(const Execution& execution)
{
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  std::mutex mutex;
  ParallelFor(this->NumberOfPoints(), Grain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      double lowest = std::numeric_limits<double>::infinity();
      double highest = -lowest;
      std::int64_t nonFinite = 0;
      for (std::int64_t point = begin; point < end; ++point)
      {
        const double value = this->Data[point];
        const bool finite = std::isfinite(value);
        nonFinite += !finite;
        lowest = finite && value < lowest ? value : lowest;
        highest = finite && value > highest ? value : highest;
      }
      const std::lock_guard<std::mutex> lock(mutex);
      // Adding zero makes a negative zero positive; otherwise it would depend on the threads which
      // of the two zeros is kept.
      low = std::min(low, lowest) + 0.0;
      high = std::max(high, highest) + 0.0;
      this->NonFinite += nonFinite;
    });
  if (this->NonFinite < this->NumberOfPoints())
  {
    this->Lowest = low;
    this->Highest = high;
  }
  if (this->NonFinite > 0)
  {
    this->Inside.resize(static_cast<std::size_t>(this->NumberOfPoints()));
    std::transform(this->Data, this->Data + this->NumberOfPoints(), this->Inside.begin(),
      [](double value) { return static_cast<std::uint8_t>(std::isfinite(value)); });
  }
}

Vector3 ScalarField::Position(std::int64_t point) const
{
  const auto index = this->Index(point);
  Vector3 position;
  for (int axis = 0; axis < 3; ++axis)
  {
    position[axis] = this->First[axis] + static_cast<double>(index[axis]) * this->Step[axis];
  }
  return position;
}

} // namespace topology
} // namespace losslandscape
