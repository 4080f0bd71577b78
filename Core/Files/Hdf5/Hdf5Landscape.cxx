// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5Landscape.h"

#include "Core/Common/Error.h"
#include "Core/Files/Hdf5/Hdf5File.h"
#include "Core/Files/Landscapes/ArrayTrajectory.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

/// Returns what `interpret` makes of the arrays. Adds the path to its errors, which know of arrays
/// only.
template <typename Interpret>
auto Interpreted(const std::string& path, const NamedArrays& arrays, Interpret&& interpret)
{
  try
  {
    return interpret(arrays);
  }
  catch (const Error& error)
  {
    throw Error(path + ": " + error.what());
  }
}

} // namespace

bool IsHdf5Landscape(const std::string& path)
{
  return NamesLookLikeLandscape(Hdf5Names(path));
}

SampledLandscape ReadHdf5Landscape(
  const std::string& path, const ArrayLandscapeOptions& options, const Progress& progress)
{
  Hdf5Contents contents = ReadHdf5(path, progress);
  SampledLandscape landscape = Interpreted(path, contents.Arrays,
    [&](const NamedArrays& arrays) { return LandscapeFromArrays(arrays, options); });
  landscape.Texts = std::move(contents.Texts);
  landscape.Skipped.insert(
    landscape.Skipped.end(), contents.Skipped.begin(), contents.Skipped.end());
  return landscape;
}

bool IsHdf5Trajectory(const std::string& path)
{
  const std::vector<std::string> names = Hdf5Names(path);
  return std::find(names.begin(), names.end(), TrajectoryMark) != names.end();
}

SampledTrajectory ReadHdf5Trajectory(const std::string& path, const Progress& progress)
{
  return Interpreted(path, ReadHdf5(path, progress).Arrays, TrajectoryFromArrays);
}

} // namespace losslandscape
