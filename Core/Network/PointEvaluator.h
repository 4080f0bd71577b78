// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_PointEvaluator_h
#define losslandscape_Network_PointEvaluator_h

#include "Core/Network/PlaneInternals.h"
#include "Core/Network/ProblemInternals.h"

#include <array>
#include <functional>

namespace losslandscape
{

/// Mean, accuracy and standard error over batches, in double.
LossValue EvaluateLoss(LossKind kind, NetworkModule& network, const std::vector<Batch>& batches,
  const std::function<bool()>& keepGoing = {});

/// A worker's own copy of the network, moved about the plane. Weights are always computed from the
/// centre, never from the last point, and buffers are put back before each point: a value depends
/// on its coordinates alone.
class PointEvaluator
{
public:
  explicit PointEvaluator(const Plane& plane);

  /// Loss at centre + sum of coordinates[axis] * direction[axis]. Throws Aborted between two
  /// batches once `keepGoing` returns false.
  LossValue Evaluate(
    const std::array<double, 3>& coordinates, const std::function<bool()>& keepGoing = {});

private:
  void MoveTo(const std::array<double, 3>& coordinates);

  const Plane::Internals& ThePlane;
  const Problem::Internals& TheProblem;
  std::unique_ptr<NetworkModule> Network;
  NamedTensors Parameters;
  NamedTensors Buffers;
  NamedTensors CentreParameters;
  NamedTensors CentreBuffers;
};

} // namespace losslandscape

#endif
