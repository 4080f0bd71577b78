// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_PlaneProjection_h
#define losslandscape_Engine_Plane_PlaneProjection_h

#include "Core/Engine/Plane/ParameterVector.h"
#include "Core/Engine/Plane/Plane.h"

#include <array>
#include <vector>

namespace losslandscape
{

/// The point of a plane that is nearest to some weights.
struct Projection
{
  /// Multiples of the directions; 0 beyond the plane's dimension.
  std::array<double, 3> Coordinates = { 0.0, 0.0, 0.0 };
  /// Euclidean distance of the weights to that point.
  double OffPlaneDistance = 0.0;
  /// OffPlaneDistance as a share of the weights' distance to the centre; 0 at the centre.
  double RelativeOffPlaneDistance = 0.0;
};

/// Finds nearest points of a plane. The plane's directions are those that the landscape is
/// evaluated along, rounded to the type of the weights.
class PlaneProjection
{
public:
  explicit PlaneProjection(const Plane& plane);

  Projection Project(ParameterVector weights) const;

private:
  std::vector<double> Coordinates(const ParameterVector& offset) const;

  ParameterVector Centre;
  std::vector<ParameterVector> Axes;
  /// Inverse of the matrix of the directions' scalar products, row by row; the pseudo-inverse where
  /// directions depend on each other.
  std::vector<double> InverseProducts;
};

} // namespace losslandscape

#endif
