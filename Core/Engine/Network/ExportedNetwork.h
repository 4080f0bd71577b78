// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_ExportedNetwork_h
#define losslandscape_Engine_Network_ExportedNetwork_h

#include "Core/Engine/Network/NetworkModule.h"
#include "Core/Engine/Network/NetworkOutput.h"

namespace losslandscape
{

/// A network of torch.export and its weights.
struct LoadedExport
{
  std::unique_ptr<NetworkModule> Module;
  /// Whether the file has numbers for all weights. Those of others are NaN until they are assigned.
  bool HasWeights = true;
};

/// Loads a file of torch.export.save, of PyTorch 2.5 and later. It is run by LibTorch's operators,
/// so that it has derivatives. `output`: see NetworkOptions::Output; what outputs alone need that
/// are not in the set is not computed. Throws Error naming the file and the reason.
LoadedExport LoadExportedNetwork(
  const std::string& path, const std::string& output = "", OutputSet outputs = OutputSet::Chosen);

} // namespace losslandscape

#endif
