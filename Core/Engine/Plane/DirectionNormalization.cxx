// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/DirectionNormalization.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

/// The parts of a block that a normalisation treats on their own: its filters, or the block as one.
FilterIndex PartsOf(const ParameterBlock& block, Normalization normalization)
{
  if (normalization == Normalization::Filter)
  {
    return FiltersOf(block);
  }
  FilterIndex whole;
  whole.Filter.assign(block.Values.size(), 0);
  whole.Count = 1;
  return whole;
}

std::vector<double> PartProducts(
  const FilterIndex& parts, const std::vector<double>& a, const std::vector<double>& b)
{
  std::vector<double> products(static_cast<std::size_t>(parts.Count), 0.0);
  for (std::size_t i = 0; i < a.size(); ++i)
  {
    products[parts.Filter[i]] += a[i] * b[i];
  }
  return products;
}

void ScaleParts(const FilterIndex& parts, std::vector<double>& values,
  const std::vector<double>& squares, const std::vector<double>& wantedSquares)
{
  std::vector<double> factors(squares.size(), 0.0);
  for (std::size_t part = 0; part < factors.size(); ++part)
  {
    factors[part] = squares[part] > 0.0 ? std::sqrt(wantedSquares[part] / squares[part]) : 0.0;
  }
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    values[i] *= factors[parts.Filter[i]];
  }
}

/// Norm of the weights over the parameters that the direction moves.
double MovingNorm(const ParameterVector& direction, const ParameterVector& weights)
{
  double squares = 0.0;
  for (std::size_t block = 0; block < direction.size(); ++block)
  {
    const auto& moves = direction[block].Values;
    if (std::any_of(moves.begin(), moves.end(), [](double value) { return value != 0.0; }))
    {
      for (const double weight : weights[block].Values)
      {
        squares += weight * weight;
      }
    }
  }
  return std::sqrt(squares);
}

void ScaleWhole(ParameterVector& direction, double factor)
{
  for (auto& block : direction)
  {
    for (double& value : block.Values)
    {
      value *= factor;
    }
  }
}

void SubtractProjection(ParameterVector& direction, const ParameterVector& other)
{
  const double square = DotProduct(other, other);
  Subtract(direction, other, square > 0.0 ? DotProduct(direction, other) / square : 0.0);
}

void SubtractPartProjections(
  const FilterIndex& parts, std::vector<double>& values, const std::vector<double>& other)
{
  const auto squares = PartProducts(parts, other, other);
  auto factors = PartProducts(parts, values, other);
  std::vector<std::int64_t> sizes(squares.size(), 0);
  for (const std::int64_t part : parts.Filter)
  {
    ++sizes[part];
  }
  for (std::size_t part = 0; part < factors.size(); ++part)
  {
    factors[part] = squares[part] > 0.0 && sizes[part] > 1 ? factors[part] / squares[part] : 0.0;
  }
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    values[i] -= factors[parts.Filter[i]] * other[i];
  }
}

} // namespace

FilterIndex FiltersOf(const ParameterBlock& block)
{
  FilterIndex filters;
  filters.Filter.assign(block.Values.size(), 0);
  filters.Count = 1;
  const auto dimension = static_cast<std::size_t>(block.Layout.OutputDimension);
  if (block.IsBiasOrNorm() || dimension >= block.Shape.size() || block.Values.empty())
  {
    return filters;
  }
  std::int64_t inner = 1;
  for (std::size_t d = dimension + 1; d < block.Shape.size(); ++d)
  {
    inner *= block.Shape[d];
  }
  const std::int64_t outputs = block.Shape[dimension];
  // A grouped transposed convolution repeats its outputs for each block of inputs.
  const std::int64_t groups = dimension == 0 ? 1 : std::max<std::int64_t>(1, block.Layout.Groups);
  const auto perGroup = static_cast<std::int64_t>(block.Values.size()) / groups;
  for (std::size_t i = 0; i < filters.Filter.size(); ++i)
  {
    const auto element = static_cast<std::int64_t>(i);
    filters.Filter[i] = (element / perGroup) * outputs + (element / inner) % outputs;
  }
  filters.Count = groups * outputs;
  return filters;
}

void IgnoreBiasAndNorm(ParameterVector& direction)
{
  for (auto& block : direction)
  {
    if (block.IsBiasOrNorm())
    {
      std::fill(block.Values.begin(), block.Values.end(), 0.0);
    }
  }
}

void Normalize(
  ParameterVector& direction, const ParameterVector& weights, Normalization normalization)
{
  if (normalization == Normalization::None)
  {
    return;
  }
  if (normalization == Normalization::Network)
  {
    const double norm = Norm(direction);
    ScaleWhole(direction, norm > 0.0 ? MovingNorm(direction, weights) / norm : 0.0);
    return;
  }
  for (std::size_t block = 0; block < direction.size(); ++block)
  {
    auto& values = direction[block].Values;
    const auto parts = PartsOf(direction[block], normalization);
    const auto& target = weights[block].Values;
    ScaleParts(
      parts, values, PartProducts(parts, values, values), PartProducts(parts, target, target));
  }
}

void Orthogonalize(
  ParameterVector& direction, const ParameterVector& other, Normalization normalization)
{
  if (normalization == Normalization::Network || normalization == Normalization::None)
  {
    SubtractProjection(direction, other);
    return;
  }
  for (std::size_t block = 0; block < direction.size(); ++block)
  {
    const auto parts = PartsOf(direction[block], normalization);
    SubtractPartProjections(parts, direction[block].Values, other[block].Values);
  }
}

} // namespace losslandscape
