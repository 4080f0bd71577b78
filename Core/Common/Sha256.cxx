// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Sha256.h"

#include "Core/Common/Error.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <vector>

namespace losslandscape
{
namespace
{

/// Throws if a function of libcrypto failed, which can only be for want of memory.
void Require(int success)
{
  if (success != 1)
  {
    throw Error("cannot compute SHA-256").Found("an error of libcrypto");
  }
}

} // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const
{
  EVP_MD_CTX_free(context);
}

Sha256::Sha256() : Context(EVP_MD_CTX_new())
{
  Require(this->Context ? EVP_DigestInit_ex(this->Context.get(), EVP_sha256(), nullptr) : 0);
}

void Sha256::Update(const void* bytes, std::size_t count)
{
  Require(EVP_DigestUpdate(this->Context.get(), bytes, count));
}

void Sha256::Update(const std::string& text)
{
  this->Update(text.data(), text.size());
}

std::string Sha256::HexDigest()
{
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  Require(EVP_DigestFinal_ex(this->Context.get(), digest.data(), &size));
  static const char* digits = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i)
  {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
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
