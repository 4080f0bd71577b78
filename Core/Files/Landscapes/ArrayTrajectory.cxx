// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/ArrayTrajectory.h"

#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"
#include "Core/Files/Landscapes/GridCoordinates.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

constexpr const char* SecondCoordinate = "proj_ycoord";

std::vector<double> Coordinate(const NamedArrays& arrays, const char* name)
{
  const DenseArray* array = FindDense(arrays, name);
  if (!array || array->Shape.size() != 1 || array->ElementCount() == 0)
  {
    throw Error("no coordinates of a trajectory")
      .Where(name)
      .Expected("an array of one axis with at least one number")
      .Found(array ? "shape " + ShapeText(array->Shape) : std::string("nothing of that name"));
  }
  std::vector<double> values = array->ToDouble();
  const auto bad =
    std::find_if(values.begin(), values.end(), [](double value) { return !std::isfinite(value); });
  if (bad != values.end())
  {
    throw Error("coordinate is not finite")
      .Where(name + ("[" + std::to_string(bad - values.begin()) + "]"))
      .Found(NumberText(*bad));
  }
  return values;
}

} // namespace

SampledTrajectory TrajectoryFromArrays(const NamedArrays& arrays)
{
  const std::vector<double> x = Coordinate(arrays, TrajectoryMark);
  const std::vector<double> y = Coordinate(arrays, SecondCoordinate);
  if (x.size() != y.size())
  {
    throw Error("coordinates differ in number")
      .Where(SecondCoordinate)
      .Expected(std::to_string(x.size()) + " as in " + TrajectoryMark)
      .Found(std::to_string(y.size()));
  }
  SampledTrajectory trajectory;
  for (std::size_t i = 0; i < x.size(); ++i)
  {
    trajectory.Points.push_back({ x[i], y[i] });
  }
  for (const auto& [name, array] : arrays)
  {
    const bool fits =
      array.Shape.size() == 1 && array.Shape[0] == static_cast<std::int64_t>(x.size());
    if (fits && name != TrajectoryMark && name != SecondCoordinate)
    {
      trajectory.Arrays.emplace_back(name, array.ToDouble());
    }
  }
  CompleteEpochs(trajectory);
  return trajectory;
}

void CompleteEpochs(SampledTrajectory& trajectory)
{
  NamedValues& arrays = trajectory.Arrays;
  const auto found = std::find_if(
    arrays.begin(), arrays.end(), [](const auto& entry) { return entry.first == "epoch"; });
  if (found != arrays.end())
  {
    std::rotate(arrays.begin(), found, found + 1);
    return;
  }
  std::vector<double> epochs;
  for (std::size_t i = 0; i < trajectory.Points.size(); ++i)
  {
    epochs.push_back(static_cast<double>(i));
  }
  arrays.insert(arrays.begin(), { "epoch", std::move(epochs) });
}

} // namespace losslandscape
