// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/NumPy/Npz.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Archives/ZipArchive.h"
#include "Core/Files/NumPy/Npy.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

constexpr std::uint64_t LargestArray = std::uint64_t(1) << 34;

/// The entries of the archive that are arrays, each with the name of its array.
std::vector<std::pair<std::string, ZipEntry>> ArrayEntries(const ZipArchive& archive)
{
  const std::string suffix = ".npy";
  std::vector<std::pair<std::string, ZipEntry>> entries;
  for (const ZipEntry& entry : archive.Entries())
  {
    const std::size_t length = entry.Name.size() - std::min(entry.Name.size(), suffix.size());
    if (entry.Name.substr(length) == suffix)
    {
      entries.emplace_back(entry.Name.substr(0, length), entry);
    }
  }
  return entries;
}

/// Reads all arrays. Those that cannot be decoded are listed in `skipped`; if that is null, they
/// are an error.
NamedArrays ReadArrays(const std::string& path, std::vector<std::string>* skipped)
{
  const ZipArchive archive(path);
  NamedArrays arrays;
  for (const auto& [name, entry] : ArrayEntries(archive))
  {
    const std::vector<std::uint8_t> bytes = archive.Read(entry, LargestArray);
    try
    {
      arrays.emplace_back(name, DecodeNpy({ bytes.data(), bytes.size() }));
    }
    catch (const Error& error)
    {
      const std::string reason = "array '" + name + "': " + error.what();
      if (!skipped)
      {
        throw Error(reason);
      }
      skipped->push_back(reason);
    }
  }
  if (arrays.empty() && !(skipped && !skipped->empty()))
  {
    throw Error("no arrays in file").Expected("an archive written by numpy.savez");
  }
  return arrays;
}

/// Runs `read` and adds the path of the file to an Error that it throws.
template <typename Function>
auto NamingFile(const std::string& path, Function read)
{
  // This must come before libzip, whose message for a folder does not say that it is one.
  RegularFileSize(path);
  try
  {
    return read();
  }
  catch (Error& error)
  {
    error.Where(path);
    throw;
  }
}

} // namespace

NamedArrays ReadNpz(const std::string& path)
{
  return NamingFile(path, [&]() { return ReadArrays(path, nullptr); });
}

NamedArrays ReadNpz(const std::string& path, std::vector<std::string>& skipped)
{
  return NamingFile(path, [&]() { return ReadArrays(path, &skipped); });
}

std::vector<std::string> NpzArrayNames(const std::string& path)
{
  return NamingFile(path,
    [&]()
    {
      std::vector<std::string> names;
      for (const auto& entry : ArrayEntries(ZipArchive(path)))
      {
        names.push_back(entry.first);
      }
      return names;
    });
}

} // namespace losslandscape
