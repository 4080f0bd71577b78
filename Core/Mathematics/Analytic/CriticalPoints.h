// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Analytic_CriticalPoints_h
#define losslandscape_Mathematics_Analytic_CriticalPoints_h

#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include <string>
#include <vector>

namespace losslandscape
{

/// The kinds of critical points. The numbers are those of the `type` arrays of all outputs with
/// critical points.
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
  double GradientMagnitude; ///< at the stored Position, zero but for rounding
};

/// The largest number of points that are listed.
constexpr int MostCriticalPoints = 1 << 20;

/// The reason why CriticalPointsIn refuses a box; empty if it does not. It refuses boxes that may
/// have more than MostCriticalPoints, and coordinates beyond 1e6, where doubles no longer resolve
/// the oscillations of the periodic functions.
std::string WhyNotListed(const AnalyticFunction& function, const Box& box);

/// Lists all critical points in a box, those on its faces included, by ascending z, y, x. Where a
/// minimum is a cusp (Ackley's function at the origin) the Hessian does not exist: the type is
/// Minimum, the index 0, and eigenvalues and gradient magnitude are NaN. Throws Error if
/// WhyNotListed returns a reason.
std::vector<CriticalPoint> CriticalPointsIn(const AnalyticFunction& function, const Box& box);

} // namespace losslandscape

#endif
