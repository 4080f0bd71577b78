// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Engine/Plane/DirectionNormalization.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Plane/RandomDirection.h"

#include <cmath>

namespace losslandscape
{
namespace
{

/// What orthogonalisation leaves of a vector that depends on the others is below this share of it.
constexpr double RoundingError = 1e-12;

/// Largest share of a direction's square that may lie in the space of the directions before it.
constexpr double MostShared = 0.999;

/// Share of a direction's square that lies in the space of the others. Orthogonalisation does not
/// make it zero: parts of a single number stay as they are, and with few weights they may be the
/// whole direction.
double ShareInSpace(const std::vector<ParameterVector>& others, const ParameterVector& direction)
{
  double share = 0.0;
  for (const auto& other : others)
  {
    share += std::pow(Cosine(direction, other), 2);
  }
  return share;
}

void RequireIndependent(bool isIndependent, std::size_t axis)
{
  if (!isIndependent)
  {
    throw Error("there are not enough weights for orthogonal directions")
      .Where("axis " + std::to_string(axis))
      .Expected("weights that can move apart from the directions before")
      .Found("none")
      .Advice("lower Dimension, or turn Orthogonalize off");
  }
}

void OrthogonalizeAgainst(const std::vector<ParameterVector>& others, ParameterVector& direction,
  const ParameterVector& weights, Normalization normalization)
{
  const double length = Norm(direction);
  for (const auto& other : others)
  {
    Orthogonalize(direction, other, normalization);
  }
  RequireIndependent(length == 0.0 || Norm(direction) > RoundingError * length, others.size());
  Normalize(direction, weights, normalization);
  RequireIndependent(ShareInSpace(others, direction) < MostShared, others.size());
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
