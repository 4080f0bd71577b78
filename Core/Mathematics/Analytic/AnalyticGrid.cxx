// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Analytic/AnalyticGrid.h"

#include <vector>

namespace losslandscape
{
namespace
{

/// The number of points between two reports of progress, a few milliseconds of work.
constexpr std::int64_t PointsPerReport = 16384;

/// The coordinates along an axis of the extent, to be computed once for all points.
std::vector<double> AxisCoordinates(const Grid& grid, const Extent& extent, int axis)
{
  std::vector<double> coordinates;
  for (int index = extent[2 * axis]; index <= extent[2 * axis + 1]; ++index)
  {
    coordinates.push_back(grid.Coordinate(axis, index));
  }
  return coordinates;
}

} // namespace

void EvaluateOnGrid(const AnalyticFunction& function, const Grid& grid, const Extent& extent,
  double* values, const Progress& progress)
{
  const std::int64_t total = NumberOfPoints(extent);
  const std::vector<double> x = AxisCoordinates(grid, extent, 0);
  const std::vector<double> y = AxisCoordinates(grid, extent, 1);
  const std::vector<double> z = AxisCoordinates(grid, extent, 2);
  std::int64_t done = 0;
  for (const double atZ : z)
  {
    for (const double atY : y)
    {
      for (const double atX : x)
      {
        if (done % PointsPerReport == 0)
        {
          ReportProgress(progress, static_cast<double>(done) / static_cast<double>(total));
        }
        values[done++] = function.Value({ atX, atY, atZ });
      }
    }
  }
  ReportProgress(progress, 1.0);
}

} // namespace losslandscape
