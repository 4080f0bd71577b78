// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_Safetensors_h
#define losslandscape_Files_Checkpoints_Safetensors_h

#include "Core/Files/Checkpoints/Checkpoint.h"

namespace losslandscape
{

/// True if the file starts like a safetensors file: a plausible header length, then JSON.
bool IsSafetensorsFile(const std::string& path);

/// Reads a safetensors file; tensors are in the order of their data. Tensors of types without
/// counterpart are listed in Skipped. Throws Error for a malformed file: offsets must lie in the
/// file, fit the shapes and not overlap.
Checkpoint ReadSafetensors(const std::string& path);

} // namespace losslandscape

#endif
