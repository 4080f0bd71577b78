// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_Executor_h
#define losslandscape_Engine_Problem_Executor_h

#include "Core/Engine/Problem/ProblemInternals.h"

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

/// A parameter that some direction moves: its number in the network, and for each axis a tensor of
/// the parameter's type and on its device, undefined where the axis does not move the parameter.
struct ParameterMove
{
  std::size_t Parameter;
  std::vector<torch::Tensor> Directions;
};

/// How the coordinates of a plane displace a network's weights. Parameters that no direction moves
/// are left out.
using Displacement = std::vector<ParameterMove>;

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

  /// Does what takes passes over data of its own, such as estimating statistics. To be called
  /// between a move and the losses there. Throws Aborted between two batches once `keepGoing`
  /// returns false.
  virtual void Prepare(const std::function<bool()>& keepGoing) { static_cast<void>(keepGoing); }

  /// To be called before the first of all batches, which follow in order. Networks that carry state
  /// from batch to batch, or draw random numbers, then begin each pass alike.
  virtual void BeginPass() {}

  /// The losses of a batch at the present weights.
  virtual BatchLoss Losses(const Batch& batch) = 0;
};

/// The fastest executor that can evaluate the problem's loss in its mode of batch norm, for a
/// worker on the calling thread. Problem and displacement are borrowed.
std::unique_ptr<Executor> MakeExecutor(const Problem& problem, const Displacement& displacement);

/// An executor by LibTorch's own operators, for any network and loss, with batch norm as Stored or
/// Batch.
std::unique_ptr<Executor> MakeModuleExecutor(
  const Problem& problem, const Displacement& displacement);

/// An executor that estimates statistics before losses, for batch norm as Recalibrated.
std::unique_ptr<Executor> MakeRecalibratedExecutor(
  const Problem& problem, const Displacement& displacement);

/// An executor by fused kernels, with batch norm as Stored, for networks on the processor that are
/// graphs with parameters in single precision, and for losses other than NetworkOutput. Null for
/// others, and in a build without oneDNN.
std::unique_ptr<Executor> MakeFusedExecutor(
  const Problem& problem, const Displacement& displacement);

/// Whether fused kernels do all that the network computes.
bool IsComputedByKernelsAlone(const Problem::Internals& problem);

/// Library, version and instruction set of the fused kernels; empty in a build without them.
std::string FusedKernelsName();

/// Whether there are fused kernels that compute in bfloat16 on this processor.
bool FusedKernelsHaveBFloat16();

} // namespace losslandscape

#endif
