// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Analytic_AckleyStationaryPoints_h
#define losslandscape_Mathematics_Analytic_AckleyStationaryPoints_h

#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include <vector>

namespace losslandscape
{

/// An upper limit of the number of points that AckleyStationaryPoints lists.
double MostAckleyStationaryPoints(int dimension, const Box& box);

/// Finds all stationary points of Ackley's function in a box (and some around it), the cusp at the
/// origin first. `ackley` gives derivatives and dimension.
///
/// They belong to the lattice of half-integer points. With s(x) = (a b / c) exp(-b r - m) / r,
/// where r is the root mean square and m the mean cosine of the coordinates, the gradient vanishes
/// where sin(c x_i) = -s x_i on every axis: x_i = 0, or k - 1/2 < |x_i| < k for an integer k.
/// - Beyond 12 units, s is so small that each combination of k - 1/2, k and 0 has exactly one
///   stationary point, which Newton's method finds from there.
/// - Within 12 units, stationary points lie up to a quarter farther out than those of the lattice,
///   and some points of the lattice have none. Newton's method starts from eighths of a unit. The
///   function is symmetric in the axes and in the signs of coordinates, so that starts with x_1 >=
///   x_2 >= x_3 >= 0 suffice.
std::vector<Vector3> AckleyStationaryPoints(const AnalyticFunction& ackley, const Box& box);

} // namespace losslandscape

#endif
