// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Archives_FileBytes_h
#define losslandscape_Files_Archives_FileBytes_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// The length of a regular file in bytes. Throws Error if there is no such file, or it is a folder
/// or a device.
std::uint64_t RegularFileSize(const std::string& path);

/// Reads all bytes of a regular file. Throws Error if there is no such file, or it is a folder,
/// unreadable or larger than `limit`.
std::vector<std::uint8_t> ReadFileBytes(
  const std::string& path, std::uint64_t limit = std::uint64_t(1) << 36);

/// Reads all bytes of a regular file, decompressed if it is a gzip file (told apart by content).
/// `limit` bounds the result, so that a small file cannot claim unbounded memory.
std::vector<std::uint8_t> ReadMaybeGzipBytes(
  const std::string& path, std::uint64_t limit = std::uint64_t(1) << 32);

/// Path of a file shipped with the suite ("digits/digits.csv.gz", "weights/digits-resnet20.pt"). It
/// is looked for in the folder named by the environment variable LOSSLANDSCAPE_DATA, then in
/// share/losslandscape beside or above the running library, then in the source tree that the
/// library was built from. Throws Error listing the folders tried.
std::string ShippedFile(const std::string& name);

/// Path of a file shipped with the suite, looked for like ShippedFile; empty if there is none.
std::string FindShippedFile(const std::string& name);

} // namespace losslandscape

#endif
