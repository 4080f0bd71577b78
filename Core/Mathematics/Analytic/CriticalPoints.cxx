// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Analytic/CriticalPoints.h"

#include "Core/Common/Error.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace
{

constexpr double LargestCoordinate = 1e6;
/// Eigenvalues below this fraction of the largest one count as 0.
constexpr double SingularFraction = 1e-9;

bool IsInside(const AnalyticFunction& function, const Box& box, const Vector3& x)
{
  for (int axis = 0; axis < function.Dimension(); ++axis)
  {
    if (!(x[axis] >= box[2 * axis] && x[axis] <= box[2 * axis + 1]))
    {
      return false;
    }
  }
  return true;
}

template <int N>
Vector3 AscendingEigenvalues(const Matrix3& matrix)
{
  Eigen::Matrix<double, N, N> h;
  for (int i = 0; i < N; ++i)
  {
    for (int j = 0; j < N; ++j)
    {
      h(i, j) = matrix[i][j];
    }
  }
  Vector3 result = {};
  if (!h.allFinite())
  {
    std::fill_n(result.begin(), N, std::numeric_limits<double>::quiet_NaN());
    return result;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix<double, N, N>> solver(
    h, Eigen::EigenvaluesOnly);
  std::copy_n(solver.eigenvalues().data(), N, result.begin());
  return result;
}

CriticalType TypeOfIndex(int index, int dimension)
{
  if (index == dimension)
  {
    return CriticalType::Maximum;
  }
  return static_cast<CriticalType>(index);
}

/// Fills type and index from the eigenvalues. Eigenvalues that are NaN belong to a cusp, which is a
/// minimum.
void Classify(CriticalPoint& point, int dimension)
{
  const auto first = point.Eigenvalues.begin();
  const double largest = std::max(std::abs(first[0]), std::abs(first[dimension - 1]));
  const double zero = SingularFraction * largest;
  point.MorseIndex = static_cast<int>(
    std::count_if(first, first + dimension, [zero](double value) { return value < -zero; }));
  const bool singular =
    std::any_of(first, first + dimension, [zero](double value) { return std::abs(value) <= zero; });
  point.Type = singular ? CriticalType::Degenerate : TypeOfIndex(point.MorseIndex, dimension);
}

CriticalPoint Describe(const AnalyticFunction& function, const Vector3& x)
{
  CriticalPoint point;
  point.Position = x;
  point.Value = function.Value(x);
  const Vector3 gradient = function.Gradient(x);
  point.GradientMagnitude = std::hypot(gradient[0], gradient[1], gradient[2]);
  const Matrix3 hessian = function.Hessian(x);
  point.Eigenvalues =
    function.Dimension() == 2 ? AscendingEigenvalues<2>(hessian) : AscendingEigenvalues<3>(hessian);
  Classify(point, function.Dimension());
  return point;
}

} // namespace

std::string WhyNotListed(const AnalyticFunction& function, const Box& box)
{
  for (int i = 0; i < 2 * function.Dimension(); ++i)
  {
    if (!(std::abs(box[i]) <= LargestCoordinate))
    {
      return "bounds reach beyond 1e6";
    }
  }
  if (function.MostStationaryPoints(box) > MostCriticalPoints)
  {
    return "there may be more than " + std::to_string(MostCriticalPoints) + " within the bounds";
  }
  return {};
}

std::vector<CriticalPoint> CriticalPointsIn(const AnalyticFunction& function, const Box& box)
{
  const std::string refusal = WhyNotListed(function, box);
  if (!refusal.empty())
  {
    throw Error("cannot list critical points")
      .Where(function.Description().Name)
      .Found(refusal)
      .Advice("narrow Bounds");
  }
  std::vector<CriticalPoint> points;
  for (const auto& x : function.StationaryPoints(box))
  {
    if (IsInside(function, box, x))
    {
      points.push_back(Describe(function, x));
    }
  }
  std::sort(points.begin(), points.end(),
    [](const CriticalPoint& a, const CriticalPoint& b)
    {
      return std::lexicographical_compare(
        a.Position.rbegin(), a.Position.rend(), b.Position.rbegin(), b.Position.rend());
    });
  return points;
}

} // namespace losslandscape
