// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/CoarseToFine.h"

#include "Core/Mathematics/Sampling/LevelInterpolation.h"

#include <limits>

namespace losslandscape
{
namespace sampling
{

std::vector<std::int64_t> CoarseToFine(const GridLevels& levels)
{
  std::vector<std::int64_t> order;
  order.reserve(static_cast<std::size_t>(levels.NumberOfPoints()));
  for (int level = 0; level < levels.Count(); ++level)
  {
    levels.ForEachOfLevel(level,
      [&](std::int64_t point)
      {
        if (levels.LevelOf(levels.IndexOf(point)) == level)
        {
          order.push_back(point);
        }
      });
  }
  return order;
}

void FillUnknown(const GridLevels& levels, const std::vector<unsigned char>& known,
  std::vector<double>& values, const Progress& progress)
{
  levels.ForEachOfLevel(0,
    [&](std::int64_t point)
    {
      if (!known[point])
      {
        values[point] = std::numeric_limits<double>::quiet_NaN();
      }
    });
  InterpolateUnknown(levels, known, values, progress);
  ClampUnknown(known, values);
}

} // namespace sampling
} // namespace losslandscape
