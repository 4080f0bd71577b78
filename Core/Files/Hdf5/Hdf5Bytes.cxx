// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5Bytes.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/Bytes.h"

#include <algorithm>
#include <utility>

namespace losslandscape
{
namespace
{

class Packer
{
public:
  void Number(std::uint64_t value)
  {
    for (int i = 0; i < 8; ++i)
    {
      this->Bytes += static_cast<char>((value >> (8 * i)) & 0xffu);
    }
  }

  void Text(const std::string& text)
  {
    this->Number(text.size());
    this->Bytes += text;
  }

  void Lines(const std::vector<std::string>& lines)
  {
    this->Number(lines.size());
    for (const std::string& line : lines)
    {
      this->Text(line);
    }
  }

  void Array(const DenseArray& array)
  {
    this->Number(array.Shape.size());
    for (const std::int64_t length : array.Shape)
    {
      this->Number(static_cast<std::uint64_t>(length));
    }
    this->Bytes.append(reinterpret_cast<const char*>(array.Bytes.data()), array.Bytes.size());
  }

  std::string Bytes;
};

/// Reads packed bytes from front to back. Every step beyond their end throws, so counts need no
/// check of their own.
class Unpacker
{
public:
  explicit Unpacker(const std::string& bytes)
    : Cursor({ reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size() })
  {
  }

  std::uint64_t Number() { return this->Cursor.Little(8); }

  std::string Text() { return this->Cursor.Text(this->Number()); }

  std::vector<std::string> Lines()
  {
    std::vector<std::string> lines;
    for (std::uint64_t count = this->Number(); count > 0; --count)
    {
      lines.push_back(this->Text());
    }
    return lines;
  }

  DenseArray Array()
  {
    DenseArray array;
    array.Type = ElementType::Float64;
    for (std::uint64_t axes = this->Number(); axes > 0; --axes)
    {
      array.Shape.push_back(static_cast<std::int64_t>(this->Number()));
    }
    const auto count = CountElements(array.Shape, this->Cursor.Remaining() / sizeof(double));
    if (!count)
    {
      throw Error("array is longer than its bytes").Found("shape " + ShapeText(array.Shape));
    }
    array.Bytes.resize(*count * sizeof(double));
    const std::uint8_t* bytes = this->Cursor.Take(array.Bytes.size());
    std::copy_n(reinterpret_cast<const std::byte*>(bytes), array.Bytes.size(), array.Bytes.begin());
    return array;
  }

  void ExpectEnd() const
  {
    if (this->Cursor.Remaining() > 0)
    {
      throw Error("bytes are left over").Found(std::to_string(this->Cursor.Remaining()));
    }
  }

private:
  ByteCursor Cursor;
};

} // namespace

std::string PackHdf5(const Hdf5Contents& contents)
{
  Packer packer;
  packer.Number(contents.Arrays.size());
  for (const auto& [name, array] : contents.Arrays)
  {
    packer.Text(name);
    packer.Array(array);
  }
  packer.Number(contents.Texts.size());
  for (const auto& [name, text] : contents.Texts)
  {
    packer.Text(name);
    packer.Text(text);
  }
  packer.Lines(contents.Skipped);
  return std::move(packer.Bytes);
}

Hdf5Contents UnpackHdf5(const std::string& bytes)
{
  Unpacker unpacker(bytes);
  Hdf5Contents contents;
  for (std::uint64_t count = unpacker.Number(); count > 0; --count)
  {
    std::string name = unpacker.Text();
    contents.Arrays.emplace_back(std::move(name), unpacker.Array());
  }
  for (std::uint64_t count = unpacker.Number(); count > 0; --count)
  {
    std::string name = unpacker.Text();
    contents.Texts[std::move(name)] = unpacker.Text();
  }
  contents.Skipped = unpacker.Lines();
  unpacker.ExpectEnd();
  return contents;
}

std::string PackLines(const std::vector<std::string>& lines)
{
  Packer packer;
  packer.Lines(lines);
  return std::move(packer.Bytes);
}

std::vector<std::string> UnpackLines(const std::string& bytes)
{
  Unpacker unpacker(bytes);
  std::vector<std::string> lines = unpacker.Lines();
  unpacker.ExpectEnd();
  return lines;
}

} // namespace losslandscape
