// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_Sha256_h
#define losslandscape_Common_Sha256_h

#include <cstddef>
#include <memory>
#include <string>

// This is the type EVP_MD_CTX of libcrypto, whose header is not needed here.
struct evp_md_ctx_st;

namespace losslandscape
{

/// SHA-256 (FIPS 180-4), fed piece by piece. Recipes name weights, data and directions by it.
class Sha256
{
public:
  Sha256();

  void Update(const void* bytes, std::size_t count);
  void Update(const std::string& text);

  /// The digest as 64 lower-case hexadecimal digits. Call once, at the end.
  std::string HexDigest();

private:
  struct Free
  {
    void operator()(evp_md_ctx_st* context) const;
  };

  std::unique_ptr<evp_md_ctx_st, Free> Context;
};

/// The digest of a whole file, as HexDigest returns it. Throws Error if it cannot be read.
std::string FileSha256(const std::string& path);

} // namespace losslandscape

#endif
