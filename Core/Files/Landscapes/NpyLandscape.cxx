// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/NpyLandscape.h"

#include "Core/Common/Error.h"
#include "Core/Files/NumPy/Npy.h"

#include <algorithm>
#include <limits>

namespace losslandscape
{
namespace
{

bool HasAxesOfALandscape(const std::vector<std::int64_t>& shape)
{
  return !shape.empty() && shape.size() <= 3 && std::count(shape.begin(), shape.end(), 0) == 0;
}

void CheckShape(const std::vector<std::int64_t>& shape)
{
  if (!HasAxesOfALandscape(shape))
  {
    throw Error("the array is no landscape")
      .Expected("losses along one, two or three axes")
      .Found("shape " + ShapeText(shape))
      .Advice("save one array of losses with numpy.save(file, array[...]), without other axes "
              "(numpy.squeeze removes those of length 1), or several by name with numpy.savez");
  }
}

Grid GridFor(const std::vector<std::int64_t>& shape, const ArrayLandscapeOptions& options)
{
  std::vector<std::int64_t> lengths = shape;
  if (options.Order == ArrayOrder::XFastest)
  {
    std::reverse(lengths.begin(), lengths.end());
  }
  std::array<int, 3> resolution = { 1, 1, 1 };
  std::transform(lengths.begin(), lengths.end(), resolution.begin(),
    [](std::int64_t length)
    { return static_cast<int>(std::min<std::int64_t>(length, std::numeric_limits<int>::max())); });
  return Grid(static_cast<int>(lengths.size()), resolution, options.Bounds);
}

SampledLandscape LandscapeOf(DenseArray losses, const ArrayLandscapeOptions& options)
{
  CheckShape(losses.Shape);
  const Grid grid = GridFor(losses.Shape, options);
  NamedArrays arrays;
  arrays.emplace_back("loss", std::move(losses));
  GridCoordinates coordinates;
  coordinates.AreAssumed = true;
  SampledLandscape landscape = LandscapeOnGrid(grid, arrays, coordinates, options);
  if (options.Bounds == DefaultBounds)
  {
    landscape.Warnings.push_back("the file has no coordinates; the landscape is taken to go from "
                                 "-1 to 1 along each axis; set Bounds if it does not");
  }
  return landscape;
}

} // namespace

bool IsNpyLandscape(const std::string& path)
{
  try
  {
    if (!IsNpyFile(path))
    {
      return false;
    }
    const NumpyLayout layout = ReadNpyLayout(path);
    // Decoding nothing shows whether the type is one of numbers.
    DecodeNumpy({ layout.Descr, false, { 0 } }, {});
    return HasAxesOfALandscape(layout.Shape);
  }
  catch (const std::exception&)
  {
    return false;
  }
}

SampledLandscape ReadNpyLandscape(const std::string& path, const ArrayLandscapeOptions& options)
{
  DenseArray losses = ReadNpy(path);
  try
  {
    return LandscapeOf(std::move(losses), options);
  }
  catch (const Error& error)
  {
    throw Error(path + ": " + error.what());
  }
}

} // namespace losslandscape
