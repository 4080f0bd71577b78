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

/// A range of bytes that it does not own and that must stay alive while it is used.
struct ByteView
{
  const std::uint8_t* Data = nullptr;
  std::size_t Size = 0;
};

/// Reads bytes from front to back. Every member that takes bytes throws Error if too few are left.
class ByteCursor
{
public:
  explicit ByteCursor(ByteView bytes) : Bytes(bytes) {}

  std::size_t Position() const { return this->Next; }
  std::size_t Remaining() const { return this->Bytes.Size - this->Next; }

  /// Takes the next `count` bytes.
  const std::uint8_t* Take(std::uint64_t count);

  std::uint8_t Byte() { return *this->Take(1); }

  /// Takes an unsigned number of 1 to 8 bytes, least (Little) or most (Big) significant byte first.
  std::uint64_t Little(int byteCount);
  std::uint64_t Big(int byteCount);

  std::string Text(std::uint64_t count);

  /// Takes the text up to the next line feed, which is taken too but not returned.
  std::string Line();

private:
  ByteView Bytes;
  std::size_t Next = 0;
};

/// True on machines that store the most significant byte first.
bool HostIsBigEndian();

/// Reverses the byte order of each element in place.
void SwapElements(std::vector<std::byte>& bytes, std::size_t elementSize);

/// The number of elements of an array of this shape; no value if a length is negative or the number
/// exceeds `limit`.
std::optional<std::uint64_t> CountElements(
  const std::vector<std::int64_t>& shape, std::uint64_t limit);

} // namespace losslandscape

#endif
