// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Plane_PlaneInternals_h
#define losslandscape_Engine_Plane_PlaneInternals_h

#include "Core/Engine/Plane/ParameterVector.h"
#include "Core/Engine/Plane/Plane.h"
#include "Core/Engine/Problem/Displacement.h"

namespace losslandscape
{

struct Plane::Internals
{
  std::shared_ptr<const Problem> TheProblem;
  DirectionOptions Options;
  std::vector<double> Norms;
  std::vector<double> Cosines;
  std::vector<std::string> Hashes;
  PrincipalVariance Variance;
  std::vector<DirectionCurvature> Curvatures;
  Displacement Moves;
};

} // namespace losslandscape

#endif
