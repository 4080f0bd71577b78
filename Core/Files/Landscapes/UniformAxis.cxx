// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/UniformAxis.h"

#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"

#include <cmath>
#include <limits>

namespace losslandscape
{

namespace
{

void CheckOrder(const std::string& name, const std::vector<double>& coordinates)
{
  for (std::size_t i = 0; i < coordinates.size(); ++i)
  {
    const double value = coordinates[i];
    if (!std::isfinite(value) || (i > 0 && value <= coordinates[i - 1]))
    {
      throw Error("coordinates do not increase")
        .Where(name + "[" + std::to_string(i) + "]")
        .Expected("finite numbers in ascending order")
        .Found(i == 0 ? NumberText(value)
                      : NumberText(value) + " after " + NumberText(coordinates[i - 1]))
        .Advice("sort them, and the values with them");
    }
  }
}

} // namespace

void CheckUniformAxis(const std::string& name, const std::vector<double>& coordinates)
{
  if (coordinates.empty())
  {
    throw Error("no coordinates").Where(name).Expected("at least one");
  }
  CheckOrder(name, coordinates);
  const double first = coordinates.front();
  const double length = coordinates.back() - first;
  const double last = static_cast<double>(coordinates.size() - 1);
  for (std::size_t i = 1; i < coordinates.size(); ++i)
  {
    const double place = first + length * (static_cast<double>(i) / last);
    if (!(std::abs(coordinates[i] - place) <= AxisTolerance * length))
    {
      throw Error("coordinates are not uniform")
        .Where(name + "[" + std::to_string(i) + "]")
        .Expected(NumberText(place) + ", the others being equally spaced")
        .Found(NumberText(coordinates[i]))
        .Advice("interpolate the values onto equally spaced coordinates before saving them");
    }
  }
}

Grid MakeGrid(
  const std::vector<std::string>& names, const std::vector<std::vector<double>>& coordinates)
{
  constexpr std::size_t mostPoints = std::numeric_limits<int>::max();
  std::array<int, 3> resolution = { 1, 1, 1 };
  std::array<double, 6> bounds = {};
  for (std::size_t axis = 0; axis < coordinates.size(); ++axis)
  {
    CheckUniformAxis(names[axis], coordinates[axis]);
    if (coordinates[axis].size() > mostPoints)
    {
      throw Error("too many coordinates").Where(names[axis]);
    }
    resolution[axis] = static_cast<int>(coordinates[axis].size());
    bounds[2 * axis] = coordinates[axis].front();
    bounds[2 * axis + 1] = coordinates[axis].back();
  }
  return Grid(static_cast<int>(coordinates.size()), resolution, bounds);
}

} // namespace losslandscape
