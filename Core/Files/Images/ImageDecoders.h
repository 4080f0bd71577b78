// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Images_ImageDecoders_h
#define losslandscape_Files_Images_ImageDecoders_h

#include "Core/Files/Images/ImageFile.h"

namespace losslandscape
{

/// The largest width or height of an image that is decoded, in pixels.
constexpr int LongestImageSide = 16384;

/// Decodes the bytes of a whole PNG file to interleaved pixels (row, column, channel). Throws Error
/// for damaged or truncated data and for sizes that the data cannot possibly fill.
Image DecodePng(const std::vector<std::uint8_t>& file);

/// Decodes the bytes of a whole JPEG file; result and errors are as in DecodePng.
Image DecodeJpeg(const std::vector<std::uint8_t>& file);

} // namespace losslandscape

#endif
