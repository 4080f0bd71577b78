// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Descent_TrajectoryDescent_h
#define losslandscape_Mathematics_Descent_TrajectoryDescent_h

#include "Core/Mathematics/Descent/CosineSum.h"
#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <cstdint>
#include <vector>

namespace losslandscape
{
namespace trajectory
{

/// Paths in the coordinates of a landscape. Each of Lines has the indices of its points in order;
/// lines may share points.
struct Paths
{
  std::vector<topology::Vector3> Points;
  std::vector<std::vector<std::int64_t>> Lines;
};

/// Totals over all steps that have an angle, see TrajectoryDescent.
struct DescentTotals
{
  CosineSum Cosines;         ///< sum of the cosines of the angles
  std::int64_t Downhill = 0; ///< number of steps with an angle below 90 degrees
  std::int64_t Steps = 0;    ///< number of steps
};

/// How paths descend a landscape, in arrays with a value for each point. A point that is used
/// several times has the values of its last use. Axes along which the landscape has one point are
/// ignored.
struct TrajectoryDescent
{
  /// The landscape's value at the point, also for points of no line; NaN outside the landscape and
  /// in holes.
  std::vector<double> SurfaceLoss;
  /// The angle between the step to the next point and the direction of steepest descent, 0 to 180
  /// degrees. NaN at ends of lines, for steps of length 0 and where there is no gradient or it is
  /// 0.
  std::vector<double> DescentAngle;
  /// The length of the line from its start to the point; NaN for points of no line.
  std::vector<double> ArcLength;
  DescentTotals Totals;
};

/// Measures how the paths descend the landscape, whose values and gradients are interpolated by
/// GridInterpolation. Throws Error for a line that refers to a point that does not exist.
TrajectoryDescent MeasureDescent(
  const topology::ScalarField& field, const Paths& paths, const Execution& execution = {});

} // namespace trajectory
} // namespace losslandscape

#endif
