// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Archives/FileBytes.h"

#include "Core/Common/Error.h"

#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace losslandscape
{
namespace
{

[[noreturn]] void RefuseSize(const std::string& path, std::uint64_t limit)
{
  throw Error("file is too large")
    .Where(path)
    .Expected("at most " + std::to_string(limit) + " bytes of content");
}

/// A zlib stream that decompresses, closed at the end of its life.
class Inflater
{
public:
  Inflater()
  {
    // 16 selects the gzip wrapper with its checksum.
    if (inflateInit2(&this->Stream, 15 + 16) != Z_OK)
    {
      throw Error("cannot start zlib");
    }
  }
  ~Inflater() { inflateEnd(&this->Stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream Stream = {};
};

/// Feeds zlib, whose counters have 32 bits, from an input of any length.
void RefillInput(z_stream& stream, const std::vector<std::uint8_t>& packed, std::size_t& consumed)
{
  if (stream.avail_in == 0)
  {
    const std::size_t portion = std::min<std::size_t>(packed.size() - consumed, 1u << 30);
    stream.next_in = const_cast<std::uint8_t*>(packed.data() + consumed);
    stream.avail_in = static_cast<uInt>(portion);
    consumed += portion;
  }
}

std::vector<std::uint8_t> Gunzip(
  const std::string& path, const std::vector<std::uint8_t>& packed, std::uint64_t limit)
{
  Inflater inflater;
  z_stream& stream = inflater.Stream;
  std::vector<std::uint8_t> result;
  std::vector<std::uint8_t> chunk(1u << 16);
  std::size_t consumed = 0;
  while (true)
  {
    RefillInput(stream, packed, consumed);
    stream.next_out = chunk.data();
    stream.avail_out = static_cast<uInt>(chunk.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    const std::size_t produced = chunk.size() - stream.avail_out;
    if (produced > limit - result.size())
    {
      RefuseSize(path, limit);
    }
    result.insert(result.end(), chunk.begin(), chunk.begin() + produced);
    const bool exhausted = stream.avail_in == 0 && consumed == packed.size();
    if (state == Z_STREAM_END && exhausted)
    {
      return result;
    }
    if (state == Z_STREAM_END)
    {
      // Another gzip file may follow: gzip files may be concatenated.
      inflateReset(&stream);
    }
    else if (state != Z_OK || (exhausted && produced == 0))
    {
      throw Error("cannot decompress gzip file")
        .Where(path)
        .Found(stream.msg ? stream.msg : "an early end")
        .Advice("the file is truncated or damaged; download or copy it again");
    }
  }
}

} // namespace

std::uint64_t RegularFileSize(const std::string& path)
{
  std::error_code failure;
  const std::filesystem::file_status status = std::filesystem::status(path, failure);
  if (status.type() == std::filesystem::file_type::not_found)
  {
    throw Error("cannot read file").Where(path).Expected("a file").Found("nothing of that name");
  }
  if (!std::filesystem::exists(status))
  {
    throw Error("cannot read file").Where(path).Found(failure.message());
  }
  if (!std::filesystem::is_regular_file(status))
  {
    throw Error("cannot read file")
      .Where(path)
      .Expected("a regular file")
      .Found(std::filesystem::is_directory(status) ? "a folder" : "a device or pipe");
  }
  const std::uint64_t size = std::filesystem::file_size(path, failure);
  if (failure)
  {
    throw Error("cannot read file").Where(path).Found(failure.message());
  }
  return size;
}

std::vector<std::uint8_t> ReadFileBytes(const std::string& path, std::uint64_t limit)
{
  const std::uint64_t size = RegularFileSize(path);
  if (size > limit)
  {
    RefuseSize(path, limit);
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream)
  {
    throw Error("cannot open file").Where(path).Advice("check that you may read it");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (static_cast<std::uint64_t>(stream.gcount()) != size)
  {
    throw Error("cannot read file")
      .Where(path)
      .Expected(std::to_string(size) + " bytes")
      .Found(std::to_string(stream.gcount()));
  }
  return bytes;
}

std::vector<std::uint8_t> ReadMaybeGzipBytes(const std::string& path, std::uint64_t limit)
{
  std::vector<std::uint8_t> bytes = ReadFileBytes(path, limit);
  const bool isGzip = bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
  return isGzip ? Gunzip(path, bytes, limit) : bytes;
}

} // namespace losslandscape
