// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_DenseArray_h
#define losslandscape_Common_DenseArray_h

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// Element types that files of tensors hold. Names follow NumPy.
enum class ElementType
{
  Float64,
  Float32,
  Float16,
  BFloat16,
  Int64,
  Int32,
  Int16,
  Int8,
  UInt8,
  Bool
};

/// The size of one element in bytes.
std::size_t ElementSize(ElementType type);

/// The name of a type, such as "float32", for messages.
const char* ElementName(ElementType type);

/// The product of a shape; 1 for a scalar, whose shape is empty.
std::int64_t ElementCount(const std::vector<std::int64_t>& shape);

/// A shape as text, such as "(64, 3, 3, 3)", for messages.
std::string ShapeText(const std::vector<std::int64_t>& shape);

/// A dense array as files hold it: row-major, in the machine's byte order, owning its bytes. It is
/// what readers of files hand to the network and to VTK without either knowing the other's types.
struct DenseArray
{
  ElementType Type = ElementType::Float32;
  std::vector<std::int64_t> Shape;
  std::vector<std::byte> Bytes;

  std::int64_t ElementCount() const { return losslandscape::ElementCount(this->Shape); }

  /// All elements as double: half and bfloat16 exactly, integers beyond 2^53 rounded.
  std::vector<double> ToDouble() const;
  std::vector<float> ToFloat() const;

  /// All elements of an integer or boolean array. Throws Error for a floating-point one.
  std::vector<std::int64_t> ToInt64() const;

  static DenseArray FromFloat(std::vector<std::int64_t> shape, const std::vector<float>& values);
  static DenseArray FromDouble(std::vector<std::int64_t> shape, const std::vector<double>& values);
  static DenseArray FromInt64(
    std::vector<std::int64_t> shape, const std::vector<std::int64_t>& values);
};

/// Arrays with their names, in the order of the file.
using NamedArrays = std::vector<std::pair<std::string, DenseArray>>;

} // namespace losslandscape

#endif
