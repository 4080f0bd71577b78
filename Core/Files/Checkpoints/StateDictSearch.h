// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_StateDictSearch_h
#define losslandscape_Files_Checkpoints_StateDictSearch_h

#include "Core/Files/Pickle/PickleTree.h"

#include <string>
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

  /// Names of the path joined by dots.
  std::string Key() const;
};

/// The state dict that `key` names (names joined by dots), or, if it is empty, the likeliest one:
/// entries with usual names first, then a dict that holds tensors itself, then the one with most
/// tensors among the others; never an optimizer's state. Throws Error if there is none.
StateDictPlace FindStateDict(const PickleTree& tree, const std::string& key);

} // namespace losslandscape

#endif
