// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/CheckpointFiles.h"
#include "Core/Engine/Plane/CheckpointRun.h"
#include "Core/Engine/Plane/DirectionNormalization.h"
#include "Core/Engine/Plane/DirectionSet.h"

#include <algorithm>
#include <limits>

namespace losslandscape
{
namespace
{

/// Whether the checkpoints can be compared with the random walk of PrincipalVariance: it is a
/// single run, seen from its mean or from its last point.
bool IsComparable(const VectorStream& differences, const DirectionOptions& options)
{
  if (RunNumbers(GivenFiles(options.CheckpointFiles)).back() > 0)
  {
    return false;
  }
  const std::vector<double> last = differences.Read(differences.Count - 1);
  return options.CenterPca ||
    std::all_of(last.begin(), last.end(), [](double value) { return value == 0.0; });
}

void ForgetRandomWalk(PrincipalVariance& variance)
{
  for (auto* values : { &variance.RandomWalkVarianceRatio, &variance.CosineCorrelation })
  {
    std::fill(values->begin(), values->end(), std::numeric_limits<double>::quiet_NaN());
  }
}

} // namespace

/// The checkpoints stream past as differences to the centre, where the landscape's coordinates
/// start. Centring on the mean happens in the matrix of their scalar products.
DirectionSet PcaDirections(const NetworkModule& network, int dimension,
  const DirectionOptions& options, const Progress& progress)
{
  CheckpointRun run(network, options.CheckpointFiles);
  const ParameterVector centre = WeightsOf(network);
  VectorStream differences;
  differences.Count = run.Count();
  differences.Length = static_cast<std::int64_t>(Flatten(centre).size());
  differences.Read = [&](std::int64_t index)
  {
    ParameterVector difference = run.Read(index);
    Subtract(difference, centre);
    if (options.IgnoreBiasAndNorm)
    {
      IgnoreBiasAndNorm(difference);
    }
    return Flatten(difference);
  };

  PrincipalOptions principal;
  principal.Components = dimension;
  principal.Centred = options.CenterPca;
  PrincipalComponents components = FindPrincipalComponents(differences, principal, progress);
  DirectionSet directions;
  directions.Variance = std::move(components.Variance);
  if (!IsComparable(differences, options))
  {
    ForgetRandomWalk(directions.Variance);
  }
  for (const auto& direction : components.Directions)
  {
    directions.Axes.push_back(Unflatten(direction, centre));
  }
  return directions;
}

} // namespace losslandscape
