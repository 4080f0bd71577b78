// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/PlyHeader.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace losslandscape
{
namespace
{

constexpr std::size_t MostLines = 10000;
constexpr std::size_t LongestQuote = 80;

struct TypeName
{
  const char* Name;
  PlyType Type;
};

constexpr TypeName TypeNames[] = { { "char", PlyType::Int8 }, { "int8", PlyType::Int8 },
  { "uchar", PlyType::UInt8 }, { "uint8", PlyType::UInt8 }, { "short", PlyType::Int16 },
  { "int16", PlyType::Int16 }, { "ushort", PlyType::UInt16 }, { "uint16", PlyType::UInt16 },
  { "int", PlyType::Int32 }, { "int32", PlyType::Int32 }, { "uint", PlyType::UInt32 },
  { "uint32", PlyType::UInt32 }, { "float", PlyType::Float32 }, { "float32", PlyType::Float32 },
  { "double", PlyType::Float64 }, { "float64", PlyType::Float64 } };

using Words = std::vector<std::string>;

Words SplitWords(const std::string& line)
{
  std::istringstream stream(line);
  Words words;
  for (std::string word; stream >> word;)
  {
    words.push_back(word);
  }
  return words;
}

class HeaderReader
{
public:
  explicit HeaderReader(ByteCursor& cursor) : Cursor(cursor) {}

  PlyHeader Read()
  {
    if (SplitWords(this->Next()) != Words{ "ply" })
    {
      throw Error("not a PLY file").Expected("a first line of 'ply'").Found(this->Quote());
    }
    for (Words words = SplitWords(this->Next()); words != Words{ "end_header" };
         words = SplitWords(this->Next()))
    {
      this->Take(words);
    }
    if (!this->HasFormat)
    {
      throw Error("malformed header of a PLY file").Expected("a line 'format ...'");
    }
    return std::move(this->Header);
  }

private:
  const std::string& Next()
  {
    if (++this->Number > MostLines)
    {
      this->Fail("at most " + std::to_string(MostLines) + " lines");
    }
    return this->Line = this->Cursor.Line();
  }

  void Take(const Words& words)
  {
    if (words.empty() || words[0] == "obj_info")
    {
      return;
    }
    if (words[0] == "comment")
    {
      const std::size_t start = this->Line.find("comment") + std::string("comment ").size();
      this->Header.Comments.push_back(this->Line.substr(std::min(start, this->Line.size())));
    }
    else if (words[0] == "format" && words.size() == 3)
    {
      this->TakeFormat(words[1]);
    }
    else if (words[0] == "element" && words.size() == 3)
    {
      this->Header.Elements.push_back({ words[1], this->Count(words[2]), {} });
    }
    else if (words[0] == "property" && !this->Header.Elements.empty())
    {
      this->Header.Elements.back().Properties.push_back(this->Property(words));
    }
    else
    {
      this->Fail("format, comment, element or property");
    }
  }

  void TakeFormat(const std::string& name)
  {
    const Words names = { "ascii", "binary_little_endian", "binary_big_endian" };
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
    {
      this->Fail("ascii, binary_little_endian or binary_big_endian");
    }
    this->Header.Format = static_cast<PlyFormat>(found - names.begin());
    this->HasFormat = true;
  }

  PlyProperty Property(const Words& words)
  {
    if (words.size() == 5 && words[1] == "list")
    {
      const PlyType countType = this->Type(words[2]);
      if (countType == PlyType::Float32 || countType == PlyType::Float64)
      {
        this->Fail("a length of an integer type");
      }
      return { words[4], this->Type(words[3]), true, countType };
    }
    if (words.size() != 3)
    {
      this->Fail("'property TYPE NAME' or 'property list TYPE TYPE NAME'");
    }
    return { words[2], this->Type(words[1]), false, PlyType::UInt8 };
  }

  PlyType Type(const std::string& name)
  {
    for (const TypeName& type : TypeNames)
    {
      if (name == type.Name)
      {
        return type.Type;
      }
    }
    this->Fail("char, uchar, short, ushort, int, uint, float or double");
  }

  std::uint64_t Count(const std::string& text)
  {
    std::uint64_t count = 0;
    const char* end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, count);
    if (failure != std::errc() || rest != end)
    {
      this->Fail("a number of elements");
    }
    return count;
  }

  std::string Quote() const { return "'" + this->Line.substr(0, LongestQuote) + "'"; }

  [[noreturn]] void Fail(const std::string& expected) const
  {
    throw Error("malformed header of a PLY file")
      .Where("line " + std::to_string(this->Number))
      .Expected(expected)
      .Found(this->Quote());
  }

  ByteCursor& Cursor;
  PlyHeader Header;
  std::string Line;
  std::size_t Number = 0;
  bool HasFormat = false;
};

} // namespace

int PlyTypeSize(PlyType type)
{
  switch (type)
  {
    case PlyType::Int8:
    case PlyType::UInt8:
      return 1;
    case PlyType::Int16:
    case PlyType::UInt16:
      return 2;
    case PlyType::Int32:
    case PlyType::UInt32:
    case PlyType::Float32:
      return 4;
    case PlyType::Float64:
      return 8;
  }
  throw Error("unknown type of a PLY property");
}

bool PlyElement::HasScalar(const std::string& name) const
{
  return std::any_of(this->Properties.begin(), this->Properties.end(),
    [&](const PlyProperty& property) { return property.Name == name && !property.IsList; });
}

const PlyElement* PlyHeader::Vertices() const
{
  for (const PlyElement& element : this->Elements)
  {
    if (element.Name == "vertex")
    {
      return &element;
    }
  }
  return nullptr;
}

PlyHeader ReadPlyHeader(ByteCursor& cursor)
{
  return HeaderReader(cursor).Read();
}

} // namespace losslandscape
