// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_StateDictSearch_h
#define losslandscape_Files_Checkpoints_StateDictSearch_h

#include "Core/Files/Pickle/PickleTree.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace losslandscape
{

/// One step from a container to something in it.
struct PickleStep
{
  PickleId Parent = NoPickle;
  std::string Name;
};

/// Where a state dict stands.
struct StateDictPlace
{
  PickleId Id = NoPickle;
  std::vector<PickleStep> Path; ///< from the root; empty at the top level
  /// Parts of one network stand side by side in containers of their own (encoder, decoder, ...);
  /// the names of the containers belong to those of the tensors.
  bool IsInParts = false;

  /// Names of the path joined by dots.
  std::string Key() const;
};

/// Calls `visit` with name and value of everything in the state dict.
void ForEachEntry(const PickleTree& tree, const StateDictPlace& place,
  const std::function<void(std::string_view name, PickleId value)>& visit);

/// Every state dict in the file but those of optimizers, and every container of several, as parts
/// of one.
std::vector<StateDictPlace> ListStateDicts(const PickleTree& tree);

/// Whether it stands at the top level, or under a name that programs give to the network.
bool HasUsualName(const StateDictPlace& place);

/// The state dict that `key` names (names joined by dots), or, if it is empty, the likeliest one:
/// entries with usual names first, then a dict that holds tensors itself, then the one with most
/// tensors among the others; never an optimizer's state. Several beside each other below the top
/// level are parts of one network. Throws Error if there is none.
StateDictPlace FindStateDict(const PickleTree& tree, const std::string& key);

} // namespace losslandscape

#endif
