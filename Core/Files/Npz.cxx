// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Npz.h"

#include "Core/Common/Error.h"
#include "Core/Files/FileBytes.h"
#include "Core/Files/NumpyHeader.h"
#include "Core/Files/ZipArchive.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

constexpr std::uint64_t LargestArray = std::uint64_t(1) << 34;

DenseArray ReadEntry(const ZipArchive& archive, const ZipEntry& entry)
{
  const std::vector<std::uint8_t> bytes = archive.Read(entry, LargestArray);
  ByteCursor cursor({ bytes.data(), bytes.size() });
  const NumpyLayout layout = ReadNumpyHeader(cursor);
  const std::size_t count = cursor.Remaining();
  return DecodeNumpy(layout, { cursor.Take(count), count });
}

NamedArrays ReadArrays(const std::string& path)
{
  const std::string suffix = ".npy";
  const ZipArchive archive(path);
  NamedArrays arrays;
  for (const ZipEntry& entry : archive.Entries())
  {
    const std::size_t length = entry.Name.size() - std::min(entry.Name.size(), suffix.size());
    if (entry.Name.substr(length) != suffix)
    {
      continue;
    }
    const std::string name = entry.Name.substr(0, length);
    try
    {
      arrays.emplace_back(name, ReadEntry(archive, entry));
    }
    catch (const Error& error)
    {
      throw Error("array '" + name + "': " + error.what());
    }
  }
  if (arrays.empty())
  {
    throw Error("no arrays in file").Expected("an archive written by numpy.savez");
  }
  return arrays;
}

} // namespace

NamedArrays ReadNpz(const std::string& path)
{
  // Before libzip, whose message for a folder does not say so.
  RegularFileSize(path);
  try
  {
    return ReadArrays(path);
  }
  catch (Error& error)
  {
    error.Where(path);
    throw;
  }
}

} // namespace losslandscape
