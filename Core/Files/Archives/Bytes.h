// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Archives_Bytes_h
#define losslandscape_Files_Archives_Bytes_h

#include "Core/Common/DenseArray.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// Bytes owned by somebody else.
struct ByteView
{
  const std::uint8_t* Data = nullptr;
  std::size_t Size = 0;
};

/// Reads bytes from front to back; every step beyond the end throws Error.
class ByteCursor
{
public:
  explicit ByteCursor(ByteView bytes) : Bytes(bytes) {}

  std::size_t Position() const { return this->Next; }
  std::size_t Remaining() const { return this->Bytes.Size - this->Next; }

  /// The next `count` bytes.
  const std::uint8_t* Take(std::uint64_t count);

  std::uint8_t Byte() { return *this->Take(1); }

  /// Unsigned numbers of 1 to 8 bytes.
  std::uint64_t Little(int byteCount);
  std::uint64_t Big(int byteCount);

  std::string Text(std::uint64_t count);

  /// Text up to the next line feed, which is consumed but not returned.
  std::string Line();

private:
  ByteView Bytes;
  std::size_t Next = 0;
};

/// True on machines that store the most significant byte first.
bool HostIsBigEndian();

/// Reverses the byte order of each element in place.
void SwapElements(std::vector<std::byte>& bytes, std::size_t elementSize);

/// Product of the lengths; nothing if a length is negative or the product exceeds `limit`.
std::optional<std::uint64_t> CountElements(
  const std::vector<std::int64_t>& shape, std::uint64_t limit);

} // namespace losslandscape

#endif
