// SPDX-License-Identifier: BSD-3-Clause
// Random changes that keep the checksums of zip archives, PNG pictures and HDF5 files right, so
// that they get past them into what reads the content. Sometimes checksums stay wrong: that is to
// be refused.
#include "Testing/Fuzz/Hdf5Checksums.h"

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(
  std::uint8_t* data, std::size_t size, std::size_t largestSize);

namespace
{

/// The bytes of a file; numbers beyond its end are 0, and are not written.
class Bytes
{
public:
  Bytes(std::uint8_t* data, std::size_t size) : Data(data), Size(size) {}

  std::size_t Length() const { return this->Size; }
  const std::uint8_t* At(std::size_t place) const { return this->Data + place; }
  bool Holds(std::size_t place, std::size_t count) const
  {
    return place <= this->Size && count <= this->Size - place;
  }

  bool StartsWith(std::size_t place, const char* text, std::size_t count) const
  {
    return this->Holds(place, count) && std::memcmp(this->Data + place, text, count) == 0;
  }

  std::uint32_t Little(std::size_t place, int count) const
  {
    std::uint32_t value = 0;
    for (int i = 0; this->Holds(place, count) && i < count; ++i)
    {
      value |= std::uint32_t(this->Data[place + i]) << (8 * i);
    }
    return value;
  }

  std::uint32_t Big(std::size_t place) const
  {
    std::uint32_t value = 0;
    for (int i = 0; this->Holds(place, 4) && i < 4; ++i)
    {
      value = value << 8 | this->Data[place + i];
    }
    return value;
  }

  void PutLittle(std::size_t place, std::uint32_t value)
  {
    for (int i = 0; this->Holds(place, 4) && i < 4; ++i)
    {
      this->Data[place + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
  }

  void PutBig(std::size_t place, std::uint32_t value)
  {
    for (int i = 0; this->Holds(place, 4) && i < 4; ++i)
    {
      this->Data[place + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
    }
  }

private:
  std::uint8_t* Data;
  std::size_t Size;
};

std::uint32_t Checksum(const std::uint8_t* data, std::size_t size)
{
  return static_cast<std::uint32_t>(crc32(0, data, static_cast<uInt>(size)));
}

/// Of what the bytes decompress to, as far as a few megabytes.
std::uint32_t InflatedChecksum(const std::uint8_t* data, std::size_t size)
{
  static std::vector<std::uint8_t> content(std::size_t(1) << 22);
  z_stream stream = {};
  stream.next_in = const_cast<std::uint8_t*>(data);
  stream.avail_in = static_cast<uInt>(size);
  stream.next_out = content.data();
  stream.avail_out = static_cast<uInt>(content.size());
  inflateInit2(&stream, -15);
  inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  return Checksum(content.data(), content.size() - stream.avail_out);
}

/// An entry of the central directory, and the header in front of its data.
void RepairZipEntry(Bytes& file, std::size_t entry)
{
  const std::size_t header = file.Little(entry + 42, 4);
  const std::size_t data = header + 30 + file.Little(header + 26, 2) + file.Little(header + 28, 2);
  const std::size_t size = file.Little(entry + 20, 4);
  if (!file.StartsWith(header, "PK\3\4", 4) || !file.Holds(data, size))
  {
    return;
  }
  constexpr std::uint32_t deflated = 8;
  const std::uint32_t checksum = file.Little(entry + 10, 2) == deflated
    ? InflatedChecksum(file.At(data), size)
    : Checksum(file.At(data), size);
  file.PutLittle(entry + 16, checksum);
  file.PutLittle(header + 14, checksum);
}

void RepairZip(Bytes& file)
{
  for (std::size_t place = 0; file.Holds(place, 46); ++place)
  {
    if (file.StartsWith(place, "PK\1\2", 4))
    {
      RepairZipEntry(file, place);
    }
  }
}

void RepairPng(Bytes& file)
{
  // A chunk: length, type, data, checksum of type and data.
  for (std::size_t chunk = 8; file.Holds(chunk, 12);)
  {
    const std::size_t length = file.Big(chunk);
    if (!file.Holds(chunk + 8, length + 4))
    {
      return;
    }
    file.PutBig(chunk + 8 + length, Checksum(file.At(chunk + 4), length + 4));
    chunk += length + 12;
  }
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(
  std::uint8_t* data, std::size_t size, std::size_t largestSize, unsigned int seed)
{
  const std::size_t changed = LLVMFuzzerMutate(data, size, largestSize);
  Bytes file(data, changed);
  constexpr unsigned int wrongOnceIn = 8;
  if (seed % wrongOnceIn == 0)
  {
    return changed;
  }
  if (file.StartsWith(0, "\x89PNG", 4))
  {
    RepairPng(file);
  }
  else if (file.StartsWith(0, "PK", 2))
  {
    RepairZip(file);
  }
  else if (file.StartsWith(0, "\x89HDF", 4))
  {
    losslandscape::RepairHdf5Checksums(data, changed);
  }
  return changed;
}
