// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Critical_CriticalPoints_h
#define losslandscape_Mathematics_Topology_Critical_CriticalPoints_h

#include "Core/Mathematics/Topology/Critical/CriticalVertices.h"
#include "Core/Mathematics/Topology/Critical/Persistence.h"

namespace losslandscape
{
namespace topology
{

struct CriticalPointOptions
{
  double PersistenceThreshold = 0.0; ///< points below it are left out
  bool Relative = true;              ///< the threshold is a share of the range of values
  MaximumPairing Pairing = MaximumPairing::Superlevel;
  bool IncludeBoundary = true;
  bool SubCell = true;  ///< move points to the fitted stationary point
  int WindowRadius = 2; ///< points on each side that the fit sees, 1 to 10
};

/// A critical vertex with what a polynomial that is fitted around it (LocalFit.h) tells.
struct CriticalPoint
{
  std::int64_t Vertex;
  CriticalType Type;
  bool OnBoundary;
  double Value;       ///< at the vertex
  double Persistence; ///< largest of its pairs, infinite for an infinite one, 0 if it has none
  Vector3 Position;   ///< the vertex, or the stationary point of the fit
  double GradientMagnitude; ///< of the fit, at Position; NaN if nothing could be fitted
  /// Eigenvalues of the fitted Hessian at the stationary point if the fit has one nearby, else at
  /// the vertex. They ascend; then follow 0 and the unit vector for each axis of the grid with one
  /// point. NaN if nothing could be fitted.
  Vector3 Eigenvalues;
  std::array<Vector3, 3> Eigenvectors; ///< unit vectors, in the order of Eigenvalues
  int MorseIndex; ///< negative eigenvalues; -1: one is within its fit error of zero, or no fit
  bool IsMorse;   ///< MorseIndex is what Type says
};

/// Finds the critical points that the options let through, by ascending vertex id.
std::vector<CriticalPoint> FindCriticalPoints(
  const ScalarField& field, const CriticalPointOptions& options, const Execution& execution = {});

} // namespace topology
} // namespace losslandscape

#endif
