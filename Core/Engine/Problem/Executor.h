// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Problem_Executor_h
#define losslandscape_Engine_Problem_Executor_h

#include "Core/Engine/Problem/Displacement.h"
#include "Core/Engine/Problem/ProblemInternals.h"

#include <array>
#include <functional>
#include <memory>
#include <string>

namespace losslandscape
{

/// A worker's own copy of the network, moved about the plane. Weights are always computed from the
/// centre, never from the last point, and buffers are put back before each point: a value depends
/// on its coordinates alone.
class Executor
{
public:
  virtual ~Executor() = default;

  /// Takes the weights centre + sum of coordinates[axis] * direction[axis].
  virtual void MoveTo(const std::array<double, 3>& coordinates) = 0;

  /// Takes weights and buffers of another network of the same architecture.
  virtual void Take(const NetworkModule& other) = 0;

  /// To be called between a move and losses: what takes passes over data of its own. Throws Aborted
  /// between two batches once `keepGoing` returns false.
  virtual void Prepare(const std::function<bool()>& keepGoing) { static_cast<void>(keepGoing); }

  /// To be called before the first of all batches, which follow in order: networks that carry state
  /// from batch to batch, or draw random numbers, begin each pass alike.
  virtual void BeginPass() {}

  virtual BatchLoss Losses(const Batch& batch) = 0;
};

/// For the calling thread: the fastest kind that can evaluate the problem's loss in its mode of
/// batch norm. Problem and displacement are borrowed.
std::unique_ptr<Executor> MakeExecutor(const Problem& problem, const Displacement& displacement);

/// By LibTorch's own operators: any network and loss, batch norm as Stored or Batch.
std::unique_ptr<Executor> MakeModuleExecutor(
  const Problem& problem, const Displacement& displacement);

/// Estimates statistics before losses: batch norm as Recalibrated.
std::unique_ptr<Executor> MakeRecalibratedExecutor(
  const Problem& problem, const Displacement& displacement);

/// By fused kernels, batch norm as Stored: networks that are lists of layers, with parameters in
/// single precision, on the processor. Null for others, and in a build without oneDNN.
std::unique_ptr<Executor> MakeFusedExecutor(
  const Problem& problem, const Displacement& displacement);

/// Library, version and instruction set of the fused kernels; empty in a build without them.
std::string FusedKernelsName();

/// Whether there are fused kernels that compute in bfloat16 on this processor.
bool FusedKernelsHaveBFloat16();

} // namespace losslandscape

#endif
