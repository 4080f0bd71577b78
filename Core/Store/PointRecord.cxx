// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Store/PointRecord.h"

#include "Core/Common/Sha256.h"

#include <cstdint>
#include <cstring>

namespace losslandscape
{

std::string ToBytes(const double* numbers, std::size_t count)
{
  std::string bytes;
  bytes.reserve(8 * count);
  for (std::size_t i = 0; i < count; ++i)
  {
    std::uint64_t bits;
    std::memcpy(&bits, numbers + i, sizeof(bits));
    for (int shift = 0; shift < 64; shift += 8)
    {
      bytes += static_cast<char>(bits >> shift & 0xff);
    }
  }
  return bytes;
}

std::vector<double> FromBytes(const std::string& bytes)
{
  std::vector<double> numbers(bytes.size() / 8);
  for (std::size_t i = 0; i < numbers.size(); ++i)
  {
    std::uint64_t bits = 0;
    for (std::size_t byte = 0; byte < 8; ++byte)
    {
      bits |= std::uint64_t(static_cast<unsigned char>(bytes[8 * i + byte])) << 8 * byte;
    }
    std::memcpy(&numbers[i], &bits, sizeof(bits));
  }
  return numbers;
}

std::string Checksum(
  const std::string& key, const std::array<double, 3>& coordinates, const std::string& numberBytes)
{
  Sha256 hash;
  hash.Update(key);
  hash.Update(ToBytes(coordinates.data(), coordinates.size()));
  hash.Update(numberBytes);
  return hash.HexDigest().substr(0, 16);
}

} // namespace losslandscape
