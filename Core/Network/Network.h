// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Network_Network_h
#define losslandscape_Network_Network_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// Which network, and with which weights.
struct NetworkOptions
{
  /// Name of a built-in network (see ArchitectureNames), used if NetworkFile is empty. Numbers of
  /// input channels and outputs follow the data set.
  std::string Architecture = "resnet20";
  /// Hidden layers of `mlp`, from the input to the output.
  std::vector<std::int64_t> HiddenWidths = { 64, 64 };
  /// TorchScript file of any network: takes a batch (N, ...), returns (N, outputs).
  std::string NetworkFile;
  /// Checkpoint with the weights (pickle, safetensors or TorchScript). Empty: the TorchScript
  /// file's own, or the weights shipped for this architecture and data set.
  std::string WeightsFile;
};

/// What messages call the network: its file, or its architecture.
const std::string& NetworkLabel(const NetworkOptions& options);

/// Names of the built-in networks: resnet8, resnet20, ..., each ResNet also as resnet20-noskip, and
/// mlp.
const std::vector<std::string>& ArchitectureNames();

} // namespace losslandscape

#endif
