// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Archives_WholeFile_h
#define losslandscape_Files_Archives_WholeFile_h

#include <functional>
#include <string>

namespace losslandscape
{

/// Lets `write` make a file beside `path`, the name of which it is given, and renames that: the
/// file appears complete or not at all. Throws what `write` throws, and Error if renaming fails.
void WriteBeside(const std::string& path, const std::function<void(const std::string&)>& write);

/// Writes the bytes in that way. Throws Error if the file cannot be written.
void WriteWholeFile(const std::string& path, const std::string& bytes);

} // namespace losslandscape

#endif
