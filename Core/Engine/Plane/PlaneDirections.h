// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_PlaneDirections_h
#define losslandscape_Engine_Plane_PlaneDirections_h

#include "Core/Engine/Plane/Plane.h"

#include <Eigen/Core>

namespace losslandscape
{

/// The plane's directions as columns, each with the numbers of all parameters in the network's
/// order, row-major. They are rounded to the network's precision, as the landscape is evaluated
/// along them.
Eigen::MatrixXd DirectionMatrix(const Plane& plane);

} // namespace losslandscape

#endif
