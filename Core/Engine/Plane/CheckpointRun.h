// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_CheckpointRun_h
#define losslandscape_Engine_Plane_CheckpointRun_h

#include "Core/Engine/Plane/ParameterVector.h"

#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

/// Checkpoints of training runs, read one at a time into a network of their own on the processor:
/// 200 of them need no more memory than one. What a file holds is converted to the network's type,
/// so that a checkpoint equals a network that was loaded from it.
class CheckpointRun
{
public:
  /// Throws Error if no file is named. Files are opened when they are read.
  CheckpointRun(const NetworkModule& network, const std::vector<std::string>& files);

  std::int64_t Count() const { return static_cast<std::int64_t>(this->Files.size()); }
  const std::string& File(std::int64_t index) const { return this->Files[index]; }

  /// Reads a checkpoint and returns its parameters. It may lack parameters that are fixed: they are
  /// the centre's then. Throws Error naming file and parameter if it
  /// does not fit the network or is not finite.
  ParameterVector Read(std::int64_t index);

  /// The network with the weights of the checkpoint that was read last.
  const NetworkModule& Network() const { return *this->TheNetwork; }
  /// The epoch of the checkpoint that was read last: the number `epoch` beside the state dict, else
  /// the last number in the file's name, else the place in the list.
  double Epoch() const { return this->LastEpoch; }

private:
  std::vector<std::string> Files;
  std::unique_ptr<NetworkModule> TheNetwork;
  /// The state at the centre, if parameters are fixed; else nothing.
  NamedTensors Centre;
  double LastEpoch = 0.0;
};

} // namespace losslandscape

#endif
