// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Topology/LocalFit.h"

#include "Core/Topology/LocalPolynomial.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace losslandscape
{
namespace topology
{
namespace
{

// At a degenerate point each step only halves the distance.
constexpr int MostNewtonSteps = 60;
constexpr int MostMoves = 4; // of the window after the stationary point
// In cells; Newton converges quadratically, and at a degenerate point rounding allows no more.
constexpr double Converged = 1e-7;

/// Least-squares fit of all points of a window: coefficients are Solve times values.
struct Regression
{
  Regression(const std::vector<SmallVector>& points, int dimension, int degree)
    : Basis(dimension, degree), Design(points.size(), Basis.Size())
  {
    for (std::size_t i = 0; i < points.size(); ++i)
    {
      this->Design.row(i) = this->Basis.Values(points[i]).transpose();
    }
    if (this->Design.rows() < this->Design.cols())
    {
      return;
    }
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(this->Design);
    this->Determined = qr.rank() == this->Design.cols();
    if (this->Determined)
    {
      this->Solve = qr.solve(Eigen::MatrixXd::Identity(this->Design.rows(), this->Design.rows()));
    }
  }

  PolynomialBasis Basis;
  Eigen::MatrixXd Design;
  Eigen::MatrixXd Solve;
  bool Determined = false;
};

Eigen::Map<const Eigen::VectorXd> MapOf(const std::vector<double>& values)
{
  return { values.data(), static_cast<Eigen::Index>(values.size()) };
}

} // namespace

/// The fits that the points of a window allow.
class WindowModel
{
public:
  WindowModel(const std::vector<SmallVector>& points, int dimension, int degree)
    : Quadratic(points, dimension, 2)
  {
    if (degree > 2)
    {
      this->Higher = std::make_unique<Regression>(points, dimension, degree);
    }
  }

  bool Usable() const { return this->Quadratic.Determined; }
  const Regression& Best() const
  {
    return this->Higher && this->Higher->Determined ? *this->Higher : this->Quadratic;
  }
  const Regression& Parabola() const { return this->Quadratic; }

private:
  const Regression Quadratic;
  std::unique_ptr<Regression> Higher;
};

struct LocalFitter::Window
{
  std::int64_t Center;
  Corner First;                    ///< offset of the first point
  std::vector<SmallVector> Points; ///< in cells from the center
  std::vector<double> Values;      ///< less the center's, by Scale
  double Scale;
  bool Complete; ///< no holes, and no axis cut short
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
}

LocalFitter::~LocalFitter() = default;

bool LocalFitter::MakeWindow(std::int64_t center, Window& window)
{
  const int dimension = this->Grid.Dimension();
  const auto index = this->Field.Index(center);
  window.Center = center;
  window.First = { 0, 0, 0 };
  window.Complete = true;
  Corner length = { 1, 1, 1 };
  for (int a = 0; a < dimension; ++a)
  {
    const int axis = this->Grid.Axis(a);
    const std::int64_t points = this->Field.Size()[axis];
    length[axis] = static_cast<int>(std::min<std::int64_t>(2 * this->Radius + 1, points));
    window.Complete = window.Complete && length[axis] == 2 * this->Radius + 1;
    const std::int64_t first =
      std::clamp<std::int64_t>(index[axis] - this->Radius, 0, points - length[axis]);
    window.First[axis] = static_cast<int>(first - index[axis]);
  }
  window.Points.clear();
  window.Values.clear();
  const auto& size = this->Field.Size();
  const double own = this->Field.Value(center);
  double largest = 0.0;
  for (int k = 0; k < length[2]; ++k)
  {
    for (int j = 0; j < length[1]; ++j)
    {
      for (int i = 0; i < length[0]; ++i)
      {
        const std::array<int, 3> offset = { window.First[0] + i, window.First[1] + j,
          window.First[2] + k };
        const std::int64_t point = center + offset[0] + size[0] * (offset[1] + size[1] * offset[2]);
        if (!this->Field.InDomain(point))
        {
          window.Complete = false;
          continue;
        }
        SmallVector u(dimension);
        for (int a = 0; a < dimension; ++a)
        {
          u[a] = offset[this->Grid.Axis(a)];
        }
        window.Points.push_back(u);
        // Halves, since the difference of two finite numbers may be infinite.
        window.Values.push_back(0.5 * this->Field.Value(point) - 0.5 * own);
        largest = std::max(largest, std::abs(window.Values.back()));
      }
    }
  }
  window.Scale = largest > 0.0 ? largest : 1.0;
  for (double& value : window.Values)
  {
    value /= window.Scale;
  }
  return this->ModelFor(window)->Usable();
}

std::shared_ptr<const WindowModel> LocalFitter::ModelFor(const Window& window)
{
  const int dimension = this->Grid.Dimension();
  const int degree = this->Radius >= 2 ? 4 : 2;
  if (!window.Complete)
  {
    return std::make_shared<WindowModel>(window.Points, dimension, degree);
  }
  auto& model = this->Models[window.First];
  if (!model)
  {
    model = std::make_shared<WindowModel>(window.Points, dimension, degree);
  }
  return model;
}

namespace
{

/// Newton's method from `u`, the window's middle or a guess; true if it converges within `reach`.
bool FindStationary(
  const PolynomialBasis& basis, const Coefficients& coefficients, double reach, SmallVector& u)
{
  SmallVector at = u;
  for (int i = 0; i < MostNewtonSteps; ++i)
  {
    const SmallVector gradient = basis.Gradient(coefficients, at);
    const SmallMatrix hessian = basis.Hessian(coefficients, at);
    const SmallVector step =
      Eigen::CompleteOrthogonalDecomposition<SmallMatrix>(hessian).solve(-gradient);
    if (!step.allFinite())
    {
      return false;
    }
    const double longest = step.lpNorm<Eigen::Infinity>();
    at += longest > 1.0 ? SmallVector(step / longest) : step;
    if (at.lpNorm<Eigen::Infinity>() > reach)
    {
      return false;
    }
    if (longest < Converged)
    {
      u = at;
      return true;
    }
  }
  return false;
}

/// sqrt of the variance of v' H v of the quadratic fit with these residuals.
double CurvatureError(
  const Regression& fit, const Eigen::Ref<const Eigen::VectorXd>& values, const SmallVector& v)
{
  const Eigen::VectorXd residuals = values - fit.Design * (fit.Solve * values);
  const auto freedom = fit.Design.rows() - fit.Design.cols();
  const double variance =
    freedom > 0 ? residuals.squaredNorm() / static_cast<double>(freedom) : 0.0;
  const double statistical =
    std::sqrt(variance) * (fit.Solve.transpose() * fit.Basis.CurvatureWeights(v)).norm();
  // Scaled values are of size 1, and have been rounded.
  return statistical + 64.0 * std::numeric_limits<double>::epsilon() * v.squaredNorm();
}

/// Derivatives per cell to derivatives per coordinate, embedded in three axes.
class Description
{
public:
  Description(const ScalarField& field, const Triangulation& grid)
    : Field(field), Grid(grid), Dimension(grid.Dimension())
  {
  }

  LocalFit Nothing(std::int64_t point) const
  {
    constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
    const Vector3 none = { NaN, NaN, NaN };
    return { false, false, this->Field.Position(point), none, none, none, { none, none, none },
      none };
  }

  /// Of the fit at `u` cells from `center`.
  LocalFit operator()(const WindowModel& model, const Eigen::Ref<const Eigen::VectorXd>& values,
    double scale, std::int64_t center, const SmallVector& u) const
  {
    LocalFit fit = this->Nothing(center);
    fit.Valid = true;
    const Regression& best = model.Best();
    const Coefficients coefficients = best.Solve * values;
    const SmallVector gradient = best.Basis.Gradient(coefficients, u);
    SmallMatrix hessian = best.Basis.Hessian(coefficients, u);
    fit.Gradient = fit.GradientAtPoint = { 0.0, 0.0, 0.0 };
    for (int a = 0; a < this->Dimension; ++a)
    {
      fit.Position[this->Grid.Axis(a)] += u[a] * this->Spacing(a);
      fit.Gradient[this->Grid.Axis(a)] = gradient[a] / this->Spacing(a) * scale;
      for (int b = 0; b < this->Dimension; ++b)
      {
        hessian(a, b) /= this->Spacing(a) * this->Spacing(b);
      }
    }
    this->AddEigenpairs(hessian, scale, fit);
    for (int e = 0; e < this->Dimension; ++e)
    {
      SmallVector perCell(this->Dimension);
      for (int a = 0; a < this->Dimension; ++a)
      {
        perCell[a] = fit.Eigenvectors[e][this->Grid.Axis(a)] / this->Spacing(a);
      }
      fit.EigenvalueErrors[e] = CurvatureError(model.Parabola(), values, perCell) * scale;
    }
    return fit;
  }

private:
  double Spacing(int a) const { return this->Field.Spacing()[this->Grid.Axis(a)]; }

  void AddEigenpairs(const SmallMatrix& hessian, double scale, LocalFit& fit) const
  {
    const Eigen::SelfAdjointEigenSolver<SmallMatrix> solver(hessian);
    fit.Eigenvalues = fit.EigenvalueErrors = { 0.0, 0.0, 0.0 };
    fit.Eigenvectors = {};
    for (int e = 0; e < this->Dimension; ++e)
    {
      fit.Eigenvalues[e] = solver.eigenvalues()[e] * scale;
      for (int a = 0; a < this->Dimension; ++a)
      {
        fit.Eigenvectors[e][this->Grid.Axis(a)] = solver.eigenvectors()(a, e);
      }
    }
    for (int axis = 0, e = this->Dimension; axis < 3; ++axis)
    {
      if (this->Field.Size()[axis] == 1)
      {
        fit.Eigenvectors[e++][axis] = 1.0;
      }
    }
  }

  const ScalarField& Field;
  const Triangulation& Grid;
  const int Dimension;
};

} // namespace

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
bool LocalFitter::Follow(Window& window, SmallVector& u)
{
  SmallVector moved = SmallVector::Zero(this->Grid.Dimension());
  for (int move = 0; move <= MostMoves; ++move)
  {
    const auto model = this->ModelFor(window);
    const Regression& fit = model->Best();
    const Coefficients coefficients = fit.Solve * MapOf(window.Values);
    const bool found = FindStationary(fit.Basis, coefficients, this->Radius + 1.0, u) &&
      this->InGrid(window.Center, u) &&
      SmallVector(moved + u).lpNorm<Eigen::Infinity>() <= this->Radius + 0.5;
    const SmallVector shift = u.array().round().matrix();
    if (!found || shift.isZero())
    {
      return found;
    }
    const std::int64_t center = this->Shifted(window.Center, shift);
    if (!this->Field.InDomain(center) || !this->MakeWindow(center, window))
    {
      return false;
    }
    moved += shift;
    u -= shift;
  }
  // It hops between two cells; the last fit is as good as the one before.
  return true;
}

LocalFit LocalFitter::Fit(std::int64_t point)
{
  const Description describe(this->Field, this->Grid);
  Window window;
  if (this->Grid.Dimension() == 0 || !this->MakeWindow(point, window))
  {
    return describe.Nothing(point);
  }
  const auto describeWindow = [&](const SmallVector& u)
  {
    return describe(
      *this->ModelFor(window), MapOf(window.Values), 2.0 * window.Scale, window.Center, u);
  };
  SmallVector u = SmallVector::Zero(this->Grid.Dimension());
  LocalFit fit = describeWindow(u);
  fit.GradientAtPoint = fit.Gradient;
  if (this->Follow(window, u))
  {
    const Vector3 gradientAtPoint = fit.GradientAtPoint;
    fit = describeWindow(u);
    fit.GradientAtPoint = gradientAtPoint;
    fit.Stationary = true;
  }
  return fit;
}

} // namespace topology
} // namespace losslandscape
