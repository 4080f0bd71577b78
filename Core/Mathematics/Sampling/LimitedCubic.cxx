// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/LimitedCubic.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace sampling
{
namespace
{

constexpr double MostCurvature = 2.0;

/// Half the second derivative of the parabola through nodes first, first + 1, first + 2.
double Curvature(const Stencil& s, int first)
{
  const auto& x = s.Positions;
  const auto& f = s.Values;
  const double left = (f[first + 1] - f[first]) / (x[first + 1] - x[first]);
  const double right = (f[first + 2] - f[first + 1]) / (x[first + 2] - x[first + 1]);
  return (right - left) / (x[first + 2] - x[first]);
}

/// The limited curvature of the cubic through four nodes, in Newton's form on the nodes Left, Left
/// + 1 and a third one.
double LimitedCurvature(const Stencil& s, double position)
{
  const auto& x = s.Positions;
  const double left = Curvature(s, 0);
  const double right = Curvature(s, 1);
  const double base = s.Left == 2 ? right : left;
  const double third = s.Left == 0 ? x[2] : s.Left == 1 ? x[0] : x[1];
  const double cubic = base + (position - third) * (right - left) / (x[3] - x[0]);
  const double most = MostCurvature * std::min(std::abs(left), std::abs(right));
  return std::clamp(cubic, -most, most);
}

/// The part of the stencil that counts: the two nodes around the position and those next to them up
/// to the first non-finite one.
Stencil FinitePart(const Stencil& s)
{
  int first = s.Left;
  while (first > 0 && std::isfinite(s.Values[first - 1]))
  {
    --first;
  }
  int end = s.Left + 2;
  while (end < s.Count && std::isfinite(s.Values[end]))
  {
    ++end;
  }
  Stencil part;
  part.Count = end - first;
  part.Left = s.Left - first;
  std::copy(s.Positions.begin() + first, s.Positions.begin() + end, part.Positions.begin());
  std::copy(s.Values.begin() + first, s.Values.begin() + end, part.Values.begin());
  return part;
}

} // namespace

double InterpolateLimitedCubic(const Stencil& stencil, double position)
{
  const Stencil s = FinitePart(stencil);
  const double low = s.Values[s.Left];
  const double high = s.Values[s.Left + 1];
  if (!std::isfinite(low) || !std::isfinite(high))
  {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double fromLow = position - s.Positions[s.Left];
  const double fromHigh = position - s.Positions[s.Left + 1];
  const double straight = low + (high - low) * (fromLow / (fromLow - fromHigh));
  const double curvature = s.Count == 4 ? LimitedCurvature(s, position)
    : s.Count == 3                      ? Curvature(s, 0)
                                        : 0.0;
  return straight + fromLow * fromHigh * curvature;
}

} // namespace sampling
} // namespace losslandscape
