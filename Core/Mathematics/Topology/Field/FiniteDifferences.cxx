// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Field/FiniteDifferences.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace topology
{
namespace
{

/// The number of points that one call of a parallel loop takes on.
constexpr std::int64_t Grain = 1 << 16;

} // namespace

std::vector<double> FornbergWeights(int derivative, int points, double at)
{
  // weights[m][j] is the weight of point j for the m-th derivative, with the points up to i.
  std::vector<std::vector<double>> weights(derivative + 1, std::vector<double>(points, 0.0));
  weights[0][0] = 1.0;
  double scale = 1.0;
  for (int i = 1; i < points; ++i)
  {
    double nextScale = 1.0;
    for (int j = 0; j < i; ++j)
    {
      nextScale *= i - j;
      for (int m = std::min(i, derivative); m >= 0; --m)
      {
        const double lower = m > 0 ? m * weights[m - 1][j] : 0.0;
        if (j == i - 1)
        {
          weights[m][i] = scale * (lower - (j - at) * weights[m][j]) / nextScale;
        }
        weights[m][j] = ((i - at) * weights[m][j] - lower) / (i - j);
      }
    }
    scale = nextScale;
  }
  return weights[derivative];
}

LineDifferences::LineDifferences(int derivative, int order, double spacing)
  : Derivative(derivative), Order(order), Spacing(spacing)
{
  for (int points = derivative + 1; points <= order + derivative; ++points)
  {
    for (int at = 0; at < points; ++at)
    {
      const auto weights = FornbergWeights(derivative, points, at);
      std::copy(weights.begin(), weights.end(), this->Weights[points][at].begin());
    }
  }
}

void LineDifferences::Apply(
  const std::vector<double>& values, std::vector<double>& derivatives) const
{
  const auto isFinite = [](double value) { return std::isfinite(value); };
  derivatives.assign(values.size(), std::numeric_limits<double>::quiet_NaN());
  auto run = std::find_if(values.begin(), values.end(), isFinite);
  while (run != values.end())
  {
    const auto end = std::find_if_not(run, values.end(), isFinite);
    const std::int64_t length = end - run;
    if (length > this->Derivative)
    {
      const auto result = derivatives.begin() + (run - values.begin());
      for (std::int64_t at = 0; at < length; ++at)
      {
        result[at] = this->DerivativeAt(&*run, length, at);
      }
    }
    run = std::find_if(end, values.end(), isFinite);
  }
}

double LineDifferences::DerivativeAt(const double* run, std::int64_t length, std::int64_t at) const
{
  const std::int64_t half = this->Order / 2;
  const bool central = at >= half && at < length - half;
  const std::int64_t points =
    central ? this->Order + 1 : std::min<std::int64_t>(this->Order + this->Derivative, length);
  const std::int64_t first = central ? at - half : at < half ? 0 : length - points;
  const Stencil& weights = this->Weights[points][at - first];
  // Since the weights add up to 0, differences to the value at the point can be summed, which keeps
  // a constant of any size out of the sum.
  double sum = 0.0;
  for (std::int64_t i = 0; i < points; ++i)
  {
    sum += weights[i] * (run[first + i] - run[at]);
  }
  // The sum is divided step by step, since a power of the spacing might underflow.
  for (int i = 0; i < this->Derivative; ++i)
  {
    sum /= this->Spacing;
  }
  return sum;
}

void DifferentiateAlongAxis(const Size& size, int axis, const LineDifferences& differences,
  Component<const double> values, Component<double> derivatives, const Execution& execution)
{
  const std::int64_t length = size[axis];
  std::int64_t step = 1;
  for (int a = 0; a < axis; ++a)
  {
    step *= size[a];
  }
  const std::int64_t lines = length > 0 ? size[0] * size[1] * size[2] / length : 0;
  ParallelFor(lines, std::max<std::int64_t>(1, Grain / std::max<std::int64_t>(1, length)),
    execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      std::vector<double> line(length);
      std::vector<double> result(length);
      for (std::int64_t i = begin; i < end; ++i)
      {
        const std::int64_t first = i / step * step * length + i % step;
        for (std::int64_t at = 0; at < length; ++at)
        {
          line[at] = values.First[(first + at * step) * values.Stride];
        }
        differences.Apply(line, result);
        for (std::int64_t at = 0; at < length; ++at)
        {
          derivatives.First[(first + at * step) * derivatives.Stride] = result[at];
        }
      }
    });
}

} // namespace topology
} // namespace losslandscape
