// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_Network_h
#define losslandscape_Engine_Network_Network_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// Shape of a built-in vision transformer. 0 stands for the network's own value.
struct TransformerOptions
{
  /// Side of a patch in pixels; the network's own is 4.
  std::int64_t PatchSize = 0;
  /// Number of blocks; the network's own is 12.
  std::int64_t Depth = 0;
  /// Channels of a token; the network's own are 192 (vit-tiny) or 384 (vit-small). There is one
  /// head for each 64.
  std::int64_t Width = 0;
};

/// Names a network and its weights.
struct NetworkOptions
{
  /// Name of a built-in network (see ArchitectureNames), used if NetworkFile is empty. Sizes of
  /// inputs and outputs follow the data set.
  std::string Architecture = "resnet20";
  /// Widths of the hidden layers of `mlp`, from the input to the output.
  std::vector<std::int64_t> HiddenWidths = { 64, 64 };
  /// Shape of `vit-tiny` and `vit-small`.
  TransformerOptions Transformer;
  /// File of torch.export.save (.pt2) or TorchScript of any network that takes a batch (N, ...), or
  /// several tensors of such, and returns (N, outputs).
  std::string NetworkFile;
  /// Which output of a network file that returns several counts: a name in a dict, a number from 0
  /// in a tuple or list, both joined by dots where they are nested. Empty: the first.
  std::string Output;
  /// Checkpoint with the weights (pickle, safetensors, TorchScript or .pt2). If empty, they are
  /// the network file's own, or those shipped for this architecture and data set.
  std::string WeightsFile;
  /// Checkpoints of a part of the weights (adapters, a trained head), which are laid over those of
  /// WeightsFile in this order: what a later one holds counts.
  std::vector<std::string> AdapterFiles;
  /// Which parameters move: names, in which `*` stands for any text, and names of modules for all
  /// in them. Directions, norms, Hessians, spectra and training know no others. Empty: all that
  /// were not frozen when the network was written.
  std::vector<std::string> MovingParameters;
};

/// What messages call the network: its file, or else its architecture.
const std::string& NetworkLabel(const NetworkOptions& options);

/// Names of the built-in networks that are offered, family by family. Other wide ResNets
/// (wrnDEPTH-WIDTH) exist too.
const std::vector<std::string>& ArchitectureNames();

/// Whether a built-in network takes TransformerOptions.
bool IsTransformer(const std::string& architecture);

} // namespace losslandscape

#endif
