// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Archives_FileKind_h
#define losslandscape_Files_Archives_FileKind_h

#include <string>

namespace losslandscape
{

/// What a file is, for messages of readers that cannot take it.
struct FileKind
{
  std::string Name;   ///< "an HDF5 file"
  std::string Advice; ///< what makes it one that can be read; empty if nothing is known
};

/// Told by its first bytes and, of archives, by the names in them; "something else" if that does
/// not tell. Throws Error if there is no such file.
FileKind KindOfFile(const std::string& path);

} // namespace losslandscape

#endif
