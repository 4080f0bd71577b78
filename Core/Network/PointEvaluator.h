// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_PointEvaluator_h
#define losslandscape_Network_PointEvaluator_h

#include "Core/Network/MovableNetwork.h"

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace losslandscape
{

using BatchFunction = std::function<BatchLoss(const Batch& batch)>;

/// Mean, accuracy and standard error over batches, in double. Throws Aborted between two batches
/// once `keepGoing` returns false.
LossValue EvaluateLoss(const BatchFunction& losses, const std::vector<Batch>& batches,
  const std::function<bool()>& keepGoing = {});

/// A worker that evaluates a problem's loss at one place after another.
class PointEvaluator
{
public:
  explicit PointEvaluator(const Plane& plane);

  /// Loss at centre + sum of coordinates[axis] * direction[axis].
  LossValue Evaluate(
    const std::array<double, 3>& coordinates, const std::function<bool()>& keepGoing = {});

  /// Loss with weights and buffers of another network of the same architecture.
  LossValue Evaluate(const NetworkModule& network, const std::function<bool()>& keepGoing = {});

private:
  LossValue EvaluateHere(const std::function<bool()>& keepGoing);

  const std::vector<Batch>& Batches;
  std::unique_ptr<MovableNetwork> Network;
};

} // namespace losslandscape

#endif
