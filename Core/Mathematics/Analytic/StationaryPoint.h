// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Analytic_StationaryPoint_h
#define losslandscape_Mathematics_Analytic_StationaryPoint_h

#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include <optional>
#include <vector>

namespace losslandscape
{

/// Looks for a stationary point by Newton's method on the gradient, which finds points of any Morse
/// index. No coordinate moves by more than `longestStep` at once. Returns no value if the iteration
/// does not settle or meets a singular Hessian.
std::optional<Vector3> FindStationaryPoint(
  const AnalyticFunction& function, const Vector3& start, double longestStep);

/// Finds the stationary points next to `starts`, which must be these points to a few digits. Throws
/// Error where Newton's method leaves the neighbourhood of a start.
std::vector<Vector3> RefineStationaryPoints(
  const AnalyticFunction& function, const std::vector<Vector3>& starts);

} // namespace losslandscape

#endif
