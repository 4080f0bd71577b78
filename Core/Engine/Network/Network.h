// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_Network_h
#define losslandscape_Engine_Network_Network_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// Shape of a built-in vision transformer; 0: the network's own.
struct TransformerOptions
{
  /// Pixels of a patch's side. The network's own: 4.
  std::int64_t PatchSize = 0;
  /// Blocks. The network's own: 12.
  std::int64_t Depth = 0;
  /// Channels of a token. The network's own: 192 (vit-tiny), 384 (vit-small). There is one head for
  /// each 64.
  std::int64_t Width = 0;
};

/// Which network, and with which weights.
struct NetworkOptions
{
  /// Name of a built-in network (see ArchitectureNames), used if NetworkFile is empty. Sizes of
  /// inputs and outputs follow the data set.
  std::string Architecture = "resnet20";
  /// Hidden layers of `mlp`, from the input to the output.
  std::vector<std::int64_t> HiddenWidths = { 64, 64 };
  /// Shape of `vit-tiny` and `vit-small`.
  TransformerOptions Transformer;
  /// TorchScript file of any network: takes a batch (N, ...), returns (N, outputs).
  std::string NetworkFile;
  /// Checkpoint with the weights (pickle, safetensors or TorchScript). Empty: the TorchScript
  /// file's own, or the weights shipped for this architecture and data set.
  std::string WeightsFile;
};

/// What messages call the network: its file, or its architecture.
const std::string& NetworkLabel(const NetworkOptions& options);

/// Names of the built-in networks that are offered, family by family. Other wide ResNets
/// (wrnDEPTH-WIDTH) exist too.
const std::vector<std::string>& ArchitectureNames();

/// Whether a built-in network takes TransformerOptions.
bool IsTransformer(const std::string& architecture);

} // namespace losslandscape

#endif
