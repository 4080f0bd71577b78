// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/GridCoordinates.h"

#include "Core/Common/Error.h"
#include "Core/Files/Landscapes/UniformAxis.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

constexpr const char* LossLandscapeProgram = "xcoordinates";
constexpr const char* StackedCoordinates = "coordinates";
constexpr const char* PlaceOfEachPoint = "grid";

GridCoordinates FromStack(const std::string& name, const DenseArray& array)
{
  const std::vector<std::int64_t>& shape = array.Shape;
  const std::int64_t axes = shape.size() == 2 ? shape[0] : 1;
  if (shape.empty() || shape.size() > 2 || axes < 1 || axes > 3)
  {
    throw Error("cannot use the coordinates")
      .Where(name)
      .Expected("a row for each of 1 to 3 axes")
      .Found("shape " + ShapeText(shape));
  }
  const std::vector<double> values = array.ToDouble();
  const std::size_t length = static_cast<std::size_t>(shape.back());
  GridCoordinates result;
  for (std::int64_t axis = 0; axis < axes; ++axis)
  {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(axis * length);
    result.Names.push_back(name + "[" + std::to_string(axis) + "]");
    result.Axes.emplace_back(first, first + static_cast<std::ptrdiff_t>(length));
  }
  result.Used = { name };
  result.Order = ArrayOrder::XSlowest;
  return result;
}

/// The two coordinates of each point as two matrices, such as numpy.meshgrid makes.
class Mesh
{
public:
  Mesh(const DenseArray& x, const DenseArray& y)
    : Rows(static_cast<std::size_t>(x.Shape[0])), Columns(static_cast<std::size_t>(x.Shape[1])),
      X(x.ToDouble()), Y(y.ToDouble())
  {
  }

  /// Takes an array of shape (rows, columns, 2) that holds the place of each point.
  explicit Mesh(const DenseArray& places)
    : Rows(static_cast<std::size_t>(places.Shape[0])),
      Columns(static_cast<std::size_t>(places.Shape[1]))
  {
    const std::vector<double> values = places.ToDouble();
    for (std::size_t i = 0; i < values.size(); i += 2)
    {
      this->X.push_back(values[i]);
      this->Y.push_back(values[i + 1]);
    }
  }

  /// The axes if the matrices are in that order: x changes along rows with XFastest (meshgrid's
  /// "xy"), along columns with XSlowest ("ij").
  std::vector<std::vector<double>> Axes(ArrayOrder order) const
  {
    return order == ArrayOrder::XFastest
      ? std::vector<std::vector<double>>{ this->FirstRow(this->X), this->FirstColumn(this->Y) }
      : std::vector<std::vector<double>>{ this->FirstColumn(this->X), this->FirstRow(this->Y) };
  }

  bool Has(ArrayOrder order) const
  {
    const auto axes = this->Axes(order);
    const bool fastest = order == ArrayOrder::XFastest;
    for (std::size_t row = 0; row < this->Rows; ++row)
    {
      for (std::size_t column = 0; column < this->Columns; ++column)
      {
        const std::size_t at = row * this->Columns + column;
        if (!Same(this->X[at], axes[0][fastest ? column : row], axes[0]) ||
          !Same(this->Y[at], axes[1][fastest ? row : column], axes[1]))
        {
          return false;
        }
      }
    }
    return true;
  }

private:
  static bool Same(double a, double b, const std::vector<double>& axis)
  {
    return std::abs(a - b) <= AxisTolerance * std::abs(axis.back() - axis.front());
  }

  std::vector<double> FirstRow(const std::vector<double>& values) const
  {
    return std::vector<double>(
      values.begin(), values.begin() + static_cast<std::ptrdiff_t>(this->Columns));
  }

  std::vector<double> FirstColumn(const std::vector<double>& values) const
  {
    std::vector<double> column;
    for (std::size_t row = 0; row < this->Rows; ++row)
    {
      column.push_back(values[row * this->Columns]);
    }
    return column;
  }

  std::size_t Rows;
  std::size_t Columns;
  std::vector<double> X;
  std::vector<double> Y;
};

GridCoordinates FromMesh(
  const std::vector<std::string>& names, const DenseArray& x, const DenseArray* y)
{
  if (x.Shape.size() != 2 || !y || y->Shape != x.Shape || x.ElementCount() == 0)
  {
    throw Error("cannot use the coordinates")
      .Where(names[0])
      .Expected("one axis, or two matrices of numpy.meshgrid")
      .Found("shape " + ShapeText(x.Shape) + " and, for " + names[1] + ", " +
        (y ? ShapeText(y->Shape) : std::string("nothing")));
  }
  const Mesh mesh(x, *y);
  for (const ArrayOrder order : { ArrayOrder::XFastest, ArrayOrder::XSlowest })
  {
    if (mesh.Has(order))
    {
      return { { names[0], names[1] }, mesh.Axes(order), { names[0], names[1] }, order };
    }
  }
  throw Error("coordinates form no grid")
    .Where(names[0] + ", " + names[1])
    .Expected("what numpy.meshgrid makes of two axes");
}

bool Increases(const std::vector<double>& axis)
{
  return std::adjacent_find(
           axis.begin(), axis.end(), [](double a, double b) { return !(a < b); }) == axis.end();
}

/// Takes the coordinates from the array of the places of points, if it fits. The program
/// dnn-mode-connectivity saves two axes, in multiples of its vectors, and beside them where each
/// point lies in the plane. The latter includes the lengths of the vectors, and tells which index
/// belongs to which axis.
void TakePlaces(const DenseArray& places, GridCoordinates& coordinates)
{
  if (coordinates.Axes.size() != 2 || places.Shape.size() != 3 || places.Shape[2] != 2 ||
    places.ElementCount() == 0)
  {
    return;
  }
  const Mesh mesh(places);
  for (const ArrayOrder order : { ArrayOrder::XSlowest, ArrayOrder::XFastest })
  {
    std::vector<std::vector<double>> axes = mesh.Axes(order);
    if (mesh.Has(order) && axes[0].size() == coordinates.Axes[0].size() &&
      axes[1].size() == coordinates.Axes[1].size() && Increases(axes[0]) && Increases(axes[1]))
    {
      coordinates.Axes = std::move(axes);
      coordinates.Names = { std::string(PlaceOfEachPoint) + "[..., 0]",
        std::string(PlaceOfEachPoint) + "[..., 1]" };
      coordinates.Used.push_back(PlaceOfEachPoint);
      coordinates.Order = order;
      return;
    }
  }
}

GridCoordinates FromAxes(const std::vector<std::string>& names, const NamedArrays& arrays)
{
  GridCoordinates result;
  for (const std::string& name : names)
  {
    const DenseArray* axis = FindDense(arrays, name);
    // A matrix `z` beside the axes x and y is no axis: it holds values.
    if (!axis || axis->Shape.size() != 1)
    {
      break;
    }
    result.Names.push_back(name);
    result.Axes.push_back(axis->ToDouble());
  }
  result.Used = result.Names;
  if (names[0] == LossLandscapeProgram)
  {
    result.Order = ArrayOrder::XFastest;
  }
  else if (const DenseArray* places = FindDense(arrays, PlaceOfEachPoint))
  {
    TakePlaces(*places, result);
  }
  return result;
}

std::string AllNames()
{
  std::string text;
  for (const auto& names : CoordinateNames())
  {
    text += (text.empty() ? "" : ", ") + names[0];
  }
  return text;
}

std::string PresentNames(const NamedArrays& arrays)
{
  constexpr std::size_t most = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, arrays.size()); ++i)
  {
    text += (i ? ", " : "") + arrays[i].first;
  }
  return arrays.empty() ? "no array of numbers" : arrays.size() > most ? text + ", ..." : text;
}

} // namespace

const std::vector<std::vector<std::string>>& CoordinateNames()
{
  static const std::vector<std::vector<std::string>> names = { { LossLandscapeProgram,
                                                                 "ycoordinates", "zcoordinates" },
    { StackedCoordinates }, { "x", "y", "z" }, { "X", "Y" }, { "alpha", "beta", "gamma" },
    { "alphas", "betas", "gammas" }, { "xs", "ys", "zs" } };
  return names;
}

const DenseArray* FindDense(const NamedArrays& arrays, const std::string& name)
{
  for (const auto& [candidate, array] : arrays)
  {
    if (candidate == name)
    {
      return &array;
    }
  }
  return nullptr;
}

GridCoordinates FindCoordinates(const NamedArrays& arrays)
{
  for (const auto& names : CoordinateNames())
  {
    const DenseArray* first = FindDense(arrays, names[0]);
    if (!first)
    {
      continue;
    }
    if (names[0] == StackedCoordinates)
    {
      return FromStack(names[0], *first);
    }
    return first->Shape.size() == 1 ? FromAxes(names, arrays)
                                    : FromMesh(names, *first, FindDense(arrays, names[1]));
  }
  throw Error("no coordinates of a landscape")
    .Expected("an array called one of " + AllNames())
    .Found(PresentNames(arrays))
    .Advice(
      "files of directions or weights are no landscapes: the former go into DirectionFiles, the "
      "latter into WeightsFile");
}

} // namespace losslandscape
