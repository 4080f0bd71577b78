// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Images/ImageFile.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Images/ImageDecoders.h"

#include <algorithm>
#include <array>

namespace losslandscape
{
namespace
{

constexpr std::uint64_t LargestImageFile = std::uint64_t(1) << 31;

constexpr std::array<std::uint8_t, 8> PngStart = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
constexpr std::array<std::uint8_t, 3> JpegStart = { 0xff, 0xd8, 0xff };

template <std::size_t Count>
bool StartsWith(const std::vector<std::uint8_t>& file, const std::array<std::uint8_t, Count>& start)
{
  return file.size() >= Count && std::equal(start.begin(), start.end(), file.begin());
}

Image Decode(const std::vector<std::uint8_t>& file)
{
  if (StartsWith(file, PngStart))
  {
    return DecodePng(file);
  }
  if (StartsWith(file, JpegStart))
  {
    return DecodeJpeg(file);
  }
  throw Error("not a picture")
    .Expected("a PNG or JPEG file")
    .Found(file.empty() ? "an empty file" : "something else")
    .Advice("convert the picture");
}

/// Reorders interleaved pixels to one plane per channel.
void MakePlanar(Image& image)
{
  if (image.Channels == 1)
  {
    return;
  }
  const std::size_t channels = static_cast<std::size_t>(image.Channels);
  const std::size_t plane = image.Pixels.size() / channels;
  std::vector<std::uint8_t> planar(image.Pixels.size());
  for (std::size_t pixel = 0; pixel < plane; ++pixel)
  {
    for (std::size_t channel = 0; channel < channels; ++channel)
    {
      planar[channel * plane + pixel] = image.Pixels[pixel * channels + channel];
    }
  }
  image.Pixels = std::move(planar);
}

} // namespace

Image ReadImageFile(const std::string& path)
{
  const std::vector<std::uint8_t> file = ReadFileBytes(path, LargestImageFile);
  try
  {
    Image image = Decode(file);
    MakePlanar(image);
    return image;
  }
  catch (Error& error)
  {
    error.Where(path);
    throw;
  }
}

} // namespace losslandscape
