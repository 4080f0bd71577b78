// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Plane_PlaneInternals_h
#define losslandscape_Engine_Plane_PlaneInternals_h

#include "Core/Engine/Derivatives/LossDerivatives.h"
#include "Core/Engine/Plane/ParameterVector.h"
#include "Core/Engine/Plane/Plane.h"
#include "Core/Engine/Problem/LossEvaluator.h"
#include "Core/Engine/Torch/WorkerPool.h"

namespace losslandscape
{

struct Plane::Internals : Plane::Facts
{
  Displacement Moves;

  /// For a worker on the calling thread, which keeps what it takes as long as it works. What the
  /// pools keep refers to the problem and the moves, so the pools stand below these and go first.
  std::shared_ptr<LossEvaluator> TakeEvaluator() const
  {
    return this->Evaluators.Take(
      [this] { return std::make_unique<LossEvaluator>(*this->TheProblem, this->Moves); });
  }
  std::shared_ptr<LossDerivatives> TakeDerivatives() const
  {
    return this->Derivatives.Take(
      [this] { return std::make_unique<LossDerivatives>(*this->TheProblem, &this->Moves); });
  }
  mutable WorkerPool<LossEvaluator> Evaluators;
  mutable WorkerPool<LossDerivatives> Derivatives;
};

} // namespace losslandscape

#endif
