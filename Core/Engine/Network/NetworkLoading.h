// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_NetworkLoading_h
#define losslandscape_Engine_Network_NetworkLoading_h

#include "Core/Data/Dataset.h"
#include "Core/Engine/Network/Network.h"
#include "Core/Engine/Network/NetworkModule.h"
#include "Core/Engine/Network/NetworkOutput.h"
#include "Core/Engine/Network/WeightMatching.h"

#include <map>

namespace losslandscape
{

/// A network and where its weights came from.
struct LoadedNetwork
{
  std::unique_ptr<NetworkModule> Module;
  /// File of the weights; empty if none were loaded.
  std::string WeightsSource;
  /// Where in the checkpoint the state dict stood: "" at the top level.
  std::string Key;
  /// What was passed over or settled in the checkpoint, a line for each.
  std::vector<std::string> Skipped;
  /// Whether a network file has weights of its own.
  bool HasWeights = true;
  /// Whether the weights came without running statistics of batch norm, for a network that has none
  /// of training.
  bool LacksStatistics = false;
};

/// Loads the network file with its own weights, or builds the built-in network, whose weights
/// are undefined until they are assigned (see MakeBuiltInNetwork). `outputs` are those of a network
/// file.
LoadedNetwork LoadUntrainedNetwork(
  const NetworkOptions& options, const Dataset& data, OutputSet outputs = OutputSet::Chosen);

/// Loads the network with the weights that the options name: WeightsFile, or else the network
/// file's own, or else the shipped ones, and AdapterFiles over them. Throws Error if there are
/// none.
LoadedNetwork LoadNetwork(const NetworkOptions& options, const Dataset& data,
  const DatasetOptions& dataOptions, OutputSet outputs = OutputSet::Chosen);

/// Lays AdapterFiles over the network's weights, and notes which.
void AssignAdapters(LoadedNetwork& loaded, const NetworkOptions& options);

/// The options with the weights of a checkpoint in their place. If the checkpoint holds no more
/// than the parameters that move, it is laid over them.
NetworkOptions AtCheckpoint(
  const NetworkModule& network, NetworkOptions options, const std::string& checkpoint);

/// The data as the network takes them: in double precision if the network computes in it and the
/// file stores more than floats hold, else `data` itself.
std::shared_ptr<const Dataset> InPrecisionOf(const NetworkModule& network,
  const std::shared_ptr<const Dataset>& data, const DatasetOptions& options,
  const Progress& progress = {});

/// What a checkpoint of any supported format, network files included, holds.
struct StoredWeights
{
  /// Parameters and buffers.
  NamedTensors Tensors;
  /// Place of the state dict and what was passed over, as in LoadedNetwork.
  std::string Key;
  std::vector<std::string> Skipped;
  /// Numbers beside the tensors (epoch, ...), by name.
  std::map<std::string, double> Numbers;
};

/// Puts the weights of a file into the network and returns what the file holds. Of several state
/// dicts in the file the one that fits is taken; `path` may end in a colon and the key of one
/// (`run.ckpt:policy_net`). The file may be without what `mayLack` says. Throws Error if none fits,
/// or if several do and none has a usual name.
StoredWeights AssignStoredWeights(
  NetworkModule& network, const std::string& path, const MayLack& mayLack = {});

/// Converts a network in half precision (float16) that is to run on a processor to single
/// precision: LibTorch lacks most of its operators in half precision there. Returns what was done
/// in words; empty for all other networks.
std::string LeaveHalfPrecision(NetworkModule& network, torch::Device device);

/// The tensors of a checkpoint, whichever network they belong to.
NamedTensors ReadWeights(const std::string& path);

/// Writes parameters and buffers as a plain state dict (see WriteCheckpoint).
void WriteWeights(const NetworkModule& network, const std::string& path);

/// Name of the shipped weights of an architecture for a data set: "weights/digits-resnet20.pt".
std::string ShippedWeightsName(const std::string& architecture, DatasetKind kind);

} // namespace losslandscape

#endif
