// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_CheckpointFiles_h
#define losslandscape_Engine_Plane_CheckpointFiles_h

#include "Core/Engine/Network/Network.h"
#include "Core/Engine/Plane/Direction.h"

#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// The entries that name a file. A list in a window may have empty entries, which do not count.
std::vector<std::string> GivenFiles(const std::vector<std::string>& files);

/// The network at the centre of the landscape. If no weights file is given, directions of
/// checkpoints bring their own centre: the last checkpoint for PCA, the first one for
/// BetweenCheckpoints.
NetworkOptions AtCentre(NetworkOptions network, const DirectionOptions& directions);

/// The name in recipes of the centre that AtCentre chooses: "last of checkpoint_files", "first of
/// checkpoint_files" or "weights".
const char* CentreName(const NetworkOptions& network, const DirectionOptions& directions);

/// The run that each file belongs to, counted from 0. A new run starts where the folder changes.
std::vector<int> RunNumbers(const std::vector<std::string>& files);

/// The last number in a file's name, without its last extension: 12 for "run/epoch_0012.pt", 0.5
/// for "epoch0.5.pth"; nothing if there is none.
std::optional<double> NumberInName(const std::string& path);

} // namespace losslandscape

#endif
