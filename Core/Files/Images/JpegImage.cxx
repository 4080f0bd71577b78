// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Images/ImageDecoders.h"

#include "Core/Common/Error.h"

#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

namespace losslandscape
{
namespace
{

/// A decoder with what its callbacks need. Errors leave libjpeg by longjmp, so no function that the
/// jump may skip owns anything with a destructor.
struct JpegState
{
  jpeg_decompress_struct Decoder = {};
  jpeg_error_mgr Errors = {};
  jpeg_progress_mgr Monitor = {};
  std::jmp_buf Escape;
  char Message[JMSG_LENGTH_MAX] = "";

  // The decoder can be destroyed in every state once Errors is set, which DecodeJpeg does first.
  ~JpegState() { jpeg_destroy_decompress(&this->Decoder); }
};

void OnError(j_common_ptr common)
{
  auto* state = static_cast<JpegState*>(common->client_data);
  common->err->format_message(common, state->Message);
  std::longjmp(state->Escape, 1);
}

/// Makes errors of those warnings after which the decoder goes on with invented pixels.
void OnMessage(j_common_ptr common, int level)
{
  const int code = common->err->msg_code;
  if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER))
  {
    OnError(common);
  }
}

/// Stops decoding after a number of scans that no honest file has: a small progressive file may
/// hold very many scans of a large picture.
void OnProgress(j_common_ptr common)
{
  constexpr int mostScans = 200;
  auto* state = static_cast<JpegState*>(common->client_data);
  if (state->Decoder.input_scan_number > mostScans)
  {
    std::snprintf(state->Message, sizeof(state->Message), "more than %d scans", mostScans);
    std::longjmp(state->Escape, 1);
  }
}

bool ReadHeader(JpegState& state, const std::vector<std::uint8_t>& file)
{
  if (setjmp(state.Escape))
  {
    return false;
  }
  jpeg_create_decompress(&state.Decoder);
  state.Decoder.client_data = &state;
  state.Decoder.progress = &state.Monitor;
  jpeg_mem_src(&state.Decoder, file.data(), static_cast<unsigned long>(file.size()));
  jpeg_read_header(&state.Decoder, TRUE);
  const bool isGrey = state.Decoder.jpeg_color_space == JCS_GRAYSCALE;
  state.Decoder.out_color_space = isGrey ? JCS_GRAYSCALE : JCS_RGB;
  return true;
}

bool ReadPixels(JpegState& state, std::uint8_t* pixels, std::size_t rowBytes)
{
  if (setjmp(state.Escape))
  {
    return false;
  }
  jpeg_start_decompress(&state.Decoder);
  while (state.Decoder.output_scanline < state.Decoder.output_height)
  {
    JSAMPROW row = pixels + state.Decoder.output_scanline * rowBytes;
    jpeg_read_scanlines(&state.Decoder, &row, 1);
  }
  jpeg_finish_decompress(&state.Decoder);
  return true;
}

[[noreturn]] void Refuse(const JpegState& state)
{
  throw Error("cannot decode JPEG picture").Found(state.Message);
}

/// Throws Error if the picture has more pixels than its file can hold. A block of 8 x 8 pixels
/// takes a bit at the very least, so such a file is truncated or a trap.
void CheckPlausible(const JpegState& state, std::size_t fileSize)
{
  constexpr std::uint64_t mostPixelsPerByte = 1024;
  const std::uint64_t width = state.Decoder.image_width;
  const std::uint64_t height = state.Decoder.image_height;
  if (width > LongestImageSide || height > LongestImageSide)
  {
    throw Error("picture is too large")
      .Expected("at most " + std::to_string(LongestImageSide) + " pixels a side")
      .Found(std::to_string(width) + " x " + std::to_string(height));
  }
  if (width * height > mostPixelsPerByte * fileSize)
  {
    throw Error("cannot decode JPEG picture")
      .Expected("data of " + std::to_string(width) + " x " + std::to_string(height) + " pixels")
      .Found("a file of " + std::to_string(fileSize) + " bytes")
      .Advice("the file is truncated or damaged");
  }
}

} // namespace

Image DecodeJpeg(const std::vector<std::uint8_t>& file)
{
  JpegState state;
  state.Decoder.err = jpeg_std_error(&state.Errors);
  state.Decoder.client_data = &state;
  state.Errors.error_exit = OnError;
  state.Errors.emit_message = OnMessage;
  state.Monitor.progress_monitor = OnProgress;
  if (!ReadHeader(state, file))
  {
    Refuse(state);
  }
  CheckPlausible(state, file.size());
  Image image;
  image.Width = static_cast<int>(state.Decoder.image_width);
  image.Height = static_cast<int>(state.Decoder.image_height);
  image.Channels = state.Decoder.out_color_space == JCS_GRAYSCALE ? 1 : 3;
  const std::size_t rowBytes =
    static_cast<std::size_t>(image.Width) * static_cast<std::size_t>(image.Channels);
  image.Pixels.resize(rowBytes * static_cast<std::size_t>(image.Height));
  if (!ReadPixels(state, image.Pixels.data(), rowBytes))
  {
    Refuse(state);
  }
  return image;
}

} // namespace losslandscape
