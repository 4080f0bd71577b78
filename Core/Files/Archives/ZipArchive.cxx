// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Archives/ZipArchive.h"

#include "Core/Common/Error.h"

#include <zip.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace losslandscape
{
namespace
{

/// Deflate turns one byte into at most this many. Entries up to SmallEntry bytes may claim more.
constexpr std::uint64_t LargestDeflateRatio = 1032;
constexpr std::uint64_t SmallEntry = 4096;

const char* DamageAdvice()
{
  return "the archive is truncated or damaged; copy or save it again";
}

zip* OpenArchive(const std::string& path)
{
  int code = 0;
  zip* handle = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (!handle)
  {
    zip_error_t reason;
    zip_error_init_with_code(&reason, code);
    const std::string text = zip_error_strerror(&reason);
    zip_error_fini(&reason);
    throw Error("cannot read zip archive").Where(path).Found(text).Advice(DamageAdvice());
  }
  return handle;
}

zip* OpenArchive(const std::vector<std::uint8_t>& bytes)
{
  zip_error_t reason;
  zip_error_init(&reason);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &reason);
  zip* handle = source ? zip_open_from_source(source, ZIP_RDONLY, &reason) : nullptr;
  const std::string text = zip_error_strerror(&reason);
  zip_error_fini(&reason);
  if (!handle)
  {
    if (source)
    {
      zip_source_free(source);
    }
    throw Error("cannot read zip archive inside the file").Found(text).Advice(DamageAdvice());
  }
  return handle;
}

Error BadEntry(const std::string& name)
{
  return Error("cannot read entry '" + name + "' of the zip archive");
}

void CheckSizes(const zip_stat_t& stat)
{
  const bool stored = stat.comp_method == ZIP_CM_STORE;
  if (!stored && stat.comp_method != ZIP_CM_DEFLATE)
  {
    throw BadEntry(stat.name)
      .Expected("no compression or deflate")
      .Found("method " + std::to_string(stat.comp_method));
  }
  const std::uint64_t most =
    stored ? stat.comp_size : SmallEntry + stat.comp_size * LargestDeflateRatio;
  if (stat.size > most)
  {
    throw BadEntry(stat.name)
      .Expected("at most " + std::to_string(most) + " bytes")
      .Found(std::to_string(stat.size) + " declared")
      .Advice(DamageAdvice());
  }
}

} // namespace

ZipArchive::ZipArchive(const std::string& path)
  : Handle(OpenArchive(path), [](zip* handle) { zip_discard(handle); }),
    Length(std::filesystem::file_size(path))
{
  this->ReadDirectory();
}

ZipArchive::ZipArchive(std::vector<std::uint8_t> bytes)
  : Bytes(std::move(bytes)),
    Handle(OpenArchive(this->Bytes), [](zip* handle) { zip_discard(handle); }),
    Length(this->Bytes.size())
{
  this->ReadDirectory();
}

void ZipArchive::ReadDirectory()
{
  const std::int64_t count = zip_get_num_entries(this->Handle.get(), 0);
  std::uint64_t left = this->Length;
  for (std::int64_t index = 0; index < count; ++index)
  {
    zip_stat_t stat;
    constexpr auto needed =
      ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    if (zip_stat_index(this->Handle.get(), static_cast<std::uint64_t>(index), 0, &stat) != 0 ||
      (stat.valid & needed) != needed)
    {
      throw Error("cannot read the directory of the zip archive").Advice(DamageAdvice());
    }
    // The compressed sizes must fit into the file together, since entries that share bytes could
    // make a small archive expand without end.
    if (stat.comp_size > left)
    {
      throw BadEntry(stat.name)
        .Expected("entries that fit into the file")
        .Found(std::to_string(stat.comp_size) + " bytes declared")
        .Advice(DamageAdvice());
    }
    left -= stat.comp_size;
    CheckSizes(stat);
    this->Places.emplace(stat.name, this->Directory.size());
    this->Directory.push_back({ stat.name, static_cast<std::uint64_t>(index), stat.size });
  }
}

const ZipEntry* ZipArchive::Find(const std::string& name) const
{
  const auto found = this->Places.find(name);
  return found == this->Places.end() ? nullptr : &this->Directory[found->second];
}

std::vector<std::uint8_t> ZipArchive::Read(const ZipEntry& entry, std::uint64_t limit) const
{
  if (entry.Size > limit)
  {
    throw BadEntry(entry.Name)
      .Expected("at most " + std::to_string(limit) + " bytes")
      .Found(std::to_string(entry.Size));
  }
  const std::unique_ptr<zip_file_t, void (*)(zip_file_t*)> file(
    zip_fopen_index(this->Handle.get(), entry.Index, 0),
    [](zip_file_t* open)
    {
      if (open)
      {
        zip_fclose(open);
      }
    });
  if (!file)
  {
    throw BadEntry(entry.Name).Found(zip_strerror(this->Handle.get())).Advice(DamageAdvice());
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(entry.Size));
  std::size_t done = 0;
  while (done < bytes.size())
  {
    const std::int64_t got = zip_fread(file.get(), bytes.data() + done, bytes.size() - done);
    if (got <= 0)
    {
      throw BadEntry(entry.Name).Found(zip_file_strerror(file.get())).Advice(DamageAdvice());
    }
    done += static_cast<std::size_t>(got);
  }
  // Reading beyond the end makes libzip compare the checksum.
  std::uint8_t beyond;
  if (zip_fread(file.get(), &beyond, 1) != 0)
  {
    throw BadEntry(entry.Name)
      .Expected("its declared size and checksum")
      .Found(zip_file_strerror(file.get()))
      .Advice(DamageAdvice());
  }
  return bytes;
}

bool IsZipFile(const std::string& path)
{
  std::array<char, 4> start = {};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  const std::string magic(start.data(), start.size());
  return magic == "PK\3\4" || magic == "PK\5\6";
}

} // namespace losslandscape
