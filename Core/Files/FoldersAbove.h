// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_FoldersAbove_h
#define losslandscape_Files_FoldersAbove_h

#include <filesystem>
#include <vector>

namespace losslandscape
{

/// The folder of the library or program that this code was linked into, and those above it, up to
/// the top of an installation or a build tree; empty if the system does not tell.
std::vector<std::filesystem::path> FoldersAbove();

} // namespace losslandscape

#endif
