// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Archives_FileKind_h
#define losslandscape_Files_Archives_FileKind_h

#include <string>

namespace losslandscape
{

/// What kind of file a file is, for messages of readers that cannot take it.
struct FileKind
{
  std::string Name;   ///< with its article: "an HDF5 file"
  std::string Advice; ///< how to make it a file that can be read; empty if nothing is known
};

/// Finds the kind of a file by its first bytes and, for archives, by the names in them; "something
/// else" if these do not tell. Throws Error if there is no such file.
FileKind KindOfFile(const std::string& path);

/// True if the file starts like a checkpoint of PyTorch before 0.1.10, a tar archive.
bool IsTorchTarFile(const std::string& path);

} // namespace losslandscape

#endif
