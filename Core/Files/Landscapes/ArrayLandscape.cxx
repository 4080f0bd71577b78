// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/ArrayLandscape.h"

#include "Core/Common/Error.h"
#include "Core/Files/Landscapes/NotComputed.h"
#include "Core/Files/Landscapes/UniformAxis.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

const std::vector<std::string> LossNames = { "train_loss", "loss", "losses", "loss_vals",
  "loss_surface", "Z", "z" };
const std::vector<std::string> AccuracyNames = { "train_acc", "accuracy", "accuracies", "acc" };
constexpr const char* EvaluatedName = "evaluated";

using Shape = std::vector<std::int64_t>;

/// The shape (nx, ny, nz), with those axes only that the grid has.
Shape LengthsOf(const Grid& grid)
{
  return Shape(grid.Resolution().begin(), grid.Resolution().begin() + grid.Dimension());
}

Shape Reversed(Shape shape)
{
  std::reverse(shape.begin(), shape.end());
  return shape;
}

bool Fits(const DenseArray& array, const Shape& lengths)
{
  const bool isFlat = array.Shape.size() == 1 && array.ElementCount() == ElementCount(lengths);
  return isFlat || array.Shape == lengths || array.Shape == Reversed(lengths);
}

ArrayOrder OrderOf(
  const DenseArray& array, const Shape& lengths, ArrayOrder wanted, ArrayOrder natural)
{
  if (wanted != ArrayOrder::Automatic)
  {
    return wanted;
  }
  if (natural != ArrayOrder::Automatic)
  {
    return natural;
  }
  return array.Shape == lengths ? ArrayOrder::XSlowest : ArrayOrder::XFastest;
}

/// Whether the values may be in either order: the array is flat, or its shape is the same in both,
/// or there are no coordinates that its shape could be compared with.
bool FitsBothOrders(const DenseArray& array, const Shape& lengths, bool areAssumed)
{
  const auto extended =
    std::count_if(lengths.begin(), lengths.end(), [](std::int64_t length) { return length > 1; });
  return extended > 1 && (areAssumed || array.Shape.size() == 1 || lengths == Reversed(lengths));
}

std::string OrderWarning(const std::string& name, const DenseArray& array, ArrayOrder taken)
{
  const bool slowest = taken == ArrayOrder::XSlowest;
  return "nothing in the file tells which index of " + name + " " + ShapeText(array.Shape) +
    " belongs to which axis; taken as " +
    (array.Shape.size() == 1
        ? (slowest ? "the first axis changing slowest" : "the first axis changing fastest")
        : (slowest ? "array[x][y]" : "array[y][x]")) +
    "; if the landscape is mirrored along its diagonal, set ArrayOrder to " +
    (slowest ? "X Fastest" : "X Slowest");
}

/// Reorders values from array[x][y][z] to x fastest.
std::vector<double> Transposed(const std::vector<double>& values, const Grid& grid)
{
  const auto& count = grid.Resolution();
  std::vector<double> result;
  result.reserve(values.size());
  for (int k = 0; k < count[2]; ++k)
  {
    for (int j = 0; j < count[1]; ++j)
    {
      for (int i = 0; i < count[0]; ++i)
      {
        result.push_back(values[(std::size_t(i) * count[1] + j) * count[2] + k]);
      }
    }
  }
  return result;
}

bool Contains(const std::vector<std::string>& names, const std::string& name)
{
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Moves the first array with one of the names to `place` and renames it.
bool Promote(NamedValues& arrays, const std::vector<std::string>& names, const std::string& name,
  std::size_t place)
{
  for (const std::string& candidate : names)
  {
    const auto found = std::find_if(
      arrays.begin(), arrays.end(), [&](const auto& entry) { return entry.first == candidate; });
    if (found != arrays.end())
    {
      std::rotate(arrays.begin() + static_cast<std::ptrdiff_t>(place), found, found + 1);
      arrays[place].first = name;
      return true;
    }
  }
  return false;
}

/// Names of the losses and accuracies of a split, in the order of preference. Where the file has no
/// other loss, the first of them is copied to `loss` and `accuracy`.
const std::vector<std::pair<std::string, std::vector<std::string>>> SplitNames = { { "tr_loss",
                                                                                     { "tr_acc" } },
  { "training_loss", { "training_accuracy", "training_acc" } }, { "te_loss", { "te_acc" } },
  { "test_loss", { "test_accuracy", "test_acc" } }, { "val_loss", { "val_accuracy", "val_acc" } } };

void CopyTo(
  NamedValues& arrays, const std::string& from, const std::string& name, std::size_t place)
{
  std::vector<double> values = *FindArray(arrays, from);
  arrays.emplace(arrays.begin() + static_cast<std::ptrdiff_t>(place), name, std::move(values));
}

/// Gives a file whose losses have the name of a split a `loss`, and the `accuracy` of that split.
void AddSplit(NamedValues& arrays)
{
  for (const auto& [loss, accuracies] : SplitNames)
  {
    if (!FindArray(arrays, loss))
    {
      continue;
    }
    CopyTo(arrays, loss, "loss", 0);
    for (const std::string& accuracy : accuracies)
    {
      if (!FindArray(arrays, "accuracy") && FindArray(arrays, accuracy))
      {
        CopyTo(arrays, accuracy, "accuracy", 1);
      }
    }
    return;
  }
}

/// Appends `_2` to the names of arrays that happen to be called like one that was renamed.
void KeepNamesApart(NamedValues& arrays)
{
  std::vector<std::string> names;
  for (auto& entry : arrays)
  {
    while (Contains(names, entry.first))
    {
      entry.first += "_2";
    }
    names.push_back(entry.first);
  }
}

/// Drops an accuracy without any value: files of loss-landscape have an accuracy even where nobody
/// has measured one.
void DropEmptyAccuracy(NamedValues& arrays)
{
  const auto accuracy = std::find_if(
    arrays.begin(), arrays.end(), [](const auto& entry) { return entry.first == "accuracy"; });
  if (arrays.size() > 1 && accuracy != arrays.end() &&
    std::all_of(accuracy->second.begin(), accuracy->second.end(),
      [](double value) { return std::isnan(value); }))
  {
    arrays.erase(accuracy);
  }
}

void TakeEvaluated(SampledLandscape& landscape)
{
  NamedValues& arrays = landscape.Arrays;
  const auto found = std::find_if(
    arrays.begin(), arrays.end(), [](const auto& entry) { return entry.first == EvaluatedName; });
  if (found == arrays.end() || arrays.size() == 1)
  {
    return;
  }
  landscape.Evaluated.clear();
  for (const double value : found->second)
  {
    landscape.Evaluated.push_back(value != 0.0 ? 1 : 0);
  }
  arrays.erase(found);
}

void AddArrays(const NamedArrays& arrays, const GridCoordinates& coordinates,
  const ArrayLandscapeOptions& options, SampledLandscape& landscape)
{
  const Shape lengths = LengthsOf(landscape.Points);
  for (const auto& [name, array] : arrays)
  {
    if (Contains(coordinates.Used, name))
    {
      continue;
    }
    if (!Fits(array, lengths))
    {
      landscape.Skipped.push_back(name + " " + ShapeText(array.Shape));
      continue;
    }
    std::vector<double> values = array.ToDouble();
    const ArrayOrder order = OrderOf(array, lengths, options.Order, coordinates.Order);
    const bool told =
      options.Order != ArrayOrder::Automatic || coordinates.Order != ArrayOrder::Automatic;
    if (!told && landscape.Warnings.empty() &&
      FitsBothOrders(array, lengths, coordinates.AreAssumed))
    {
      landscape.Warnings.push_back(OrderWarning(name, array, order));
    }
    if (order == ArrayOrder::XSlowest)
    {
      values = Transposed(values, landscape.Points);
    }
    landscape.Arrays.emplace_back(name, std::move(values));
  }
}

std::string FirstOf(const std::vector<std::string>& names)
{
  constexpr std::size_t shown = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, names.size()); ++i)
  {
    text += (i ? ", " : "") + names[i];
  }
  return text + (names.size() > shown ? ", ... (" + std::to_string(names.size()) + ")" : "");
}

DenseArray Axis(const Grid& grid, int axis)
{
  std::vector<double> coordinates;
  for (int i = 0; i < grid.Resolution()[axis]; ++i)
  {
    coordinates.push_back(grid.Coordinate(axis, i));
  }
  return DenseArray::FromDouble({ grid.Resolution()[axis] }, coordinates);
}

std::vector<double> WithoutMissing(
  std::vector<double> values, const std::vector<std::uint8_t>& missing)
{
  for (std::size_t point = 0; point < missing.size(); ++point)
  {
    values[point] = missing[point] ? -1.0 : values[point];
  }
  return values;
}

/// Whether there are points whose value was interpolated, that is neither evaluated nor missing.
bool HasInterpolated(const SampledLandscape& landscape)
{
  for (std::size_t point = 0; point < landscape.Evaluated.size(); ++point)
  {
    if (!landscape.Evaluated[point] && !landscape.Missing[point])
    {
      return true;
    }
  }
  return false;
}

} // namespace

SampledLandscape LandscapeFromArrays(
  const NamedArrays& arrays, const ArrayLandscapeOptions& options)
{
  const GridCoordinates coordinates = FindCoordinates(arrays);
  return LandscapeOnGrid(
    MakeGrid(coordinates.Names, coordinates.Axes), arrays, coordinates, options);
}

SampledLandscape LandscapeOnGrid(const Grid& grid, const NamedArrays& arrays,
  const GridCoordinates& coordinates, const ArrayLandscapeOptions& options)
{
  SampledLandscape landscape = { grid, {}, {}, {}, {}, {} };
  AddArrays(arrays, coordinates, options, landscape);
  TakeEvaluated(landscape);
  if (landscape.Arrays.empty())
  {
    throw Error("no values on the grid")
      .Expected("an array of shape " + ShapeText(Reversed(LengthsOf(landscape.Points))))
      .Found(landscape.Skipped.empty() ? "coordinates alone" : FirstOf(landscape.Skipped))
      .Advice(landscape.Skipped.empty()
          ? "wait until the program that writes the file has stored its first values"
          : "put the values into one array with a value for each point of the coordinates");
  }
  const bool hasLoss = Promote(landscape.Arrays, LossNames, "loss", 0);
  Promote(landscape.Arrays, AccuracyNames, "accuracy", hasLoss ? 1 : 0);
  if (!hasLoss)
  {
    AddSplit(landscape.Arrays);
  }
  KeepNamesApart(landscape.Arrays);
  if (options.MinusOneIsNotComputed)
  {
    ReplaceNotComputed(landscape.Arrays);
    DropEmptyAccuracy(landscape.Arrays);
  }
  MarkMissing(landscape);
  return landscape;
}

bool NamesLookLikeLandscape(const std::vector<std::string>& names)
{
  return names.size() > 1 &&
    std::any_of(CoordinateNames().begin(), CoordinateNames().end(),
      [&](const auto& possibility) { return Contains(names, possibility[0]); });
}

NamedArrays ArraysFromLandscape(const SampledLandscape& landscape)
{
  const std::vector<std::string> axisNames = CoordinateNames().front();
  NamedArrays arrays;
  for (int axis = 0; axis < landscape.Points.Dimension(); ++axis)
  {
    arrays.emplace_back(axisNames[axis], Axis(landscape.Points, axis));
  }
  const Shape shape = Reversed(LengthsOf(landscape.Points));
  for (const auto& [name, values] : landscape.Arrays)
  {
    const bool isLoss = name == "loss";
    const bool isAccuracy = name == "accuracy";
    arrays.emplace_back(isLoss ? "train_loss"
        : isAccuracy           ? "train_acc"
                               : name,
      DenseArray::FromDouble(
        shape, isLoss || isAccuracy ? WithoutMissing(values, landscape.Missing) : values));
  }
  if (!FindDense(arrays, "train_acc"))
  {
    const std::vector<double> unknown(landscape.Missing.size(), -1.0);
    arrays.emplace_back("train_acc", DenseArray::FromDouble(shape, unknown));
  }
  if (HasInterpolated(landscape))
  {
    const std::vector<double> flags(landscape.Evaluated.begin(), landscape.Evaluated.end());
    arrays.emplace_back(EvaluatedName, DenseArray::FromDouble(shape, flags));
  }
  return arrays;
}

} // namespace losslandscape
