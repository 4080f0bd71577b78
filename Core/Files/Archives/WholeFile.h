// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Archives_WholeFile_h
#define losslandscape_Files_Archives_WholeFile_h

#include <functional>
#include <string>

namespace losslandscape
{

/// Lets `write` make a file beside `path` under the name that it is given, and renames that file to
/// `path`, which thus appears complete or not at all. Throws what `write` throws, and Error if
/// renaming fails.
void WriteBeside(const std::string& path, const std::function<void(const std::string&)>& write);

/// Writes a file that appears complete or not at all. Throws Error if it cannot be written.
void WriteWholeFile(const std::string& path, const std::string& bytes);

} // namespace losslandscape

#endif
