// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_Sha256_h
#define losslandscape_Common_Sha256_h

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace losslandscape
{

/// SHA-256 (FIPS 180-4), fed piece by piece. Recipes name weights, data and directions by it.
class Sha256
{
public:
  Sha256();

  void Update(const void* bytes, std::size_t count);
  void Update(const std::string& text);

  /// The digest as 64 lower-case hexadecimal digits. Call once, at the end.
  std::string HexDigest();

private:
  void Compress(const std::uint8_t* block);

  std::array<std::uint32_t, 8> State;
  std::array<std::uint8_t, 64> Buffer;
  std::size_t Buffered = 0;
  std::uint64_t Total = 0;
};

/// Digest of a whole file; throws Error if it cannot be read.
std::string FileSha256(const std::string& path);

} // namespace losslandscape

#endif
