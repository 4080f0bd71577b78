// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Descent/GridInterpolation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace trajectory
{
namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// The relative rounding error of coordinates that is accepted: they are often stored in single
/// precision, in which a position on the border may round to one outside.
constexpr double CoordinateError = 2.0 * std::numeric_limits<float>::epsilon();

/// A position so close to a grid point (in grid steps) lies on it, and a hole beside it does not
/// count.
constexpr double SmallestWeight = 1e-9;

constexpr int Order = 2;

/// The number of grid points to either side that a difference of this order can reach.
constexpr int Reach = Order;

/// A position along one axis: the grid point before it, and how far it is from there.
struct Place
{
  std::int64_t Index;
  double Fraction;
};

Place PlaceOf(double steps, std::int64_t points)
{
  const double clamped = std::clamp(steps, 0.0, static_cast<double>(points - 1));
  const double nearest = std::round(clamped);
  if (std::abs(clamped - nearest) < SmallestWeight)
  {
    return { static_cast<std::int64_t>(nearest), 0.0 };
  }
  const double below = std::floor(clamped);
  return { static_cast<std::int64_t>(below), clamped - below };
}

std::int64_t StrideOf(const topology::Size& size, int axis)
{
  std::int64_t stride = 1;
  for (int a = 0; a < axis; ++a)
  {
    stride *= size[a];
  }
  return stride;
}

} // namespace

GridInterpolation::GridInterpolation(const topology::ScalarField& field) : Field(field)
{
  for (int axis = 0; axis < 3; ++axis)
  {
    const double first = field.Origin()[axis];
    const double step = field.Spacing()[axis];
    const double last = first + static_cast<double>(field.Size()[axis] - 1) * step;
    this->Tolerance[axis] =
      CoordinateError * std::max(std::abs(first), std::abs(last)) / step + SmallestWeight;
    this->Differences.emplace_back(1, Order, step);
  }
}

GridInterpolation::Corners GridInterpolation::CornersAt(const Vector3& position) const
{
  Corners corners;
  corners.Items[0] = { 0, 1.0 };
  corners.Number = 1;
  for (int axis = 0; axis < 3; ++axis)
  {
    if (!this->IsActive(axis))
    {
      continue;
    }
    const std::int64_t points = this->Field.Size()[axis];
    const double steps =
      (position[axis] - this->Field.Origin()[axis]) / this->Field.Spacing()[axis];
    const double tolerance = this->Tolerance[axis];
    if (!(points > 0 && steps >= -tolerance &&
          steps <= static_cast<double>(points - 1) + tolerance))
    {
      return {};
    }
    const Place place = PlaceOf(steps, points);
    const std::int64_t stride = StrideOf(this->Field.Size(), axis);
    const int number = corners.Number;
    for (int i = 0; i < number; ++i)
    {
      Corner& corner = corners.Items[i];
      corner.Point += place.Index * stride;
      if (place.Fraction > 0.0)
      {
        corners.Items[corners.Number++] = { corner.Point + stride, corner.Weight * place.Fraction };
        corner.Weight *= 1.0 - place.Fraction;
      }
    }
  }
  return corners;
}

double GridInterpolation::Value(const Vector3& position) const
{
  const Corners corners = this->CornersAt(position);
  double value = corners.Number > 0 ? 0.0 : NaN;
  for (const Corner& corner : corners)
  {
    const bool inside = this->Field.InDomain(corner.Point);
    value += inside ? corner.Weight * this->Field.Value(corner.Point) : NaN;
  }
  return value;
}

Vector3 GridInterpolation::Gradient(const Vector3& position) const
{
  const Corners corners = this->CornersAt(position);
  Vector3 gradient;
  gradient.fill(corners.Number > 0 ? 0.0 : NaN);
  for (const Corner& corner : corners)
  {
    const Vector3 there = this->GradientAt(corner.Point);
    for (int axis = 0; axis < 3; ++axis)
    {
      gradient[axis] += corner.Weight * there[axis];
    }
  }
  return gradient;
}

Vector3 GridInterpolation::GradientAt(std::int64_t point) const
{
  Vector3 gradient = { 0.0, 0.0, 0.0 };
  for (int axis = 0; axis < 3; ++axis)
  {
    if (this->IsActive(axis))
    {
      gradient[axis] = this->DerivativeAt(point, axis);
    }
  }
  const bool finite = std::all_of(
    gradient.begin(), gradient.end(), [](double component) { return std::isfinite(component); });
  return finite ? gradient : Vector3{ NaN, NaN, NaN };
}

double GridInterpolation::DerivativeAt(std::int64_t point, int axis) const
{
  const std::int64_t stride = StrideOf(this->Field.Size(), axis);
  const std::int64_t at = this->Field.Index(point)[axis];
  const std::int64_t first = std::max<std::int64_t>(0, at - Reach);
  const std::int64_t last = std::min(this->Field.Size()[axis] - 1, at + Reach);
  std::vector<double> values;
  for (std::int64_t i = first; i <= last; ++i)
  {
    values.push_back(this->Field.Value(point + (i - at) * stride));
  }
  std::vector<double> derivatives;
  this->Differences[axis].Apply(values, derivatives);
  return derivatives[at - first];
}

} // namespace trajectory
} // namespace losslandscape
