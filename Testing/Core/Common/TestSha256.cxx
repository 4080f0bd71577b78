// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Common/Sha256.h"
#include "Testing/TestOutput.h"

#include <fstream>
#include <gtest/gtest.h>

using losslandscape::Sha256;

namespace
{
std::string DigestOf(const std::string& text)
{
  Sha256 hash;
  hash.Update(text);
  return hash.HexDigest();
}
} // namespace

// Examples published with the standard (NIST, "SHA256" example values).
TEST(Sha256, AgreesWithTheStandardsExamples)
{
  EXPECT_EQ(DigestOf(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(DigestOf("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(DigestOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(DigestOf(std::string(1000000, 'a')),
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnThePieces)
{
  const std::string text(517, 'x');
  Sha256 hash;
  for (std::size_t at = 0, step = 1; at < text.size(); at += step, step = step % 97 + 13)
  {
    hash.Update(text.substr(at, std::min(step, text.size() - at)));
  }
  EXPECT_EQ(hash.HexDigest(), DigestOf(text));
}

TEST(Sha256, HashesFilesAndNamesMissingOnes)
{
  const std::string path = losslandscape::TestOutput("abc.txt");
  std::ofstream(path) << "abc";
  EXPECT_EQ(losslandscape::FileSha256(path), DigestOf("abc"));
  try
  {
    losslandscape::FileSha256("/no/such/file");
    FAIL() << "no error for a missing file";
  }
  catch (const losslandscape::Error& error)
  {
    EXPECT_NE(std::string(error.what()).find("/no/such/file"), std::string::npos);
  }
}
