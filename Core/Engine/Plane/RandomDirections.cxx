// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/DirectionNormalization.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Plane/RandomDirection.h"

namespace losslandscape
{
namespace
{

void OrthogonalizeAgainst(const std::vector<ParameterVector>& others, ParameterVector& direction,
  const ParameterVector& weights, Normalization normalization)
{
  for (const auto& other : others)
  {
    Orthogonalize(direction, other, normalization);
  }
  Normalize(direction, weights, normalization);
}

} // namespace

ParameterVector RandomDirection(
  const ParameterVector& weights, int axis, const DirectionOptions& options)
{
  ParameterVector direction = weights;
  for (auto& block : direction)
  {
    block.Values = RandomNormals(options.Seed, block.Name, axis, block.Values.size());
  }
  if (options.IgnoreBiasAndNorm)
  {
    IgnoreBiasAndNorm(direction);
  }
  Normalize(direction, weights, options.Normalization);
  return direction;
}

std::vector<ParameterVector> RandomDirections(
  const NetworkModule& network, int dimension, const DirectionOptions& options)
{
  const ParameterVector weights = WeightsOf(network);
  std::vector<ParameterVector> directions;
  for (int axis = 0; axis < dimension; ++axis)
  {
    ParameterVector direction = RandomDirection(weights, axis, options);
    if (options.Orthogonalize && axis > 0)
    {
      OrthogonalizeAgainst(directions, direction, weights, options.Normalization);
    }
    directions.push_back(std::move(direction));
  }
  return directions;
}

} // namespace losslandscape
