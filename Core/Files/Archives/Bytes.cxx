// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Archives/Bytes.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <cstring>

namespace losslandscape
{

const std::uint8_t* ByteCursor::Take(std::uint64_t count)
{
  if (count > this->Remaining())
  {
    throw Error("data ends too early")
      .Expected(std::to_string(count) + " bytes at offset " + std::to_string(this->Next))
      .Found(std::to_string(this->Remaining()))
      .Advice("the file is truncated or damaged; copy or save it again");
  }
  const std::uint8_t* start = this->Bytes.Data + this->Next;
  this->Next += static_cast<std::size_t>(count);
  return start;
}

std::uint64_t ByteCursor::Little(int byteCount)
{
  const std::uint8_t* bytes = this->Take(byteCount);
  std::uint64_t value = 0;
  for (int i = byteCount - 1; i >= 0; --i)
  {
    value = (value << 8) | bytes[i];
  }
  return value;
}

std::uint64_t ByteCursor::Big(int byteCount)
{
  const std::uint8_t* bytes = this->Take(byteCount);
  std::uint64_t value = 0;
  for (int i = 0; i < byteCount; ++i)
  {
    value = (value << 8) | bytes[i];
  }
  return value;
}

std::string ByteCursor::Text(std::uint64_t count)
{
  const std::uint8_t* start = this->Take(count);
  return std::string(start, start + count);
}

std::string ByteCursor::Line()
{
  const std::uint8_t* first = this->Bytes.Data + this->Next;
  const std::uint8_t* last = this->Bytes.Data + this->Bytes.Size;
  const std::uint8_t* feed = std::find(first, last, std::uint8_t('\n'));
  std::string line = this->Text(feed - first);
  this->Take(1);
  return line;
}

bool HostIsBigEndian()
{
  const std::uint16_t probe = 1;
  std::uint8_t first;
  std::memcpy(&first, &probe, 1);
  return first == 0;
}

void SwapElements(std::vector<std::byte>& bytes, std::size_t elementSize)
{
  for (std::size_t start = 0; start + elementSize <= bytes.size(); start += elementSize)
  {
    std::reverse(bytes.begin() + start, bytes.begin() + start + elementSize);
  }
}

std::optional<std::uint64_t> CountElements(
  const std::vector<std::int64_t>& shape, std::uint64_t limit)
{
  // A zero anywhere makes the product zero, however large the other lengths are.
  if (std::any_of(shape.begin(), shape.end(), [](std::int64_t length) { return length < 0; }))
  {
    return std::nullopt;
  }
  if (std::find(shape.begin(), shape.end(), 0) != shape.end())
  {
    return 0;
  }
  std::uint64_t count = 1;
  for (const std::int64_t length : shape)
  {
    if (static_cast<std::uint64_t>(length) > limit / count)
    {
      return std::nullopt;
    }
    count *= static_cast<std::uint64_t>(length);
  }
  return count;
}

} // namespace losslandscape
