// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Field/LocalFit.h"

#include "Core/Mathematics/Topology/Field/PrincipalAxes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr int MostMoves = 4; // of the window after the stationary point

LocalFit NoFit(const ScalarField& field, std::int64_t point)
{
  constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
  const Vector3 none = { NaN, NaN, NaN };
  return { false, false, field.Position(point), none, none, none, { none, none, none }, none };
}

} // namespace

/// The values around a point and the polynomials fitted to them.
struct LocalFitter::Window
{
  std::int64_t Center;
  SmallVector Origin;     ///< the center, in cells from the window's middle
  Eigen::VectorXd Values; ///< less the center's, by Scale; 0 outside the domain
  std::vector<int> Missing;
  double Scale;
  std::optional<WindowFit> Parabola;
  std::optional<WindowFit> Best;
};

LocalFitter::LocalFitter(const ScalarField& field, const Triangulation& grid, int radius)
  : Field(field), Grid(grid), Radius(radius)
{
  if (radius < 1 || radius > 10)
  {
    throw Error("window radius is out of range")
      .Expected("1 to 10 points")
      .Found(std::to_string(radius));
  }
  for (int a = 0; a < grid.Dimension(); ++a)
  {
    const int axis = grid.Axis(a);
    this->Length[axis] = std::min<std::int64_t>(2 * radius + 1, field.Size()[axis]);
  }
  if (grid.Dimension() > 0)
  {
    this->MakeRegressions();
  }
}

LocalFitter::~LocalFitter() = default;

void LocalFitter::MakeRegressions()
{
  const int dimension = this->Grid.Dimension();
  std::vector<SmallVector> points;
  for (std::int64_t k = 0; k < this->Length[2]; ++k)
  {
    for (std::int64_t j = 0; j < this->Length[1]; ++j)
    {
      for (std::int64_t i = 0; i < this->Length[0]; ++i)
      {
        const std::array<std::int64_t, 3> index = { i, j, k };
        SmallVector u(dimension);
        for (int a = 0; a < dimension; ++a)
        {
          const int axis = this->Grid.Axis(a);
          u[a] =
            static_cast<double>(index[axis]) - 0.5 * static_cast<double>(this->Length[axis] - 1);
        }
        points.push_back(u);
      }
    }
  }
  this->Quadratic = std::make_unique<WindowRegression>(points, dimension, 2);
  if (this->Radius >= 2)
  {
    this->Quartic = std::make_unique<WindowRegression>(points, dimension, 4);
  }
}

LocalFitter::Window LocalFitter::MakeWindow(std::int64_t center) const
{
  const auto& size = this->Field.Size();
  const auto index = this->Field.Index(center);
  Window window;
  window.Center = center;
  window.Origin.resize(this->Grid.Dimension());
  std::array<std::int64_t, 3> first = { 0, 0, 0 };
  for (int a = 0; a < this->Grid.Dimension(); ++a)
  {
    const int axis = this->Grid.Axis(a);
    first[axis] =
      std::clamp<std::int64_t>(index[axis] - this->Radius, 0, size[axis] - this->Length[axis]);
    window.Origin[a] = static_cast<double>(index[axis] - first[axis]) -
      0.5 * static_cast<double>(this->Length[axis] - 1);
  }
  this->ReadValues(
    first[0] + size[0] * (first[1] + size[1] * first[2]), this->Field.Value(center), window);

  window.Parabola.emplace(*this->Quadratic, window.Values, window.Missing);
  window.Best = window.Parabola;
  if (this->Quartic)
  {
    WindowFit quartic(*this->Quartic, window.Values, window.Missing);
    window.Best = quartic.Determined() ? quartic : window.Best;
  }
  return window;
}

void LocalFitter::ReadValues(std::int64_t first, double own, Window& window) const
{
  const auto& size = this->Field.Size();
  window.Values.resize(this->Length[0] * this->Length[1] * this->Length[2]);
  int next = 0;
  for (std::int64_t k = 0; k < this->Length[2]; ++k)
  {
    for (std::int64_t j = 0; j < this->Length[1]; ++j)
    {
      for (std::int64_t i = 0; i < this->Length[0]; ++i, ++next)
      {
        const std::int64_t point = first + i + size[0] * (j + size[1] * k);
        const bool inside = this->Field.InDomain(point);
        // Halves are subtracted, since the difference of two finite numbers may be infinite.
        window.Values[next] = inside ? 0.5 * this->Field.Value(point) - 0.5 * own : 0.0;
        if (!inside)
        {
          window.Missing.push_back(next);
        }
      }
    }
  }
  const double largest = window.Values.lpNorm<Eigen::Infinity>();
  window.Scale = largest > 0.0 ? largest : 1.0;
  window.Values /= window.Scale;
}

bool LocalFitter::InGrid(std::int64_t center, const SmallVector& u) const
{
  const auto index = this->Field.Index(center);
  for (int a = 0; a < u.size(); ++a)
  {
    const int axis = this->Grid.Axis(a);
    const double at = static_cast<double>(index[axis]) + u[a];
    if (!(at >= 0.0 && at <= static_cast<double>(this->Field.Size()[axis] - 1)))
    {
      return false;
    }
  }
  return true;
}

std::int64_t LocalFitter::Shifted(std::int64_t center, const SmallVector& cells) const
{
  const auto& size = this->Field.Size();
  const std::array<std::int64_t, 3> stride = { 1, size[0], size[0] * size[1] };
  for (int a = 0; a < cells.size(); ++a)
  {
    center += stride[this->Grid.Axis(a)] * static_cast<std::int64_t>(cells[a]);
  }
  return center;
}

/// Moves the window by whole cells until it is centred at the point next to the stationary point of
/// its fit, `u` cells away. False if the stationary point runs away, or out of the domain.
bool LocalFitter::Follow(Window& window, SmallVector& u) const
{
  SmallVector moved = SmallVector::Zero(this->Grid.Dimension());
  for (int move = 0; move <= MostMoves; ++move)
  {
    SmallVector at = window.Origin + u;
    const bool converged = FindStationaryPoint(
      window.Best->Basis(), window.Best->Polynomial(), window.Origin, this->Radius + 1.0, at);
    u = converged ? SmallVector(at - window.Origin) : u;
    const bool found = converged && this->InGrid(window.Center, u) &&
      SmallVector(moved + u).lpNorm<Eigen::Infinity>() <= this->Radius + 0.5;
    const SmallVector shift = u.array().round().matrix();
    if (!found || shift.isZero())
    {
      return found;
    }
    const std::int64_t center = this->Shifted(window.Center, shift);
    if (!this->Field.InDomain(center))
    {
      return false;
    }
    window = this->MakeWindow(center);
    if (!window.Best->Determined())
    {
      return false;
    }
    moved += shift;
    u -= shift;
  }
  // The stationary point hops between two cells; the last fit is as good as the one before.
  return true;
}

/// The standard error of the parabola's curvature along a unit vector, for the scaled values.
double LocalFitter::CurvatureError(const Window& window, const Vector3& direction) const
{
  SmallVector perCell(this->Grid.Dimension());
  double square = 0.0;
  for (int a = 0; a < this->Grid.Dimension(); ++a)
  {
    const int axis = this->Grid.Axis(a);
    perCell[a] = direction[axis] / this->Field.Spacing()[axis];
    square += perCell[a] * perCell[a];
  }
  // Rounding of the scaled values, which are of size 1, adds to the error.
  const double rounding = 64.0 * std::numeric_limits<double>::epsilon() * square;
  const WindowFit& parabola = *window.Parabola;
  return parabola.StandardError(parabola.Basis().CurvatureWeights(perCell)) + rounding;
}

/// Describes the fit at `u` cells from the window's center: derivatives per cell become derivatives
/// per coordinate, embedded in three axes.
LocalFit LocalFitter::Describe(const Window& window, const SmallVector& u) const
{
  const int dimension = this->Grid.Dimension();
  const double scale = 2.0 * window.Scale; // values are halves
  const SmallVector at = window.Origin + u;
  const PolynomialBasis& basis = window.Best->Basis();
  const SmallVector gradient = basis.Gradient(window.Best->Polynomial(), at);
  SmallMatrix hessian = basis.Hessian(window.Best->Polynomial(), at);
  const auto spacing = [this](int a) { return this->Field.Spacing()[this->Grid.Axis(a)]; };

  LocalFit fit = NoFit(this->Field, window.Center);
  fit.Valid = true;
  fit.Gradient = fit.Eigenvalues = fit.EigenvalueErrors = { 0.0, 0.0, 0.0 };
  for (int a = 0; a < dimension; ++a)
  {
    fit.Position[this->Grid.Axis(a)] += u[a] * spacing(a);
    fit.Gradient[this->Grid.Axis(a)] = gradient[a] / spacing(a) * scale;
    for (int b = 0; b < dimension; ++b)
    {
      hessian(a, b) /= spacing(a) * spacing(b);
    }
  }
  const PrincipalAxes axes = FindPrincipalAxes(hessian, this->Grid);
  fit.Eigenvectors = axes.Vectors;
  for (int e = 0; e < dimension; ++e)
  {
    fit.Eigenvalues[e] = axes.Values[e] * scale;
    fit.EigenvalueErrors[e] = this->CurvatureError(window, axes.Vectors[e]) * scale;
  }
  return fit;
}

LocalFit LocalFitter::Fit(std::int64_t point) const
{
  if (this->Grid.Dimension() == 0)
  {
    return NoFit(this->Field, point);
  }
  Window window = this->MakeWindow(point);
  if (!window.Best->Determined())
  {
    return NoFit(this->Field, point);
  }
  SmallVector u = SmallVector::Zero(this->Grid.Dimension());
  LocalFit fit = this->Describe(window, u);
  fit.GradientAtPoint = fit.Gradient;
  if (this->Follow(window, u))
  {
    const Vector3 gradientAtPoint = fit.GradientAtPoint;
    fit = this->Describe(window, u);
    fit.GradientAtPoint = gradientAtPoint;
    fit.Stationary = true;
  }
  return fit;
}

} // namespace topology
} // namespace losslandscape
