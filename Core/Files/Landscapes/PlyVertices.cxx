// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/PlyVertices.h"

#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"

#include <cctype>
#include <cmath>
#include <cstring>
#include <memory>

namespace losslandscape
{
namespace
{

/// Gives the numbers of a file one after the other.
class NumberSource
{
public:
  virtual ~NumberSource() = default;
  virtual double Next(PlyType type) = 0;
  virtual void Skip(PlyType type, std::uint64_t count) = 0;
  /// The smallest number of bytes that a number of the type takes.
  virtual std::uint64_t SmallestSize(PlyType type) const = 0;
};

template <typename Number, typename Bits>
double FromBits(std::uint64_t bits)
{
  const Bits narrow = static_cast<Bits>(bits);
  Number value;
  std::memcpy(&value, &narrow, sizeof(value));
  return static_cast<double>(value);
}

double Decode(PlyType type, std::uint64_t bits)
{
  switch (type)
  {
    case PlyType::Int8:
      return FromBits<std::int8_t, std::uint8_t>(bits);
    case PlyType::Int16:
      return FromBits<std::int16_t, std::uint16_t>(bits);
    case PlyType::Int32:
      return FromBits<std::int32_t, std::uint32_t>(bits);
    case PlyType::UInt8:
    case PlyType::UInt16:
    case PlyType::UInt32:
      return static_cast<double>(bits);
    case PlyType::Float32:
      return FromBits<float, std::uint32_t>(bits);
    case PlyType::Float64:
      return FromBits<double, std::uint64_t>(bits);
  }
  throw Error("unknown type of a PLY property");
}

class BinaryNumbers : public NumberSource
{
public:
  BinaryNumbers(ByteCursor& cursor, bool big) : Cursor(cursor), IsBig(big) {}

  double Next(PlyType type) override
  {
    const int size = PlyTypeSize(type);
    return Decode(type, this->IsBig ? this->Cursor.Big(size) : this->Cursor.Little(size));
  }

  void Skip(PlyType type, std::uint64_t count) override
  {
    // The product cannot overflow, as a count has at most 32 bits.
    this->Cursor.Take(count * static_cast<std::uint64_t>(PlyTypeSize(type)));
  }

  std::uint64_t SmallestSize(PlyType type) const override
  {
    return static_cast<std::uint64_t>(PlyTypeSize(type));
  }

private:
  ByteCursor& Cursor;
  bool IsBig;
};

class TextNumbers : public NumberSource
{
public:
  explicit TextNumbers(ByteCursor& cursor)
  {
    const std::size_t size = cursor.Remaining();
    this->Rest = { reinterpret_cast<const char*>(cursor.Take(size)), size };
  }

  double Next(PlyType) override
  {
    const std::string_view word = this->Word();
    const auto value = ParseNumber(word);
    if (!value)
    {
      constexpr std::size_t most = 40;
      throw Error("cannot read number")
        .Expected("a number")
        .Found("'" + std::string(word.substr(0, most)) + "'");
    }
    return *value;
  }

  void Skip(PlyType, std::uint64_t count) override
  {
    for (std::uint64_t i = 0; i < count; ++i)
    {
      this->Word();
    }
  }

  /// A number takes a digit and a blank at least.
  std::uint64_t SmallestSize(PlyType) const override { return 2; }

private:
  static bool IsBlank(char letter) { return std::isspace(static_cast<unsigned char>(letter)) != 0; }

  std::string_view Word()
  {
    while (!this->Rest.empty() && IsBlank(this->Rest.front()))
    {
      this->Rest.remove_prefix(1);
    }
    if (this->Rest.empty())
    {
      throw Error("data ends too early")
        .Expected("another number")
        .Advice("the file is truncated or damaged; copy or save it again");
    }
    std::size_t length = 0;
    while (length < this->Rest.size() && !IsBlank(this->Rest[length]))
    {
      ++length;
    }
    const std::string_view word = this->Rest.substr(0, length);
    this->Rest.remove_prefix(length);
    return word;
  }

  std::string_view Rest;
};

std::uint64_t ListLength(const PlyProperty& property, NumberSource& numbers)
{
  constexpr double most = 4294967295.0;
  const double length = numbers.Next(property.CountType);
  if (!(length >= 0.0 && length <= most) || length != std::floor(length))
  {
    throw Error("length of a list is out of range")
      .Where("property " + property.Name)
      .Found(NumberText(length));
  }
  return static_cast<std::uint64_t>(length);
}

void SkipElement(const PlyElement& element, NumberSource& numbers)
{
  if (element.Properties.empty())
  {
    return;
  }
  for (std::uint64_t row = 0; row < element.Count; ++row)
  {
    for (const PlyProperty& property : element.Properties)
    {
      const std::uint64_t count = property.IsList ? ListLength(property, numbers) : 1;
      numbers.Skip(property.Type, count);
    }
  }
}

/// Throws Error if the header declares more vertices than the file has room for, before memory is
/// taken for them.
void CheckCount(const PlyElement& vertices, std::uint64_t bytes, const NumberSource& numbers)
{
  std::uint64_t row = 0;
  for (const PlyProperty& property : vertices.Properties)
  {
    row += numbers.SmallestSize(property.IsList ? property.CountType : property.Type);
  }
  // The last blank of a text may be missing.
  const std::uint64_t most = row == 0 ? 0 : (bytes + 1) / row;
  if (vertices.Count > most)
  {
    throw Error("the vertices do not fit into the file")
      .Expected("at most " + std::to_string(most) + " vertices")
      .Found(std::to_string(vertices.Count) + " declared")
      .Advice("the file is truncated or damaged; copy or save it again");
  }
}

NamedValues ReadRows(const PlyElement& vertices, NumberSource& numbers)
{
  NamedValues columns;
  for (const PlyProperty& property : vertices.Properties)
  {
    if (!property.IsList)
    {
      columns.emplace_back(property.Name, std::vector<double>());
      columns.back().second.reserve(vertices.Count);
    }
  }
  for (std::uint64_t row = 0; row < vertices.Count; ++row)
  {
    std::size_t column = 0;
    for (const PlyProperty& property : vertices.Properties)
    {
      if (property.IsList)
      {
        numbers.Skip(property.Type, ListLength(property, numbers));
      }
      else
      {
        columns[column++].second.push_back(numbers.Next(property.Type));
      }
    }
  }
  return columns;
}

} // namespace

NamedValues ReadPlyVertices(const PlyHeader& header, ByteCursor& cursor)
{
  const std::uint64_t bytes = cursor.Remaining();
  std::unique_ptr<NumberSource> numbers;
  if (header.Format == PlyFormat::Ascii)
  {
    numbers = std::make_unique<TextNumbers>(cursor);
  }
  else
  {
    numbers = std::make_unique<BinaryNumbers>(cursor, header.Format == PlyFormat::BigEndian);
  }
  for (const PlyElement& element : header.Elements)
  {
    if (&element == header.Vertices())
    {
      CheckCount(element, bytes, *numbers);
      return ReadRows(element, *numbers);
    }
    SkipElement(element, *numbers);
  }
  throw Error("no vertices in the PLY file").Expected("an element 'vertex'");
}

} // namespace losslandscape
