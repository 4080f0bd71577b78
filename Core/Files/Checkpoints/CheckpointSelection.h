// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_CheckpointSelection_h
#define losslandscape_Files_Checkpoints_CheckpointSelection_h

#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/Checkpoints/TorchFile.h"

namespace losslandscape
{

/// Finds the state dict in what torch.save stored and reads it, with the numbers beside it.
Checkpoint SelectStateDict(const TorchFile& file, const std::string& key);

/// The same for the state dict that fits; see ReadFittingCheckpoint.
Checkpoint SelectFittingStateDict(
  const TorchFile& file, const std::function<bool(const NamedArrays&)>& fits);

/// Reads every tensor and NumPy array, named by its path joined by dots.
NamedArrays CollectTensors(const TorchFile& file);

/// Removes `module.` and `_orig_mod.` from the front of a name, as often as they stand there.
std::string StripWrapperPrefixes(const std::string& name);

/// The same for all names, unless two of them would become equal.
void StripWrapperPrefixes(NamedArrays& arrays);

} // namespace losslandscape

#endif
