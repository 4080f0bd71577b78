// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_CheckpointSelection_h
#define losslandscape_Files_Checkpoints_CheckpointSelection_h

#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/Checkpoints/TorchFile.h"

namespace losslandscape
{

/// Finds the state dict in what torch.save stored (see FindStateDict for `key`) and reads it, with
/// the numbers beside it.
Checkpoint SelectStateDict(const TorchFile& file, const std::string& key);

/// Finds the state dict that fits, see ReadFittingCheckpoint, and reads it, with the numbers beside
/// it.
Checkpoint SelectFittingStateDict(
  const TorchFile& file, const std::function<bool(const NamedArrays&)>& fits);

/// Reads every tensor and NumPy array, named by its path joined by dots.
NamedArrays CollectTensors(const TorchFile& file);

/// Removes `module.` and `_orig_mod.` from the front of a name, as often as they stand there.
std::string StripWrapperPrefixes(const std::string& name);

/// Removes these prefixes from the names of all arrays; from none if two names would become equal.
void StripWrapperPrefixes(NamedArrays& arrays);

} // namespace losslandscape

#endif
