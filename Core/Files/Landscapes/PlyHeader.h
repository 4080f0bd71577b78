// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_PlyHeader_h
#define losslandscape_Files_Landscapes_PlyHeader_h

#include "Core/Files/Archives/Bytes.h"

#include <string>
#include <vector>

namespace losslandscape
{

enum class PlyFormat
{
  Ascii,
  LittleEndian,
  BigEndian
};

enum class PlyType
{
  Int8,
  UInt8,
  Int16,
  UInt16,
  Int32,
  UInt32,
  Float32,
  Float64
};

/// The size in bytes of one number in a binary file.
int PlyTypeSize(PlyType type);

struct PlyProperty
{
  std::string Name;
  PlyType Type = PlyType::Float32;
  bool IsList = false;
  PlyType CountType = PlyType::UInt8; ///< type of the number before the items of a list
};

struct PlyElement
{
  std::string Name;
  std::uint64_t Count = 0;
  std::vector<PlyProperty> Properties;

  /// Whether there is a property of that name that is not a list.
  bool HasScalar(const std::string& name) const;
};

struct PlyHeader
{
  PlyFormat Format = PlyFormat::Ascii;
  std::vector<PlyElement> Elements;
  std::vector<std::string> Comments;

  /// The element `vertex`, or null.
  const PlyElement* Vertices() const;
};

/// Reads the header of a PLY file and leaves the cursor at the data. Throws Error if the header is
/// malformed.
PlyHeader ReadPlyHeader(ByteCursor& cursor);

} // namespace losslandscape

#endif
