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

/// One step of a path through the stored object: from a container to its entry `Name`.
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
  /// Whether it is a container of several dicts that are the parts of one network (encoder,
  /// decoder, ...). The names of the parts are then prefixes of the tensors' names.
  bool IsInParts = false;

  /// The names of the path joined by dots.
  std::string Key() const;
};

/// Calls `visit` with name and value of everything in the state dict.
void ForEachEntry(const PickleTree& tree, const StateDictPlace& place,
  const std::function<void(std::string_view name, PickleId value)>& visit);

/// Lists every state dict in the file except those of optimizers, and every container of several
/// state dicts, which may be the parts of one network. The outer ones come first. Looks into at
/// most 8 levels of containers and lists at most 256 places.
std::vector<StateDictPlace> ListStateDicts(const PickleTree& tree);

/// Whether the state dict stands at the top level, or under a name that programs give to the
/// network.
bool HasUsualName(const StateDictPlace& place);

/// Finds the state dict that `key` names (names joined by dots) or, if `key` is empty, the
/// likeliest one: entries with usual names come first, then a dict that holds tensors itself, then
/// the one with most tensors among the others; an optimizer's state is never taken. Several beside
/// each other below the top level are parts of one network. If there is no dict of tensors, it is
/// the likeliest list of them. Throws Error if there is none either.
StateDictPlace FindStateDict(const PickleTree& tree, const std::string& key);

} // namespace losslandscape

#endif
