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

/// Paths through the coordinates of a landscape, each the ids of its points in order. Paths may
/// share points.
struct Paths
{
  std::vector<topology::Vector3> Points;
  std::vector<std::vector<std::int64_t>> Lines;
};

/// Of steps that have a direction, on a landscape that has one there: all steps with an angle.
struct DescentTotals
{
  CosineSum Cosines; ///< of the angles
  std::int64_t Downhill = 0;
  std::int64_t Steps = 0;
};

/// How paths descend a landscape: a value for each point. A point that is used several times has
/// those of its last use. Axes along which the landscape has one point are ignored.
struct TrajectoryDescent
{
  /// Also of points of no line; NaN outside the landscape and in holes.
  std::vector<double> SurfaceLoss;
  /// Degrees between the step to the next point and the direction of steepest descent, 0 to 180.
  /// NaN at ends of lines, for steps of length 0 and where there is no gradient or it is 0.
  std::vector<double> DescentAngle;
  /// From the start of the line; NaN for points of no line.
  std::vector<double> ArcLength;
  DescentTotals Totals;
};

/// Values are interpolated as by GridInterpolation. Throws Error for an id that is no point.
TrajectoryDescent MeasureDescent(
  const topology::ScalarField& field, const Paths& paths, const Execution& execution = {});

} // namespace trajectory
} // namespace losslandscape

#endif
