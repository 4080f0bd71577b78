// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_DirectionSet_h
#define losslandscape_Engine_Plane_DirectionSet_h

#include "Core/Common/Progress.h"
#include "Core/Engine/Plane/Direction.h"
#include "Core/Engine/Plane/ParameterVector.h"
#include "Core/Engine/Plane/PrincipalComponents.h"
#include "Core/Engine/Problem/Problem.h"

#include <memory>

namespace losslandscape
{

/// Directions in double precision, one for each axis.
struct DirectionSet
{
  std::vector<ParameterVector> Axes;
  /// For PCA; empty otherwise. What a random walk would show is NaN where the theory says nothing
  /// of it: for several runs, and for differences to a centre that is not the last checkpoint.
  PrincipalVariance Variance;
  /// One for each axis for HessianEigenvectors; empty otherwise.
  std::vector<DirectionCurvature> Curvatures;
};

/// The directions that the options ask for, around the problem's weights. Throws Error for missing
/// or unfit files.
DirectionSet MakeDirections(const std::shared_ptr<const Problem>& problem, int dimension,
  const DirectionOptions& options, const Progress& progress = {});

/// DirectionMethod::Random: normal numbers, masked, normalised and orthogonalised as the options
/// say. Throws Error if there are not enough weights for orthogonal directions.
std::vector<ParameterVector> RandomDirections(
  const NetworkModule& network, int dimension, const DirectionOptions& options);
/// DirectionMethod::PCA of the checkpoints. Throws Error if they move in fewer dimensions than the
/// plane has.
DirectionSet PcaDirections(const NetworkModule& network, int dimension,
  const DirectionOptions& options, const Progress& progress);
/// DirectionMethod::BetweenCheckpoints. Throws Error for a checkpoint that gives no direction of
/// its own.
std::vector<ParameterVector> BetweenDirections(const NetworkModule& network, int dimension,
  const DirectionOptions& options, const Progress& progress);
/// DirectionMethod::HessianEigenvectors at the problem's weights. Throws Error if they do not
/// converge.
DirectionSet HessianDirections(const std::shared_ptr<const Problem>& problem, int dimension,
  const DirectionOptions& options, const Progress& progress);
/// DirectionMethod::File. Throws Error for a file that moves nothing.
std::vector<ParameterVector> FileDirections(const NetworkModule& network, int dimension,
  const DirectionOptions& options, const Progress& progress);

/// The random direction of one axis (any number from 0 on) by itself, not made orthogonal to any
/// other.
ParameterVector RandomDirection(
  const ParameterVector& weights, int axis, const DirectionOptions& options);

} // namespace losslandscape

#endif
