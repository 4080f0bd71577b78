// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Problem_ModuleExecutor_h
#define losslandscape_Engine_Problem_ModuleExecutor_h

#include "Core/Engine/Problem/Executor.h"

#include <Eigen/Core>

namespace losslandscape
{

/// A copy of a problem's network that runs through LibTorch's own operators: any network and loss.
/// In BatchNormMode::Batch each batch is normalised by its own statistics.
class ModuleExecutor : public Executor
{
public:
  /// Without moves it has no plane, and can only be displaced.
  ModuleExecutor(const Problem& problem, const Displacement* moves, Precision precision);

  void MoveTo(const std::array<double, 3>& coordinates) override;
  void Take(const NetworkModule& other) override;
  void BeginPass() override;
  BatchLoss Losses(const Batch& batch) override;

  /// Takes the weights centre + offset; the offset has all parameters' numbers in order.
  void Displace(const Eigen::VectorXd& offset);

  NetworkModule& Module() { return *this->Network; }

  /// The tensors themselves.
  const NamedTensors& GetParameters() const { return this->Parameters; }

private:
  void PutBackParameters();
  /// Buffers as those of the network whose weights these are, or were moved from.
  void TakeBuffers(NamedTensors values);

  const Displacement* Moves;
  const Problem::Internals& TheProblem;
  const Precision OfLosses;
  std::unique_ptr<NetworkModule> Network;
  NamedTensors Parameters;
  NamedTensors Buffers;
  NamedTensors CentreParameters;
  NamedTensors CentreBuffers;
  /// What the buffers began with at this place.
  NamedTensors BuffersHere;
  bool AwayFromPlane = false;
};

} // namespace losslandscape

#endif
