// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Images_ImageFile_h
#define losslandscape_Files_Images_ImageFile_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// A decoded picture: 8 bits per channel, planar (channel, row, column), rows from the top.
struct Image
{
  int Width = 0;
  int Height = 0;
  int Channels = 0; ///< 1 grey, 3 RGB; transparency is dropped, palettes are expanded
  std::vector<std::uint8_t> Pixels;
};

/// Reads a PNG (libpng) or JPEG (libjpeg), told apart by content. At most 16,384 pixels a side.
/// Throws Error naming file and reason.
Image ReadImageFile(const std::string& path);

} // namespace losslandscape

#endif
