// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Analytic/Lattice.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace losslandscape
{

double CountMultiples(double low, double high, double step)
{
  return std::max(0.0, std::floor(high / step) - std::ceil(low / step) + 1.0);
}

std::vector<double> MultiplesIn(double low, double high, double step)
{
  const auto count = static_cast<std::size_t>(CountMultiples(low, high, step));
  const double first = std::ceil(low / step);
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i)
  {
    values[i] = step * (first + static_cast<double>(i));
  }
  return values;
}

std::vector<Vector3> TensorProduct(const std::vector<std::vector<double>>& axes)
{
  std::vector<Vector3> points = { { 0.0, 0.0, 0.0 } };
  for (std::size_t axis = 0; axis < axes.size(); ++axis)
  {
    std::vector<Vector3> longer;
    longer.reserve(points.size() * axes[axis].size());
    for (const double value : axes[axis])
    {
      for (Vector3 point : points)
      {
        point[axis] = value;
        longer.push_back(point);
      }
    }
    points = std::move(longer);
  }
  return points;
}

} // namespace losslandscape
