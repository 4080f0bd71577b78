// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Images/Idx.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/Bytes.h"
#include "Core/Files/Archives/FileBytes.h"

#include <cstring>

namespace losslandscape
{
namespace
{

ElementType TypeOfCode(int code)
{
  switch (code)
  {
    case 0x08:
      return ElementType::UInt8;
    case 0x09:
      return ElementType::Int8;
    case 0x0b:
      return ElementType::Int16;
    case 0x0c:
      return ElementType::Int32;
    case 0x0d:
      return ElementType::Float32;
    case 0x0e:
      return ElementType::Float64;
    default:
      throw Error("malformed idx file")
        .Expected("a type code of 8, 9, 11, 12, 13 or 14")
        .Found(std::to_string(code));
  }
}

DenseArray ParseIdx(ByteCursor cursor)
{
  if (cursor.Big(2) != 0)
  {
    throw Error("not an idx file").Expected("two zero bytes at its start");
  }
  DenseArray array;
  array.Type = TypeOfCode(cursor.Byte());
  const int rank = cursor.Byte();
  for (int axis = 0; axis < rank; ++axis)
  {
    array.Shape.push_back(static_cast<std::int64_t>(cursor.Big(4)));
  }
  const std::uint64_t present = cursor.Remaining() / ElementSize(array.Type);
  const auto count = CountElements(array.Shape, present);
  if (rank == 0 || !count || *count * ElementSize(array.Type) != cursor.Remaining())
  {
    throw Error("malformed idx file")
      .Expected("data for the shape " + ShapeText(array.Shape))
      .Found(std::to_string(cursor.Remaining()) + " bytes");
  }
  array.Bytes.resize(cursor.Remaining());
  if (!array.Bytes.empty())
  {
    std::memcpy(array.Bytes.data(), cursor.Take(array.Bytes.size()), array.Bytes.size());
  }
  if (!HostIsBigEndian())
  {
    SwapElements(array.Bytes, ElementSize(array.Type));
  }
  return array;
}

} // namespace

DenseArray ReadIdx(const std::string& path)
{
  const std::vector<std::uint8_t> bytes = ReadMaybeGzipBytes(path);
  try
  {
    return ParseIdx(ByteCursor({ bytes.data(), bytes.size() }));
  }
  catch (Error& error)
  {
    error.Where(path);
    throw;
  }
}

} // namespace losslandscape
