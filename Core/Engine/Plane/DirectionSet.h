// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_DirectionSet_h
#define losslandscape_Engine_Plane_DirectionSet_h

#include "Core/Common/Progress.h"
#include "Core/Engine/Plane/Direction.h"
#include "Core/Engine/Plane/DirectionCurvature.h"
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
  /// For PCA; empty otherwise. The random walk's part is NaN where the theory has nothing to say:
  /// for several runs, and for differences to a centre that is not the last checkpoint.
  PrincipalVariance Variance;
  /// For HessianEigenvectors; empty otherwise.
  std::vector<DirectionCurvature> Curvatures;
};

/// The directions that the options ask for, around the problem's weights. Throws Error for missing
/// or unfit files.
DirectionSet MakeDirections(const std::shared_ptr<const Problem>& problem, int dimension,
  const DirectionOptions& options, const Progress& progress = {});

/// Each method.
std::vector<ParameterVector> RandomDirections(
  const NetworkModule& network, int dimension, const DirectionOptions& options);
DirectionSet PcaDirections(const NetworkModule& network, int dimension,
  const DirectionOptions& options, const Progress& progress);
std::vector<ParameterVector> BetweenDirections(const NetworkModule& network, int dimension,
  const DirectionOptions& options, const Progress& progress);
DirectionSet HessianDirections(const std::shared_ptr<const Problem>& problem, int dimension,
  const DirectionOptions& options, const Progress& progress);
std::vector<ParameterVector> FileDirections(
  const NetworkModule& network, int dimension, const DirectionOptions& options);

/// The random direction of one axis (any number from 0 on) alone, orthogonal to no other.
ParameterVector RandomDirection(
  const ParameterVector& weights, int axis, const DirectionOptions& options);

} // namespace losslandscape

#endif
