// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Fuzz/Hdf5Checksums.h"

#include <algorithm>
#include <cstring>

namespace losslandscape
{
namespace
{

std::uint32_t Rotate(std::uint32_t value, int bits)
{
  return value << bits | value >> (32 - bits);
}

struct State
{
  std::uint32_t A, B, C;

  void Add(const std::uint8_t* block, std::size_t size)
  {
    std::uint8_t bytes[12] = {};
    std::memcpy(bytes, block, size);
    std::uint32_t* words[] = { &this->A, &this->B, &this->C };
    for (std::size_t i = 0; i < sizeof(bytes); ++i)
    {
      *words[i / 4] += std::uint32_t(bytes[i]) << (8 * (i % 4));
    }
  }

  static void MixStep(std::uint32_t& a, std::uint32_t b, std::uint32_t& c, int bits)
  {
    a -= c;
    a ^= Rotate(c, bits);
    c += b;
  }

  void Mix()
  {
    MixStep(this->A, this->B, this->C, 4);
    MixStep(this->B, this->C, this->A, 6);
    MixStep(this->C, this->A, this->B, 8);
    MixStep(this->A, this->B, this->C, 16);
    MixStep(this->B, this->C, this->A, 19);
    MixStep(this->C, this->A, this->B, 4);
  }

  static void EndStep(std::uint32_t& c, std::uint32_t b, int bits)
  {
    c ^= b;
    c -= Rotate(b, bits);
  }

  std::uint32_t End()
  {
    EndStep(this->C, this->B, 14);
    EndStep(this->A, this->C, 11);
    EndStep(this->B, this->A, 25);
    EndStep(this->C, this->B, 16);
    EndStep(this->A, this->C, 4);
    EndStep(this->B, this->A, 14);
    EndStep(this->C, this->B, 24);
    return this->C;
  }
};

void PutChecksum(std::uint8_t* data, std::size_t begin, std::size_t end)
{
  const std::uint32_t checksum = Lookup3(data + begin, end - begin);
  for (int i = 0; i < 4; ++i)
  {
    data[end + i] = static_cast<std::uint8_t>(checksum >> (8 * i));
  }
}

/// Length of an object header without its checksum; 0 if it does not lie within `size`.
std::size_t HeaderLength(const std::uint8_t* header, std::size_t size)
{
  constexpr std::size_t longestPrefix = 4 + 2 + 16 + 4 + 8;
  if (size < longestPrefix)
  {
    return 0;
  }
  const std::uint8_t flags = header[5];
  std::size_t prefix = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const int sizeBytes = 1 << (flags & 3);
  std::uint64_t messages = 0;
  for (int i = 0; i < sizeBytes; ++i)
  {
    messages |= std::uint64_t(header[prefix++]) << (8 * i);
  }
  return size >= prefix + 4 && messages <= size - prefix - 4
    ? prefix + static_cast<std::size_t>(messages)
    : 0;
}

} // namespace

std::uint32_t Lookup3(const std::uint8_t* data, std::size_t size)
{
  constexpr std::size_t block = 12;
  const std::uint32_t start = 0xdeadbeefu + static_cast<std::uint32_t>(size);
  State state = { start, start, start };
  for (; size > block; size -= block, data += block)
  {
    state.Add(data, block);
    state.Mix();
  }
  state.Add(data, size);
  return state.End();
}

void RepairHdf5Checksums(std::uint8_t* data, std::size_t size)
{
  constexpr std::size_t superblock = 44;
  constexpr std::uint8_t firstWithChecksum = 2;
  if (size >= superblock + 4 && data[8] >= firstWithChecksum)
  {
    PutChecksum(data, 0, superblock);
  }
  const char* signature = "OHDR";
  for (std::uint8_t* at = data;; ++at)
  {
    at = std::search(at, data + size, signature, signature + 4);
    if (at == data + size)
    {
      return;
    }
    const auto begin = static_cast<std::size_t>(at - data);
    const std::size_t length = HeaderLength(at, size - begin);
    if (length > 0)
    {
      PutChecksum(data, begin, begin + length);
    }
  }
}

} // namespace losslandscape
