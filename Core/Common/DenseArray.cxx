// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/DenseArray.h"

#include "Core/Common/Error.h"

#include <cstring>

namespace losslandscape
{
namespace
{

struct Half
{
  std::uint16_t Bits;
};

struct BFloat
{
  std::uint16_t Bits;
};

float Widen(Half half)
{
  const std::uint32_t sign = std::uint32_t(half.Bits & 0x8000u) << 16;
  std::uint32_t exponent = (half.Bits >> 10) & 0x1fu;
  std::uint32_t mantissa = half.Bits & 0x3ffu;
  std::uint32_t bits;
  if (exponent == 31)
  {
    bits = sign | 0x7f800000u | (mantissa << 13);
  }
  else if (exponent == 0 && mantissa == 0)
  {
    bits = sign;
  }
  else
  {
    if (exponent == 0)
    {
      // A subnormal half becomes a normal float, which takes shifting its leading one into place.
      exponent = 1;
      while (!(mantissa & 0x400u))
      {
        mantissa <<= 1;
        --exponent;
      }
      mantissa &= 0x3ffu;
    }
    bits = sign | ((exponent + 112u) << 23) | (mantissa << 13);
  }
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

float Widen(BFloat number)
{
  const std::uint32_t bits = std::uint32_t(number.Bits) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

template <typename Number>
Number Widen(Number value)
{
  return value;
}

template <typename Stored, typename Wanted>
std::vector<Wanted> Convert(const std::vector<std::byte>& bytes)
{
  std::vector<Wanted> values(bytes.size() / sizeof(Stored));
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    Stored stored;
    std::memcpy(&stored, bytes.data() + i * sizeof(Stored), sizeof(Stored));
    values[i] = static_cast<Wanted>(Widen(stored));
  }
  return values;
}

template <typename Wanted>
std::vector<Wanted> ConvertAny(const DenseArray& array)
{
  switch (array.Type)
  {
    case ElementType::Float64:
      return Convert<double, Wanted>(array.Bytes);
    case ElementType::Float32:
      return Convert<float, Wanted>(array.Bytes);
    case ElementType::Float16:
      return Convert<Half, Wanted>(array.Bytes);
    case ElementType::BFloat16:
      return Convert<BFloat, Wanted>(array.Bytes);
    case ElementType::Int64:
      return Convert<std::int64_t, Wanted>(array.Bytes);
    case ElementType::Int32:
      return Convert<std::int32_t, Wanted>(array.Bytes);
    case ElementType::Int16:
      return Convert<std::int16_t, Wanted>(array.Bytes);
    case ElementType::Int8:
      return Convert<std::int8_t, Wanted>(array.Bytes);
    case ElementType::UInt8:
    case ElementType::Bool:
      return Convert<std::uint8_t, Wanted>(array.Bytes);
  }
  throw Error("unknown element type");
}

template <typename Number>
DenseArray Pack(
  ElementType type, std::vector<std::int64_t> shape, const std::vector<Number>& values)
{
  DenseArray array;
  array.Type = type;
  array.Shape = std::move(shape);
  if (array.ElementCount() != static_cast<std::int64_t>(values.size()))
  {
    throw Error("array does not fit its shape")
      .Expected(std::to_string(array.ElementCount()) + " values for " + ShapeText(array.Shape))
      .Found(std::to_string(values.size()));
  }
  array.Bytes.resize(values.size() * sizeof(Number));
  if (!values.empty())
  {
    std::memcpy(array.Bytes.data(), values.data(), array.Bytes.size());
  }
  return array;
}

} // namespace

std::size_t ElementSize(ElementType type)
{
  switch (type)
  {
    case ElementType::Float64:
    case ElementType::Int64:
      return 8;
    case ElementType::Float32:
    case ElementType::Int32:
      return 4;
    case ElementType::Float16:
    case ElementType::BFloat16:
    case ElementType::Int16:
      return 2;
    case ElementType::Int8:
    case ElementType::UInt8:
    case ElementType::Bool:
      return 1;
  }
  throw Error("unknown element type");
}

const char* ElementName(ElementType type)
{
  switch (type)
  {
    case ElementType::Float64:
      return "float64";
    case ElementType::Float32:
      return "float32";
    case ElementType::Float16:
      return "float16";
    case ElementType::BFloat16:
      return "bfloat16";
    case ElementType::Int64:
      return "int64";
    case ElementType::Int32:
      return "int32";
    case ElementType::Int16:
      return "int16";
    case ElementType::Int8:
      return "int8";
    case ElementType::UInt8:
      return "uint8";
    case ElementType::Bool:
      return "bool";
  }
  return "unknown";
}

std::string ShapeText(const std::vector<std::int64_t>& shape)
{
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i)
  {
    text += (i ? ", " : "") + std::to_string(shape[i]);
  }
  return text + ")";
}

std::int64_t ElementCount(const std::vector<std::int64_t>& shape)
{
  std::int64_t count = 1;
  for (const std::int64_t length : shape)
  {
    count *= length;
  }
  return count;
}

std::vector<double> DenseArray::ToDouble() const
{
  return ConvertAny<double>(*this);
}

std::vector<float> DenseArray::ToFloat() const
{
  return ConvertAny<float>(*this);
}

std::vector<std::int64_t> DenseArray::ToInt64() const
{
  switch (this->Type)
  {
    case ElementType::Float64:
    case ElementType::Float32:
    case ElementType::Float16:
    case ElementType::BFloat16:
      throw Error("wrong element type").Expected("integers").Found(ElementName(this->Type));
    default:
      return ConvertAny<std::int64_t>(*this);
  }
}

DenseArray DenseArray::FromFloat(std::vector<std::int64_t> shape, const std::vector<float>& values)
{
  return Pack(ElementType::Float32, std::move(shape), values);
}

DenseArray DenseArray::FromDouble(
  std::vector<std::int64_t> shape, const std::vector<double>& values)
{
  return Pack(ElementType::Float64, std::move(shape), values);
}

DenseArray DenseArray::FromInt64(
  std::vector<std::int64_t> shape, const std::vector<std::int64_t>& values)
{
  return Pack(ElementType::Int64, std::move(shape), values);
}

} // namespace losslandscape
