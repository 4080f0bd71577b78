// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/NumPy/NumpyArray.h"

#include "Core/Common/Error.h"

#include <array>
#include <cstring>

namespace losslandscape
{
namespace
{

struct NumpyType
{
  const char* Name;
  ElementType Stored;
  bool Unsigned;
};

// Unsigned types without counterpart are read as signed ones of the same size and widened
// afterwards.
constexpr std::array<NumpyType, 13> Types = { { { "f8", ElementType::Float64, false },
  { "f4", ElementType::Float32, false }, { "f2", ElementType::Float16, false },
  { "i8", ElementType::Int64, false }, { "i4", ElementType::Int32, false },
  { "i2", ElementType::Int16, false }, { "i1", ElementType::Int8, false },
  { "u1", ElementType::UInt8, false }, { "b1", ElementType::Bool, false },
  { "?", ElementType::Bool, false }, { "u2", ElementType::Int16, true },
  { "u4", ElementType::Int32, true }, { "u8", ElementType::Int64, true } } };

bool NamesByteOrder(char first)
{
  return first == '<' || first == '>' || first == '=' || first == '|';
}

const NumpyType& FindType(const std::string& descr)
{
  const std::string name = !descr.empty() && NamesByteOrder(descr[0]) ? descr.substr(1) : descr;
  for (const NumpyType& type : Types)
  {
    if (name == type.Name)
    {
      return type;
    }
  }
  throw Error("unsupported type of array")
    .Expected("numbers or booleans")
    .Found("NumPy type '" + descr.substr(0, 80) + "'")
    .Advice("convert it with astype before saving");
}

bool NeedsSwap(const std::string& descr)
{
  const char order = descr.empty() ? '=' : descr[0];
  return (order == '>' && !HostIsBigEndian()) || (order == '<' && HostIsBigEndian());
}

template <typename Narrow, typename Wide>
std::vector<std::byte> Widen(const std::vector<std::byte>& bytes)
{
  std::vector<std::byte> wide(bytes.size() / sizeof(Narrow) * sizeof(Wide));
  for (std::size_t i = 0; i < bytes.size() / sizeof(Narrow); ++i)
  {
    Narrow value;
    std::memcpy(&value, bytes.data() + i * sizeof(Narrow), sizeof(Narrow));
    const Wide same = value;
    std::memcpy(wide.data() + i * sizeof(Wide), &same, sizeof(Wide));
  }
  return wide;
}

void WidenUnsigned(DenseArray& array)
{
  if (array.Type == ElementType::Int16)
  {
    array.Type = ElementType::Int32;
    array.Bytes = Widen<std::uint16_t, std::int32_t>(array.Bytes);
  }
  else if (array.Type == ElementType::Int32)
  {
    array.Type = ElementType::Int64;
    array.Bytes = Widen<std::uint32_t, std::int64_t>(array.Bytes);
  }
  else
  {
    for (const std::int64_t value : array.ToInt64())
    {
      if (value < 0)
      {
        throw Error("unsigned integer is too large").Expected("at most 9223372036854775807");
      }
    }
  }
}

/// Reorders the elements of a column-major array to row-major order.
std::vector<std::byte> ToRowMajor(
  const std::vector<std::byte>& source, const std::vector<std::int64_t>& shape, std::size_t size)
{
  std::vector<std::byte> result(source.size());
  std::vector<std::int64_t> index(shape.size(), 0);
  for (std::size_t target = 0; target < result.size(); target += size)
  {
    std::size_t position = 0;
    for (std::size_t axis = shape.size(); axis-- > 0;)
    {
      position =
        position * static_cast<std::size_t>(shape[axis]) + static_cast<std::size_t>(index[axis]);
    }
    std::memcpy(result.data() + target, source.data() + position * size, size);
    for (std::size_t axis = shape.size(); axis-- > 0;)
    {
      if (++index[axis] < shape[axis])
      {
        break;
      }
      index[axis] = 0;
    }
  }
  return result;
}

} // namespace

DenseArray DecodeNumpy(const NumpyLayout& layout, ByteView data)
{
  const NumpyType& type = FindType(layout.Descr);
  const std::size_t size = ElementSize(type.Stored);
  const auto count = CountElements(layout.Shape, data.Size / size);
  if (!count || *count * size != data.Size)
  {
    throw Error("array data do not fit the shape")
      .Expected("data of type " + layout.Descr + " for " + ShapeText(layout.Shape))
      .Found(std::to_string(data.Size) + " bytes");
  }
  DenseArray array;
  array.Type = type.Stored;
  array.Shape = layout.Shape;
  array.Bytes.resize(data.Size);
  if (data.Size > 0)
  {
    std::memcpy(array.Bytes.data(), data.Data, data.Size);
  }
  if (NeedsSwap(layout.Descr))
  {
    SwapElements(array.Bytes, size);
  }
  if (layout.Fortran && array.Shape.size() > 1)
  {
    array.Bytes = ToRowMajor(array.Bytes, array.Shape, size);
  }
  if (type.Unsigned)
  {
    WidenUnsigned(array);
  }
  return array;
}

} // namespace losslandscape
