// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Archives/TarArchive.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace losslandscape
{
namespace
{

constexpr std::size_t BlockSize = 512;

/// Where a header has its fields.
constexpr std::size_t NameLength = 100;
constexpr std::size_t SizePlace = 124;
constexpr std::size_t SizeLength = 12;
constexpr std::size_t TypePlace = 156;
constexpr std::size_t MagicPlace = 257;

Error Malformed()
{
  return Error("malformed tar archive")
    .Advice("the file is truncated or damaged; copy or save it again");
}

/// The text of a field, which ends with the field or a zero.
std::string Field(const std::string& header, std::size_t place, std::size_t length)
{
  return header.substr(place, length).c_str();
}

/// The size of a file, in octal digits; no value if it is none.
std::optional<std::uint64_t> SizeIn(const std::string& header)
{
  std::uint64_t size = 0;
  for (const char digit : Field(header, SizePlace, SizeLength))
  {
    if (digit != ' ' && (digit < '0' || digit > '7'))
    {
      return std::nullopt;
    }
    size = digit == ' ' ? size : size * 8 + static_cast<std::uint64_t>(digit - '0');
  }
  return size;
}

/// Type '0', or a zero in old archives. Others are folders, links and what describes the next file.
bool IsFile(const std::string& header)
{
  return header[TypePlace] == '0' || header[TypePlace] == '\0';
}

std::uint64_t Padding(std::uint64_t size)
{
  return (BlockSize - size % BlockSize) % BlockSize;
}

} // namespace

bool IsTar(const std::string& bytes)
{
  return bytes.size() >= BlockSize && bytes.compare(MagicPlace, 5, "ustar") == 0;
}

std::string FirstTarMember(const std::string& bytes)
{
  std::uint64_t place = 0;
  while (place < bytes.size() && IsTar(bytes.substr(place, BlockSize)))
  {
    const std::string header = bytes.substr(place, BlockSize);
    if (IsFile(header))
    {
      return Field(header, 0, NameLength);
    }
    const std::uint64_t size = SizeIn(header).value_or(bytes.size());
    place += BlockSize + size + Padding(size);
  }
  return "";
}

std::map<std::string, ByteView> TarMembers(ByteView archive)
{
  std::map<std::string, ByteView> members;
  ByteCursor cursor(archive);
  while (cursor.Remaining() >= BlockSize)
  {
    const std::string header = cursor.Text(BlockSize);
    if (header == std::string(BlockSize, '\0'))
    {
      break;
    }
    if (!IsTar(header))
    {
      throw Malformed().Expected("a header of a file");
    }
    const std::optional<std::uint64_t> size = SizeIn(header);
    if (!size || *size > cursor.Remaining())
    {
      throw Malformed()
        .Expected("a file of at most " + std::to_string(cursor.Remaining()) + " bytes")
        .Found(size ? std::to_string(*size) : "no size");
    }
    const ByteView content = { cursor.Take(*size), static_cast<std::size_t>(*size) };
    if (IsFile(header))
    {
      members[Field(header, 0, NameLength)] = content;
    }
    cursor.Take(std::min<std::uint64_t>(Padding(*size), cursor.Remaining()));
  }
  return members;
}

} // namespace losslandscape
