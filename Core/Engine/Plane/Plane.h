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

  const Problem& GetProblem() const { return *this->GetFacts().TheProblem; }
  const DirectionOptions& Options() const { return this->GetFacts().Options; }
  int Dimension() const { return static_cast<int>(this->Norms().size()); }

  /// Euclidean length of each direction.
  const std::vector<double>& Norms() const { return this->GetFacts().Norms; }

  /// Cosines between directions: of axes 0 and 1, then 0 and 2, 1 and 2.
  const std::vector<double>& Cosines() const { return this->GetFacts().Cosines; }

  /// SHA-256 over the parameter names and the numbers of each direction.
  const std::vector<std::string>& Hashes() const { return this->GetFacts().Hashes; }

  /// See DirectionSet::Variance.
  const PrincipalVariance& Variance() const { return this->GetFacts().Variance; }

  /// For DirectionMethod::HessianEigenvectors one for each direction, at the weights where the
  /// directions were made; empty otherwise.
  const std::vector<DirectionCurvature>& Curvatures() const { return this->GetFacts().Curvatures; }

  /// What a plane tells of itself by the functions above.
  struct Facts
  {
    std::shared_ptr<const Problem> TheProblem;
    DirectionOptions Options;
    std::vector<double> Norms;
    std::vector<double> Cosines;
    std::vector<std::string> Hashes;
    PrincipalVariance Variance;
    std::vector<DirectionCurvature> Curvatures;
  };

  struct Internals;
  const Internals& GetInternals() const { return *this->Impl; }

private:
  const Facts& GetFacts() const;

  std::unique_ptr<Internals> Impl;
};

} // namespace losslandscape

#endif
