// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Analytic/StationaryPoint.h"

#include "Core/Common/Error.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

constexpr int MostIterations = 100;
constexpr double RelativePrecision = 1e-13;
constexpr double NeighbourhoodOfStart = 1e-3;

/// The Newton step at a point, in which coordinates beyond N are 0.
template <int N>
std::optional<Vector3> NewtonStep(const Vector3& gradient, const Matrix3& hessian)
{
  Eigen::Matrix<double, N, 1> g;
  Eigen::Matrix<double, N, N> h;
  for (int i = 0; i < N; ++i)
  {
    g(i) = gradient[i];
    for (int j = 0; j < N; ++j)
    {
      h(i, j) = hessian[i][j];
    }
  }
  if (!g.allFinite() || !h.allFinite())
  {
    return std::nullopt;
  }
  const Eigen::FullPivLU<Eigen::Matrix<double, N, N>> factors(h);
  if (!factors.isInvertible())
  {
    return std::nullopt;
  }
  const Eigen::Matrix<double, N, 1> solution = factors.solve(g);
  Vector3 step = {};
  for (int i = 0; i < N; ++i)
  {
    step[i] = -solution(i);
  }
  return step;
}

std::optional<Vector3> NewtonStep(const AnalyticFunction& function, const Vector3& x)
{
  const Vector3 gradient = function.Gradient(x);
  const Matrix3 hessian = function.Hessian(x);
  return function.Dimension() == 2 ? NewtonStep<2>(gradient, hessian)
                                   : NewtonStep<3>(gradient, hessian);
}

double LargestMagnitude(const Vector3& x)
{
  return std::max({ std::abs(x[0]), std::abs(x[1]), std::abs(x[2]) });
}

} // namespace

std::optional<Vector3> FindStationaryPoint(
  const AnalyticFunction& function, const Vector3& start, double longestStep)
{
  Vector3 x = start;
  for (int iteration = 0; iteration < MostIterations; ++iteration)
  {
    const auto step = NewtonStep(function, x);
    if (!step)
    {
      return std::nullopt;
    }
    const double length = LargestMagnitude(*step);
    const double factor = length > longestStep ? longestStep / length : 1.0;
    for (int axis = 0; axis < function.Dimension(); ++axis)
    {
      x[axis] += factor * (*step)[axis];
    }
    if (length <= RelativePrecision * std::max(1.0, LargestMagnitude(x)))
    {
      return x;
    }
  }
  return std::nullopt;
}

std::vector<Vector3> RefineStationaryPoints(
  const AnalyticFunction& function, const std::vector<Vector3>& starts)
{
  std::vector<Vector3> points;
  points.reserve(starts.size());
  for (const auto& start : starts)
  {
    const auto point = FindStationaryPoint(function, start, NeighbourhoodOfStart);
    if (!point || std::hypot((*point)[0] - start[0], (*point)[1] - start[1]) > NeighbourhoodOfStart)
    {
      throw Error("a stationary point is not where it was expected")
        .Where(function.Description().Name)
        .Found(std::to_string(start[0]) + ", " + std::to_string(start[1]));
    }
    points.push_back(*point);
  }
  return points;
}

} // namespace losslandscape
