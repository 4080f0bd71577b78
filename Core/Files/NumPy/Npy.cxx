// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/NumPy/Npy.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/NumPy/NumpyHeader.h"

#include <algorithm>
#include <fstream>

namespace losslandscape
{
namespace
{

constexpr const char* Signature = "\x93NUMPY";

/// The first bytes of the file, at most `count`.
std::vector<std::uint8_t> Beginning(const std::string& path, std::uint64_t count)
{
  std::vector<std::uint8_t> bytes(std::min(RegularFileSize(path), count));
  std::ifstream stream(path, std::ios::binary);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

/// Returns what `decode` makes of the bytes, and adds the path to its errors.
template <typename Decode>
auto Decoded(const std::string& path, const std::vector<std::uint8_t>& bytes, Decode&& decode)
{
  try
  {
    return decode(ByteView{ bytes.data(), bytes.size() });
  }
  catch (Error& error)
  {
    error.Where(path);
    throw;
  }
}

} // namespace

DenseArray DecodeNpy(ByteView bytes)
{
  ByteCursor cursor(bytes);
  const NumpyLayout layout = ReadNumpyHeader(cursor);
  const std::size_t count = cursor.Remaining();
  return DecodeNumpy(layout, { cursor.Take(count), count });
}

DenseArray ReadNpy(const std::string& path)
{
  return Decoded(path, ReadFileBytes(path), DecodeNpy);
}

NumpyLayout ReadNpyLayout(const std::string& path)
{
  constexpr std::uint64_t longestHeader = 1 << 21;
  return Decoded(path, Beginning(path, longestHeader),
    [](ByteView bytes)
    {
      ByteCursor cursor(bytes);
      return ReadNumpyHeader(cursor);
    });
}

bool IsNpyFile(const std::string& path)
{
  std::string start(std::string(Signature).size(), '\0');
  std::ifstream(path, std::ios::binary)
    .read(start.data(), static_cast<std::streamsize>(start.size()));
  return start == Signature;
}

} // namespace losslandscape
