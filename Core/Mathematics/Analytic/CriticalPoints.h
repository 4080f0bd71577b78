// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Analytic_CriticalPoints_h
#define losslandscape_Mathematics_Analytic_CriticalPoints_h

#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include <string>
#include <vector>

namespace losslandscape
{

/// Numbers are those of the `type` arrays of all outputs with critical points.
enum class CriticalType
{
  Minimum = 0,
  Saddle = 1,       ///< in three dimensions: one descending direction
  SecondSaddle = 2, ///< three dimensions only: two descending directions
  Maximum = 3,
  Degenerate = 4 ///< the Hessian is singular
};

struct CriticalPoint
{
  Vector3 Position;
  double Value;
  CriticalType Type;
  int MorseIndex;           ///< number of negative eigenvalues
  Vector3 Eigenvalues;      ///< of the Hessian, ascending; the third is 0 in two dimensions
  double GradientMagnitude; ///< at Position as stored: rounding only
};

/// Most points that are listed.
constexpr int MostCriticalPoints = 1 << 20;

/// Why CriticalPointsIn refuses a box: more than MostCriticalPoints, or coordinates beyond 1e6,
/// where doubles no longer resolve the oscillations of the periodic functions. Empty if it does not
/// refuse.
std::string WhyNotListed(const AnalyticFunction& function, const Box& box);

/// All critical points in a box, those on its faces included, by ascending z, y, x.
/// Where a minimum is a cusp (Ackley's function at the origin) the Hessian does not exist: type
/// Minimum, index 0, eigenvalues and gradient magnitude NaN.
/// Throws Error where WhyNotListed has something to say.
std::vector<CriticalPoint> CriticalPointsIn(const AnalyticFunction& function, const Box& box);

} // namespace losslandscape

#endif
