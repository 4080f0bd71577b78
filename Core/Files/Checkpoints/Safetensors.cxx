// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/Safetensors.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/Bytes.h"
#include "Core/Files/Archives/FileBytes.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <optional>
#include <tuple>

namespace losslandscape
{
namespace
{

using Json = nlohmann::json;

constexpr std::uint64_t LongestHeader = 100'000'000;
constexpr std::size_t LengthBytes = 8;

struct Entry
{
  std::string Name;
  ElementType Type = ElementType::Float32;
  std::vector<std::int64_t> Shape;
  std::uint64_t Begin = 0;
  std::uint64_t End = 0;
};

Error Malformed()
{
  return Error("malformed safetensors file");
}

std::optional<ElementType> TypeOfName(const std::string& name)
{
  constexpr std::array<std::pair<const char*, ElementType>, 10> types = {
    { { "F64", ElementType::Float64 }, { "F32", ElementType::Float32 },
      { "F16", ElementType::Float16 }, { "BF16", ElementType::BFloat16 },
      { "I64", ElementType::Int64 }, { "I32", ElementType::Int32 }, { "I16", ElementType::Int16 },
      { "I8", ElementType::Int8 }, { "U8", ElementType::UInt8 }, { "BOOL", ElementType::Bool } }
  };
  for (const auto& [known, type] : types)
  {
    if (name == known)
    {
      return type;
    }
  }
  return std::nullopt;
}

std::uint64_t NonNegative(const Json& number, const std::string& name)
{
  if (!number.is_number_unsigned() ||
    number.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
  {
    throw Malformed()
      .Expected("non-negative integers for '" + name + "'")
      .Found(number.type_name());
  }
  return number.get<std::uint64_t>();
}

const Json& Member(const Json& object, const char* key, Json::value_t type, const std::string& name)
{
  const auto found = object.find(key);
  if (found == object.end() || found->type() != type)
  {
    throw Malformed().Expected(std::string(key) + " of tensor '" + name + "'");
  }
  return *found;
}

Entry ParseEntry(const std::string& name, const Json& description, ElementType type)
{
  constexpr std::size_t mostAxes = 64;
  Entry entry;
  entry.Name = name;
  entry.Type = type;
  for (const Json& length : Member(description, "shape", Json::value_t::array, name))
  {
    entry.Shape.push_back(static_cast<std::int64_t>(NonNegative(length, name)));
  }
  const Json& offsets = Member(description, "data_offsets", Json::value_t::array, name);
  if (offsets.size() != 2 || entry.Shape.size() > mostAxes)
  {
    throw Malformed().Expected("two offsets and at most 64 axes for '" + name + "'");
  }
  entry.Begin = NonNegative(offsets[0], name);
  entry.End = NonNegative(offsets[1], name);
  return entry;
}

/// The tensors that the header names, in the order of their data. Those of types without
/// counterpart are listed in `skipped`.
std::vector<Entry> ParseHeader(const Json& header, std::vector<std::string>& skipped)
{
  if (!header.is_object())
  {
    throw Malformed().Expected("a JSON object as header").Found(header.type_name());
  }
  std::vector<Entry> entries;
  for (const auto& [name, description] : header.items())
  {
    if (name == "__metadata__")
    {
      skipped.push_back("__metadata__: text, not a tensor");
      continue;
    }
    const std::string dtype =
      Member(description, "dtype", Json::value_t::string, name).get<std::string>();
    const auto type = TypeOfName(dtype);
    if (type)
    {
      entries.push_back(ParseEntry(name, description, *type));
    }
    else
    {
      skipped.push_back(name + ": tensor of the unsupported type " + dtype);
    }
  }
  std::stable_sort(entries.begin(), entries.end(),
    [](const Entry& left, const Entry& right)
    { return std::tie(left.Begin, left.End) < std::tie(right.Begin, right.End); });
  return entries;
}

void CheckPlaces(const std::vector<Entry>& entries, std::uint64_t dataSize)
{
  std::uint64_t reached = 0;
  for (const Entry& entry : entries)
  {
    const std::uint64_t size = ElementSize(entry.Type);
    const auto count = CountElements(entry.Shape, dataSize / size);
    if (entry.Begin < reached || entry.End < entry.Begin || entry.End > dataSize || !count ||
      *count * size != entry.End - entry.Begin)
    {
      throw Malformed()
        .Expected("'" + entry.Name + "' of shape " + ShapeText(entry.Shape) + " within " +
          std::to_string(dataSize) + " bytes and apart from other tensors")
        .Found("bytes " + std::to_string(entry.Begin) + " to " + std::to_string(entry.End))
        .Advice("the file is truncated or damaged; copy or save it again");
    }
    reached = entry.End;
  }
}

DenseArray CopyArray(const Entry& entry, const std::uint8_t* data)
{
  DenseArray array;
  array.Type = entry.Type;
  array.Shape = entry.Shape;
  array.Bytes.resize(static_cast<std::size_t>(entry.End - entry.Begin));
  if (!array.Bytes.empty())
  {
    std::memcpy(array.Bytes.data(), data + entry.Begin, array.Bytes.size());
  }
  if (HostIsBigEndian())
  {
    SwapElements(array.Bytes, ElementSize(entry.Type));
  }
  return array;
}

} // namespace

bool IsSafetensorsFile(const std::string& path)
{
  std::array<std::uint8_t, LengthBytes + 1> start = {};
  std::ifstream stream(path, std::ios::binary);
  stream.read(reinterpret_cast<char*>(start.data()), start.size());
  if (static_cast<std::size_t>(stream.gcount()) != start.size())
  {
    return false;
  }
  ByteCursor cursor({ start.data(), start.size() });
  return cursor.Little(LengthBytes) <= LongestHeader && cursor.Byte() == '{';
}

Checkpoint ReadSafetensors(const std::string& path)
{
  const std::vector<std::uint8_t> bytes = ReadFileBytes(path);
  ByteCursor cursor({ bytes.data(), bytes.size() });
  const std::uint64_t length = cursor.Little(LengthBytes);
  const std::uint8_t* text = cursor.Take(length);
  // Invalid JSON is to yield a discarded value: an exception of the parser would not name the file.
  const Json header = Json::parse(text, text + length, nullptr, false);
  if (header.is_discarded())
  {
    throw Malformed().Expected("a header of valid JSON");
  }
  Checkpoint checkpoint;
  checkpoint.Format = "safetensors";
  const std::vector<Entry> entries = ParseHeader(header, checkpoint.Skipped);
  CheckPlaces(entries, cursor.Remaining());
  const std::uint8_t* data = cursor.Take(cursor.Remaining());
  for (const Entry& entry : entries)
  {
    checkpoint.Tensors.emplace_back(entry.Name, CopyArray(entry, data));
  }
  return checkpoint;
}

} // namespace losslandscape
