// SPDX-License-Identifier: BSD-3-Clause
#ifndef TrajectoryTesting_h
#define TrajectoryTesting_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <functional>
#include <limits>
#include <vector>

namespace trajectory_testing
{

using losslandscape::topology::ScalarField;
using losslandscape::topology::Size;
using losslandscape::topology::Vector3;

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// Values with their grid, so that a ScalarField can be made of them.
struct Image
{
  Size Points;
  Vector3 Origin;
  Vector3 Spacing;
  std::vector<double> Values;

  Image(const Size& points, const Vector3& origin, const Vector3& spacing,
    const std::function<double(double, double, double)>& function)
    : Points(points), Origin(origin), Spacing(spacing),
      Values(static_cast<std::size_t>(points[0] * points[1] * points[2]))
  {
    const ScalarField places = this->Field();
    for (std::size_t id = 0; id < this->Values.size(); ++id)
    {
      const Vector3 at = places.Position(static_cast<std::int64_t>(id));
      this->Values[id] = function(at[0], at[1], at[2]);
    }
  }

  double& At(std::int64_t i, std::int64_t j, std::int64_t k = 0)
  {
    return this->Values[i + this->Points[0] * (j + this->Points[1] * k)];
  }

  ScalarField Field() const
  {
    return ScalarField(this->Values.data(), this->Points, this->Origin, this->Spacing);
  }
};

} // namespace trajectory_testing

#endif
