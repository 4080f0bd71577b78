// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_PlaneInternals_h
#define losslandscape_Network_PlaneInternals_h

#include "Core/Network/ParameterVector.h"
#include "Core/Network/Plane.h"

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

  /// A parameter that some direction moves: its place in the network, and one tensor per axis of
  /// its type and on its device (undefined where that axis does not move it).
  struct Move
  {
    std::size_t Parameter;
    std::vector<torch::Tensor> Directions;
  };
  std::vector<Move> Moves;
};

} // namespace losslandscape

#endif
