// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_LossEvaluator_h
#define losslandscape_Engine_Problem_LossEvaluator_h

#include "Core/Engine/Problem/Executor.h"

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace losslandscape
{

using BatchFunction = std::function<BatchLoss(const Batch& batch)>;

/// Mean, accuracy and standard error of the losses of all batches, summed in double precision.
/// Throws Aborted between two batches once `keepGoing` returns false.
LossValue EvaluateLoss(const BatchFunction& losses, const std::vector<Batch>& batches,
  const std::function<bool()>& keepGoing = {});

/// A worker that evaluates a problem's loss at one place after another.
class LossEvaluator
{
public:
  /// Problem and displacement are borrowed.
  LossEvaluator(const Problem& problem, const Displacement& displacement);

  /// Loss at centre + sum of coordinates[axis] * direction[axis].
  LossValue Evaluate(
    const std::array<double, 3>& coordinates, const std::function<bool()>& keepGoing = {});

  /// Loss with weights and buffers of another network of the same architecture.
  LossValue Evaluate(const NetworkModule& network, const std::function<bool()>& keepGoing = {});

  LossEvaluator(const LossEvaluator&) = delete;
  LossEvaluator& operator=(const LossEvaluator&) = delete;

private:
  const std::vector<Batch>& Batches;
  const std::unique_ptr<Executor> Network;
  const BatchFunction LossesHere;
};

} // namespace losslandscape

#endif
