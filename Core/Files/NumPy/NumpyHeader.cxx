// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/NumPy/NumpyHeader.h"

#include "Core/Common/Error.h"

#include <cctype>

namespace losslandscape
{
namespace
{

/// Reads a Python literal such as {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }.
class HeaderParser
{
public:
  explicit HeaderParser(std::string text) : Text(std::move(text)) {}

  NumpyLayout Parse()
  {
    NumpyLayout layout;
    this->Expect('{');
    while (!this->Accept('}'))
    {
      const std::string key = this->Quoted();
      this->Expect(':');
      this->ParseValue(key, layout);
      this->Accept(',');
    }
    if (this->Seen != AllKeys)
    {
      this->Fail("descr, fortran_order and shape");
    }
    return layout;
  }

private:
  static constexpr unsigned AllKeys = 7;

  void ParseValue(const std::string& key, NumpyLayout& layout)
  {
    if (key == "descr")
    {
      layout.Descr = this->Quoted();
      this->Seen |= 1;
    }
    else if (key == "fortran_order")
    {
      layout.Fortran = this->Word() == "True";
      this->Seen |= 2;
    }
    else if (key == "shape")
    {
      layout.Shape = this->Integers();
      this->Seen |= 4;
    }
    else
    {
      this->Fail("no key '" + key.substr(0, 40) + "'");
    }
  }

  std::vector<std::int64_t> Integers()
  {
    constexpr std::size_t mostAxes = 64;
    std::vector<std::int64_t> values;
    this->Expect('(');
    while (!this->Accept(')'))
    {
      values.push_back(this->Integer());
      this->Accept(',');
      if (values.size() > mostAxes)
      {
        this->Fail("at most 64 axes");
      }
    }
    return values;
  }

  std::int64_t Integer()
  {
    constexpr std::size_t mostDigits = 18;
    const std::string digits = this->Word();
    if (digits.empty() || digits.size() > mostDigits ||
      digits.find_first_not_of("0123456789") != std::string::npos)
    {
      this->Fail("lengths of axes");
    }
    return std::stoll(digits);
  }

  std::string Word()
  {
    this->SkipSpace();
    const std::size_t start = this->Next;
    while (this->Next < this->Text.size() &&
      std::isalnum(static_cast<unsigned char>(this->Text[this->Next])))
    {
      ++this->Next;
    }
    return this->Text.substr(start, this->Next - start);
  }

  std::string Quoted()
  {
    this->SkipSpace();
    const char quote = this->Next < this->Text.size() ? this->Text[this->Next] : ' ';
    const std::size_t end =
      quote == '\'' || quote == '"' ? this->Text.find(quote, this->Next + 1) : std::string::npos;
    if (end == std::string::npos)
    {
      this->Fail("quoted text; records are not supported");
    }
    const std::string text = this->Text.substr(this->Next + 1, end - this->Next - 1);
    this->Next = end + 1;
    return text;
  }

  bool Accept(char wanted)
  {
    this->SkipSpace();
    const bool isThere = this->Next < this->Text.size() && this->Text[this->Next] == wanted;
    this->Next += isThere ? 1 : 0;
    return isThere;
  }

  void Expect(char wanted)
  {
    if (!this->Accept(wanted))
    {
      this->Fail(std::string("'") + wanted + "'");
    }
  }

  void SkipSpace()
  {
    while (this->Next < this->Text.size() &&
      std::isspace(static_cast<unsigned char>(this->Text[this->Next])))
    {
      ++this->Next;
    }
  }

  [[noreturn]] void Fail(const std::string& expected) const
  {
    throw Error("unsupported or malformed header of a NumPy array")
      .Expected(expected)
      .Found(this->Text.substr(0, 120));
  }

  std::string Text;
  std::size_t Next = 0;
  unsigned Seen = 0;
};

} // namespace

NumpyLayout ReadNumpyHeader(ByteCursor& cursor)
{
  constexpr std::uint64_t longest = 1 << 20;
  if (cursor.Text(6) != "\x93NUMPY")
  {
    throw Error("not a NumPy array");
  }
  const int version = cursor.Byte();
  cursor.Byte();
  const std::uint64_t length = cursor.Little(version == 1 ? 2 : 4);
  if (version < 1 || version > 3 || length > longest)
  {
    throw Error("unsupported header of a NumPy array")
      .Expected("version 1 to 3 and at most 1 MiB")
      .Found("version " + std::to_string(version) + " and " + std::to_string(length) + " bytes");
  }
  return HeaderParser(cursor.Text(length)).Parse();
}

} // namespace losslandscape
