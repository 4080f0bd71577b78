// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_LocalFit_h
#define losslandscape_Mathematics_Topology_Field_LocalFit_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"
#include "Core/Mathematics/Topology/Field/Triangulation.h"
#include "Core/Mathematics/Topology/Field/WindowFit.h"

#include <memory>

namespace losslandscape
{
namespace topology
{

/// What a polynomial that is fitted around a point of the grid tells. Derivatives are in value per
/// (squared) coordinate.
struct LocalFit
{
  bool Valid = false;      ///< enough points in the domain to fit
  bool Stationary = false; ///< the polynomial has a stationary point nearby; Position is there
  Vector3 Position;        ///< else the point itself
  Vector3 Gradient;        ///< at Position; 0 on axes of one point
  Vector3 GradientAtPoint; ///< at the point, of the fit around it
  Vector3 Eigenvalues;     ///< of the Hessian at Position; see CriticalPoint
  std::array<Vector3, 3> Eigenvectors;
  /// Standard errors of the eigenvalues, from the residuals of the quadratic fit: noise, kinks, and
  /// whatever else a parabola does not follow within the window.
  Vector3 EigenvalueErrors;
};

/// Fits least-squares polynomials in windows of (2 radius + 1) points per axis, which are moved
/// inward at the border. A quadratic polynomial gives the Hessian of a parabola and its errors.
/// However, third and fourth derivatives of a smooth function would move its stationary point by
/// some hundredths of a cell, and its curvature by some percent. With a radius of 2 or more they
/// are therefore fitted too, and position and Hessian are those of the quartic polynomial at its
/// stationary point (found by Newton's method, with the window following it by whole cells). Values
/// are scaled, so that none is too large. Cost: a window's points times coefficients (up to 35) for
/// each fit, and again for each step that the window follows. Safe to share between threads.
class LocalFitter
{
public:
  /// Throws Error for a radius outside 1 to 10.
  LocalFitter(const ScalarField& field, const Triangulation& grid, int radius);
  ~LocalFitter();

  LocalFit Fit(std::int64_t point) const;

private:
  struct Window;
  void MakeRegressions();
  Window MakeWindow(std::int64_t center) const;
  void ReadValues(std::int64_t first, double own, Window& window) const;
  bool Follow(Window& window, SmallVector& u) const;
  bool InGrid(std::int64_t center, const SmallVector& u) const;
  std::int64_t Shifted(std::int64_t center, const SmallVector& cells) const;
  double CurvatureError(const Window& window, const Vector3& direction) const;
  LocalFit Describe(const Window& window, const SmallVector& u) const;

  const ScalarField& Field;
  const Triangulation& Grid;
  const int Radius;
  std::array<std::int64_t, 3> Length = { 1, 1, 1 }; ///< lengths of a window, in points
  /// One regression serves all windows, as they have the same points, seen from their middles.
  std::unique_ptr<const WindowRegression> Quadratic;
  std::unique_ptr<const WindowRegression> Quartic; ///< with a radius of 2 or more
};

} // namespace topology
} // namespace losslandscape

#endif
