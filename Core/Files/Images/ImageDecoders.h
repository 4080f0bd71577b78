// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Images_ImageDecoders_h
#define losslandscape_Files_Images_ImageDecoders_h

#include "Core/Files/Images/ImageFile.h"

namespace losslandscape
{

constexpr int LongestImageSide = 16384;

/// Decodes a whole PNG or JPEG file in memory to interleaved pixels (row, column, channel).
/// Throws Error for damaged or truncated data and for sizes that the data cannot possibly fill.
Image DecodePng(const std::vector<std::uint8_t>& file);
Image DecodeJpeg(const std::vector<std::uint8_t>& file);

} // namespace losslandscape

#endif
