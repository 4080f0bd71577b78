// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Network_NetworkLoading_h
#define losslandscape_Engine_Network_NetworkLoading_h

#include "Core/Data/Dataset.h"
#include "Core/Engine/Network/Network.h"
#include "Core/Engine/Network/NetworkModule.h"

#include <map>

namespace losslandscape
{

/// A network and where its weights came from.
struct LoadedNetwork
{
  std::unique_ptr<NetworkModule> Module;
  /// File of the weights; empty if they are initial values.
  std::string WeightsSource;
  /// Where in the checkpoint the state dict stood ("" at the top level), and what was passed over.
  std::string Key;
  std::vector<std::string> Skipped;
};

/// Builds or loads the network with random initial weights (built-in) or the file's own
/// (TorchScript).
LoadedNetwork LoadUntrainedNetwork(const NetworkOptions& options, const Dataset& data);

/// The same with the weights that the options name: WeightsFile, or the TorchScript file's own, or
/// the shipped ones. Throws Error if there are none.
LoadedNetwork LoadNetwork(
  const NetworkOptions& options, const Dataset& data, const DatasetOptions& dataOptions);

/// The data as such a network takes them: in double precision if it computes in it and the file
/// stores more than floats hold, else as they are.
std::shared_ptr<const Dataset> InPrecisionOf(const NetworkModule& network,
  const std::shared_ptr<const Dataset>& data, const DatasetOptions& options,
  const Progress& progress = {});

/// What a checkpoint in any supported format, TorchScript included, says.
struct StoredWeights
{
  /// Parameters and buffers.
  NamedTensors Tensors;
  /// As in LoadedNetwork.
  std::string Key;
  std::vector<std::string> Skipped;
  /// Numbers beside the tensors (epoch, ...), by name.
  std::map<std::string, double> Numbers;
};

/// Puts the weights of a file into the network and returns what the file says. Of several state
/// dicts in it the one that fits is taken; `path` may end in a colon and the key of one
/// (`run.ckpt:policy_net`). Throws Error if none fits, or if several do and none has a usual name.
StoredWeights AssignStoredWeights(NetworkModule& network, const std::string& path);

/// The tensors of a checkpoint alone, whichever network they belong to.
NamedTensors ReadWeights(const std::string& path);

/// Name of the shipped weights of an architecture for a data set: "weights/digits-resnet20.pt".
std::string ShippedWeightsName(const std::string& architecture, DatasetKind kind);

} // namespace losslandscape

#endif
