// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network.
#ifndef losslandscape_Network_PlaneProjection_h
#define losslandscape_Network_PlaneProjection_h

#include "Core/Network/ParameterVector.h"
#include "Core/Network/Trajectory.h"

#include <vector>

namespace losslandscape
{

/// Finds the nearest point of a plane. Its directions are those that the landscape is evaluated
/// along, as rounded to the type of the weights.
class PlaneProjection
{
public:
  explicit PlaneProjection(const Plane& plane);

  /// Coordinates and distances of the weights; the rest of the point is left as it is by default.
  TrajectoryPoint Project(ParameterVector weights) const;

private:
  std::vector<double> Coordinates(const ParameterVector& offset) const;

  ParameterVector Centre;
  std::vector<ParameterVector> Axes;
  /// Inverse (or pseudo-inverse) of the directions' scalar products, row by row.
  std::vector<double> InverseProducts;
};

} // namespace losslandscape

#endif
