// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Certification_Certification_h
#define losslandscape_Engine_Studies_Certification_Certification_h

#include "Core/Common/Progress.h"
#include "Core/Engine/Plane/Plane.h"

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace losslandscape
{

struct CertificationOptions
{
  /// What counts as length 1 along each axis: the spacing of the grid that the points come from.
  std::array<double, 3> Spacing = { 1.0, 1.0, 1.0 };
  /// SmallestScale and FarthestMove are those of curvature::SearchOptions.
  double SmallestScale = 0.01;
  double FarthestMove = 2.0;
  /// A gradient by all weights up to this length counts as none.
  double GradientTolerance = 1e-4;
  /// An eigenvalue of the Hessian by all weights up to this share of the largest magnitude (or up
  /// to its residual) counts as zero. Eigenvalues are computed to this accuracy too.
  double EigenvalueTolerance = 1e-3;
  /// The most products that the eigenvalues of the Hessian by all weights may cost.
  int MaximumProducts = 200;
};

/// The kind of a stationary point, numbered as the array `type` of critical points.
enum class StationaryKind
{
  Minimum = 0,
  Saddle = 1,       ///< a saddle, in three dimensions one with a single descending direction
  HigherSaddle = 2, ///< a saddle with two descending directions, in three dimensions only
  Maximum = 3,
  None = 4 ///< no stationary point, or one that curvature does not tell the kind of
};

/// What a point is in the space of all weights.
enum class NetworkKind
{
  Minimum = 0, ///< no gradient, positive eigenvalues, no negative one (zeros count as none)
  Saddle = 1,  ///< no gradient, eigenvalues of both signs
  Maximum = 2, ///< no gradient, negative eigenvalues, no positive one
  Slope = 3,   ///< a gradient: no stationary point at all
  Unknown = 4, ///< loss or derivatives are not finite
  Flat = 5     ///< no gradient, all eigenvalues zero: what it is, curvature cannot tell
};

/// What the network itself says of a critical point of its landscape. NaN where it is not finite;
/// components beyond the plane's dimension are 0.
struct Certificate
{
  /// Where the stationary point is on the true loss; the point that was given if there is none.
  std::array<double, 3> Position = {};
  StationaryKind Kind = StationaryKind::None;
  /// Whether the point was followed down to SmallestScale.
  bool Survived = false;
  /// The smallest scale that the point was followed to, in units of the spacing; infinite if there
  /// is no stationary point even at scale 1.
  double Scale = 0.0;
  /// How far the point moved, in units of the spacing.
  double Move = 0.0;
  /// Loss at Position.
  double Loss = 0.0;
  /// Exact derivatives at Position by the plane's coordinates; the Hessian is 3 x 3, row by row.
  std::array<double, 3> Gradient = {};
  std::array<double, 9> Hessian = {};
  /// Eigenvalues of the exact Hessian, ascending.
  std::array<double, 3> HessianEigenvalues = {};
  /// Eigenvalues of the Hessian at the scale of one grid spacing (see
  /// curvature::DerivativesAtScale), ascending.
  std::array<double, 3> GridScaleEigenvalues = {};
  /// Length of the gradient by all weights.
  double NetworkGradientNorm = 0.0;
  /// Share of the length of the gradient by all weights that lies in the plane, 0 to 1.
  double InPlaneShare = 0.0;
  /// Extreme eigenvalues of the Hessian by all weights, and their residuals.
  double SmallestEigenvalue = 0.0;
  double LargestEigenvalue = 0.0;
  double SmallestResidual = 0.0;
  double LargestResidual = 0.0;
  NetworkKind Ambient = NetworkKind::Unknown;
};

/// What a certificate says, in words, such as "minimum in this slice, saddle in the network".
std::string Verdict(const Certificate& certificate);

/// Takes the certificate of a point, from any worker's thread.
using CertificateSink = std::function<void(std::int64_t point, const Certificate& certificate)>;

/// Looks at each of `points` (plane coordinates; critical points of the landscape on a grid) on the
/// loss itself: finds the stationary point next to it (curvature::FindStationaryPoint) and what
/// that is in the plane and in the space of all weights. Computes in the precision of the plane's
/// problem: double is advisable (Problem::InDoublePrecision).
///
/// Points are shared by workers as in EvaluatePoints; progress and abort likewise. Certificates
/// depend on their point alone. Cost: about 300 passes over the data for the search in a plane, and
/// six for each of 20 to 200 products of the Hessian. Throws Error if an option is out of range.
void CertifyPoints(const Plane& plane, const std::vector<std::array<double, 3>>& points,
  const CertificationOptions& options, int threads, const CertificateSink& store,
  const Progress& progress = {});

} // namespace losslandscape

#endif
