// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Networks_ExportedProgram_h
#define losslandscape_Files_Networks_ExportedProgram_h

#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/Networks/NetworkProgram.h"

#include <string>

namespace losslandscape
{

/// Reads a network written by torch.export.save of PyTorch 2.5 and later: its graph and its
/// tensors. One exported with fake weights has tensors without numbers. Nothing in the file is
/// executed; compiled code and Python objects in it are not looked at. Every count, size, offset
/// and depth is checked before it is used.
///
/// Source of the format: torch/_export/serde/schema.py (major version 8) and
/// torch/csrc/export/pt2_archive_constants.h of PyTorch.
///
/// Throws Error naming the file and the reason.
NetworkProgram ReadExportedProgram(const std::string& path);

/// Reads the weights of such a file alone, under all of their names, as state_dict() has them. The
/// network need not be one that can be run. Throws Error like ReadExportedProgram, and if the
/// weights have no numbers.
Checkpoint ReadExportedState(const std::string& path);

/// True if the file is an archive of torch.export.save. Only the names in it are looked at.
bool IsExportedProgramFile(const std::string& path);

} // namespace losslandscape

#endif
