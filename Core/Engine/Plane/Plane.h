// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_Plane_h
#define losslandscape_Engine_Plane_Plane_h

#include "Core/Engine/Plane/Direction.h"
#include "Core/Engine/Plane/PrincipalComponents.h"
#include "Core/Engine/Problem/Problem.h"

#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

struct DirectionSet;

/// An affine map from 1, 2 or 3 plane coordinates to parameter space: the problem's weights plus
/// multiples of direction vectors. Immutable and safe to share between threads.
class Plane
{
public:
  /// Makes `dimension` directions. Throws Error for missing or unfit direction files and
  /// checkpoints.
  Plane(std::shared_ptr<const Problem> problem, int dimension, const DirectionOptions& options,
    const Progress& progress = {});

  /// Takes given directions; `options` say how they were made.
  Plane(std::shared_ptr<const Problem> problem, DirectionSet directions,
    const DirectionOptions& options);

  /// The directions of another plane, in the same memory, around the weights of another problem.
  /// Both problems must have the same network.
  Plane(const Plane& directions, std::shared_ptr<const Problem> problem);

  ~Plane();
  Plane(const Plane&) = delete;
  Plane& operator=(const Plane&) = delete;

  const Problem& GetProblem() const;
  const DirectionOptions& Options() const;
  int Dimension() const;

  /// Euclidean length of each direction.
  const std::vector<double>& Norms() const;

  /// Cosines between directions: of axes 0 and 1, then 0 and 2, 1 and 2.
  const std::vector<double>& Cosines() const;

  /// SHA-256 over the parameter names and the numbers of each direction.
  const std::vector<std::string>& Hashes() const;

  /// See DirectionSet::Variance.
  const PrincipalVariance& Variance() const;

  /// For DirectionMethod::HessianEigenvectors one for each direction, at the weights where the
  /// directions were made; empty otherwise.
  const std::vector<DirectionCurvature>& Curvatures() const;

  struct Internals;
  const Internals& GetInternals() const { return *this->Impl; }

private:
  std::unique_ptr<Internals> Impl;
};

} // namespace losslandscape

#endif
