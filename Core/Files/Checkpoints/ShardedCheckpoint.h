// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_ShardedCheckpoint_h
#define losslandscape_Files_Checkpoints_ShardedCheckpoint_h

#include "Core/Files/Checkpoints/Checkpoint.h"

#include <string>

namespace losslandscape
{

/// Whether the file is an index of a checkpoint in several files (model.safetensors.index.json or
/// pytorch_model.bin.index.json of Hugging Face): a JSON text that maps names of tensors to files.
bool IsShardIndex(const std::string& path);

/// Reads the tensors that an index names, in the order of the index, from the files beside it.
/// Those that files hold besides are passed over, each with a line. Throws Error if a file or a
/// tensor is missing, and for names of files that are paths: nothing outside of the folder is read.
Checkpoint ReadShards(const std::string& path);

} // namespace losslandscape

#endif
