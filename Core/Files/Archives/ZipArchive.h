// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Archives_ZipArchive_h
#define losslandscape_Files_Archives_ZipArchive_h

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct zip;

namespace losslandscape
{

/// One file inside a zip archive.
struct ZipEntry
{
  std::string Name;
  std::uint64_t Index = 0;
  std::uint64_t Size = 0; ///< bytes after decompression, as declared
};

/// Read access to a zip archive (stored and deflated entries, zip64).
///
/// Opening checks what the directory declares: the compressed sizes must fit into the file together
/// and no entry may claim more than deflate can yield, so a small file cannot ask for much memory.
class ZipArchive
{
public:
  explicit ZipArchive(const std::string& path);
  /// An archive in memory, such as one that was an entry of another.
  explicit ZipArchive(std::vector<std::uint8_t> bytes);

  const std::vector<ZipEntry>& Entries() const { return this->Directory; }

  /// The entry of exactly that name, or null.
  const ZipEntry* Find(const std::string& name) const;

  /// All bytes of an entry, checksum verified. Throws Error if it is larger than `limit` or
  /// damaged.
  std::vector<std::uint8_t> Read(const ZipEntry& entry, std::uint64_t limit) const;

  /// The size of the archive itself in bytes.
  std::uint64_t FileSize() const { return this->Length; }

private:
  void ReadDirectory();

  /// The whole archive, if it is one in memory.
  std::vector<std::uint8_t> Bytes;
  std::unique_ptr<zip, void (*)(zip*)> Handle;
  std::vector<ZipEntry> Directory;
  std::unordered_map<std::string, std::size_t> Places;
  std::uint64_t Length = 0;
};

/// True if the file starts like a zip archive.
bool IsZipFile(const std::string& path);

} // namespace losslandscape

#endif
