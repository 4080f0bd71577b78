// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Analytic/AnalyticGrid.h"

namespace losslandscape
{
namespace
{

/// A few milliseconds of work.
constexpr std::int64_t PointsPerReport = 16384;

} // namespace

void EvaluateOnGrid(const AnalyticFunction& function, const Grid& grid, const Extent& extent,
  double* values, const Progress& progress)
{
  const std::int64_t total = NumberOfPoints(extent);
  std::int64_t done = 0;
  for (int k = extent[4]; k <= extent[5]; ++k)
  {
    for (int j = extent[2]; j <= extent[3]; ++j)
    {
      for (int i = extent[0]; i <= extent[1]; ++i)
      {
        if (done % PointsPerReport == 0)
        {
          ReportProgress(progress, static_cast<double>(done) / static_cast<double>(total));
        }
        values[done++] =
          function.Value({ grid.Coordinate(0, i), grid.Coordinate(1, j), grid.Coordinate(2, k) });
      }
    }
  }
  ReportProgress(progress, 1.0);
}

} // namespace losslandscape
