// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Sha256.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <vector>

namespace losslandscape
{
namespace
{

// First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS
// 180-4, 4.2.2).
constexpr std::array<std::uint32_t, 64> RoundConstants = { 0x428a2f98, 0x71374491, 0xb5c0fbcf,
  0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
  0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6,
  0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
  0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70,
  0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c,
  0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814,
  0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2 };

std::uint32_t Rotate(std::uint32_t value, int count)
{
  return (value >> count) | (value << (32 - count));
}

} // namespace

Sha256::Sha256()
  : State{ 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
      0x5be0cd19 },
    Buffer{}
{
}

void Sha256::Compress(const std::uint8_t* block)
{
  std::array<std::uint32_t, 64> w;
  for (int i = 0; i < 16; ++i)
  {
    w[i] = std::uint32_t(block[4 * i]) << 24 | std::uint32_t(block[4 * i + 1]) << 16 |
      std::uint32_t(block[4 * i + 2]) << 8 | std::uint32_t(block[4 * i + 3]);
  }
  for (int i = 16; i < 64; ++i)
  {
    const std::uint32_t s0 = Rotate(w[i - 15], 7) ^ Rotate(w[i - 15], 18) ^ (w[i - 15] >> 3);
    const std::uint32_t s1 = Rotate(w[i - 2], 17) ^ Rotate(w[i - 2], 19) ^ (w[i - 2] >> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  auto [a, b, c, d, e, f, g, h] = this->State;
  for (int i = 0; i < 64; ++i)
  {
    const std::uint32_t s1 = Rotate(e, 6) ^ Rotate(e, 11) ^ Rotate(e, 25);
    const std::uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + RoundConstants[i] + w[i];
    const std::uint32_t s0 = Rotate(a, 2) ^ Rotate(a, 13) ^ Rotate(a, 22);
    const std::uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  const std::array<std::uint32_t, 8> sum = { a, b, c, d, e, f, g, h };
  for (int i = 0; i < 8; ++i)
  {
    this->State[i] += sum[i];
  }
}

void Sha256::Update(const void* bytes, std::size_t count)
{
  auto* data = static_cast<const std::uint8_t*>(bytes);
  this->Total += count;
  while (count > 0)
  {
    if (this->Buffered == 0 && count >= this->Buffer.size())
    {
      this->Compress(data);
      data += this->Buffer.size();
      count -= this->Buffer.size();
      continue;
    }
    const std::size_t taken = std::min(count, this->Buffer.size() - this->Buffered);
    std::memcpy(this->Buffer.data() + this->Buffered, data, taken);
    this->Buffered += taken;
    data += taken;
    count -= taken;
    if (this->Buffered == this->Buffer.size())
    {
      this->Compress(this->Buffer.data());
      this->Buffered = 0;
    }
  }
}

void Sha256::Update(const std::string& text)
{
  this->Update(text.data(), text.size());
}

std::string Sha256::HexDigest()
{
  const std::uint64_t bits = this->Total * 8;
  const std::uint8_t one = 0x80;
  this->Update(&one, 1);
  const std::uint8_t zero = 0;
  while (this->Buffered != this->Buffer.size() - 8)
  {
    this->Update(&zero, 1);
  }
  std::array<std::uint8_t, 8> length;
  for (int i = 0; i < 8; ++i)
  {
    length[i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
  }
  this->Update(length.data(), length.size());

  static const char* digits = "0123456789abcdef";
  std::string text;
  for (const std::uint32_t word : this->State)
  {
    for (int shift = 28; shift >= 0; shift -= 4)
    {
      text += digits[(word >> shift) & 15];
    }
  }
  return text;
}

std::string FileSha256(const std::string& path)
{
  std::ifstream file(path, std::ios::binary);
  if (!file)
  {
    throw Error("cannot read file").Where(path).Advice("check the path and its permissions");
  }
  Sha256 hash;
  std::vector<char> buffer(1 << 20);
  while (file)
  {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.Update(buffer.data(), static_cast<std::size_t>(file.gcount()));
  }
  return hash.HexDigest();
}

} // namespace losslandscape
