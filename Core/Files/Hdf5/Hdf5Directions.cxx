// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5Directions.h"

#include "Core/Files/Hdf5/Hdf5Bytes.h"

namespace losslandscape
{

const std::vector<std::string>& Hdf5DirectionNames()
{
  static const std::vector<std::string> names = { "xdirection", "ydirection" };
  return names;
}

std::vector<Hdf5Direction> ReadHdf5Directions(const std::string& path, const Progress& progress)
{
  std::vector<Hdf5Direction> directions;
  Hdf5Contents contents = UnpackHdf5(RunHdf5Program("directions", path, progress));
  for (auto& [name, tensor] : contents.Arrays)
  {
    const std::string group = name.substr(0, name.find('/'));
    if (directions.empty() || directions.back().Name != group)
    {
      directions.push_back({ group, {} });
    }
    directions.back().Tensors.push_back(std::move(tensor));
  }
  return directions;
}

} // namespace losslandscape
