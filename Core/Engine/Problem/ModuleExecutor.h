// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
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
  /// `moves` is borrowed. Without it there is no plane, and MoveTo must not be called.
  ModuleExecutor(const Problem& problem, const Displacement* moves, Precision precision);

  void MoveTo(const std::array<double, 3>& coordinates) override;
  void Take(const NetworkModule& other) override;
  void BeginPass() override;
  BatchLoss Losses(const Batch& batch) override;

  /// Takes the weights centre + offset. The offset has the numbers of all parameters in order.
  void Displace(const Eigen::VectorXd& offset);

  NetworkModule& Module() { return *this->Network; }

  /// The network's own tensors, not copies.
  const NamedTensors& GetParameters() const { return this->Parameters; }

protected:
  const Problem::Internals& TheProblem;

private:
  void PutBackParameters();
  /// Sets the buffers to those of the network whose weights these are, or were moved from.
  void TakeBuffers(NamedTensors values);

  const Displacement* Moves;
  const Precision OfLosses;
  std::unique_ptr<NetworkModule> Network;
  NamedTensors Parameters;
  NamedTensors Buffers;
  NamedTensors CentreParameters;
  NamedTensors CentreBuffers;
  /// What each pass at this place begins with as buffers.
  NamedTensors BuffersHere;
  /// Whether parameters may be elsewhere than MoveTo puts them, which moves only those of the
  /// plane.
  bool AwayFromPlane = false;
};

} // namespace losslandscape

#endif
