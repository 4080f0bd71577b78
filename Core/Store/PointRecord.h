// SPDX-License-Identifier: BSD-3-Clause
// How a point is written down.
#ifndef losslandscape_Store_PointRecord_h
#define losslandscape_Store_PointRecord_h

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace losslandscape
{

/// Bit patterns, 8 bytes each, least significant byte first: SQLite's own numbers have no NaN.
std::string ToBytes(const double* numbers, std::size_t count);

/// The reverse; `bytes` holds a multiple of 8.
std::vector<double> FromBytes(const std::string& bytes);

/// First 16 hexadecimal digits of the SHA-256 over key, coordinates and numbers: SQLite itself does
/// not notice a bit that changed within a value, nor a row that moved to another landscape.
std::string Checksum(
  const std::string& key, const std::array<double, 3>& coordinates, const std::string& numberBytes);

} // namespace losslandscape

#endif
