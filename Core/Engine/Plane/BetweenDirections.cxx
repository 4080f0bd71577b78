// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Engine/Plane/CheckpointRun.h"
#include "Core/Engine/Plane/DirectionNormalization.h"
#include "Core/Engine/Plane/DirectionSet.h"

namespace losslandscape
{
namespace
{

void CheckCount(const CheckpointRun& run, int dimension)
{
  if (run.Count() <= dimension)
  {
    throw Error("checkpoint files are missing")
      .Where("CheckpointFiles")
      .Expected(std::to_string(dimension + 1) + ", the origin and one for each axis")
      .Found(std::to_string(run.Count()))
      .Advice("give more checkpoints, or lower Dimension");
  }
}

void CheckMoves(const ParameterVector& direction, double smallest, const std::string& path)
{
  if (Norm(direction) <= smallest)
  {
    throw Error("checkpoint gives no direction of its own")
      .Where(path)
      .Expected("weights apart from the line or plane through the checkpoints before it")
      .Found("weights on it");
  }
}

} // namespace

/// Garipov et al. 2018. The directions are whole vectors, since masked ones would miss the
/// checkpoints.
std::vector<ParameterVector> BetweenDirections(const NetworkModule& network, int dimension,
  const DirectionOptions& options, const Progress& progress)
{
  // What orthogonalisation leaves of a dependent vector of single-precision weights is below this
  // share of it.
  constexpr double roundingError = 1e-6;

  CheckpointRun run(network, options.CheckpointFiles);
  CheckCount(run, dimension);
  const ParameterVector origin = run.Read(0);
  std::vector<ParameterVector> directions;
  for (int axis = 0; axis < dimension; ++axis)
  {
    ReportProgress(progress, (axis + 1.0) / (dimension + 1.0));
    ParameterVector direction = run.Read(axis + 1);
    Subtract(direction, origin);
    const double length = Norm(direction);
    for (std::size_t other = 0; options.Orthogonalize && other < directions.size(); ++other)
    {
      Orthogonalize(direction, directions[other], Normalization::None);
    }
    CheckMoves(direction, roundingError * length, run.File(axis + 1));
    directions.push_back(std::move(direction));
  }
  return directions;
}

} // namespace losslandscape
