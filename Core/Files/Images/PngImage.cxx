// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Images/ImageDecoders.h"

#include "Core/Common/Error.h"

#include <png.h>

#include <algorithm>
#include <cstring>

namespace losslandscape
{
namespace
{

/// What libpng's callbacks share. Errors leave libpng by longjmp, so no function that the jump may
/// skip owns anything with a destructor.
struct PngState
{
  const std::uint8_t* Data = nullptr;
  std::size_t Size = 0;
  std::size_t Next = 0;
  char Message[200] = "";
  png_structp Reader = nullptr;
  png_infop Info = nullptr;

  ~PngState() { png_destroy_read_struct(&this->Reader, &this->Info, nullptr); }
};

void OnError(png_structp reader, png_const_charp message)
{
  auto* state = static_cast<PngState*>(png_get_error_ptr(reader));
  std::strncpy(state->Message, message, sizeof(state->Message) - 1);
  png_longjmp(reader, 1);
}

void OnWarning(png_structp, png_const_charp)
{
}

void OnRead(png_structp reader, png_bytep target, std::size_t count)
{
  auto* state = static_cast<PngState*>(png_get_io_ptr(reader));
  if (count > state->Size - state->Next)
  {
    png_error(reader, "the file ends too early");
  }
  std::memcpy(target, state->Data + state->Next, count);
  state->Next += count;
}

/// Asks for eight bits per channel, grey or RGB, without gamma and colour management: values are
/// those that training pipelines read.
void ChooseOutput(PngState& state)
{
  png_set_expand(state.Reader);
  png_set_scale_16(state.Reader);
  png_set_strip_alpha(state.Reader);
  png_set_interlace_handling(state.Reader);
  png_read_update_info(state.Reader, state.Info);
}

bool ReadHeader(PngState& state)
{
  if (setjmp(png_jmpbuf(state.Reader)))
  {
    return false;
  }
  png_set_user_limits(state.Reader, LongestImageSide, LongestImageSide);
  png_set_read_fn(state.Reader, &state, OnRead);
  png_read_info(state.Reader, state.Info);
  return true;
}

bool ReadPixels(PngState& state, png_bytep* rows)
{
  if (setjmp(png_jmpbuf(state.Reader)))
  {
    return false;
  }
  png_read_image(state.Reader, rows);
  png_read_end(state.Reader, nullptr);
  return true;
}

bool ApplyOutput(PngState& state)
{
  if (setjmp(png_jmpbuf(state.Reader)))
  {
    return false;
  }
  ChooseOutput(state);
  return true;
}

[[noreturn]] void Refuse(const PngState& state)
{
  throw Error("cannot decode PNG picture").Found(state.Message);
}

/// Throws Error if the picture has more bytes than its file can hold. Deflate expands at most 1032
/// times, so such a file is truncated or a trap.
void CheckPlausible(const PngState& state)
{
  constexpr std::uint64_t largestRatio = 1032;
  const std::uint64_t width = png_get_image_width(state.Reader, state.Info);
  const std::uint64_t bits = std::uint64_t(png_get_bit_depth(state.Reader, state.Info)) *
    png_get_channels(state.Reader, state.Info);
  const std::uint64_t packed =
    png_get_image_height(state.Reader, state.Info) * ((width * bits + 7) / 8);
  if (packed > largestRatio * state.Size)
  {
    throw Error("cannot decode PNG picture")
      .Expected(std::to_string(packed) + " bytes of pixels")
      .Found("a file of " + std::to_string(state.Size) + " bytes")
      .Advice("the file is truncated or damaged");
  }
}

} // namespace

Image DecodePng(const std::vector<std::uint8_t>& file)
{
  PngState state;
  state.Data = file.data();
  state.Size = file.size();
  state.Reader = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state, OnError, OnWarning);
  state.Info = state.Reader ? png_create_info_struct(state.Reader) : nullptr;
  if (!state.Info)
  {
    throw Error("cannot start libpng");
  }
  if (!ReadHeader(state))
  {
    Refuse(state);
  }
  CheckPlausible(state);
  if (!ApplyOutput(state))
  {
    Refuse(state);
  }
  Image image;
  image.Width = static_cast<int>(png_get_image_width(state.Reader, state.Info));
  image.Height = static_cast<int>(png_get_image_height(state.Reader, state.Info));
  image.Channels = png_get_channels(state.Reader, state.Info);
  const std::size_t rowBytes = png_get_rowbytes(state.Reader, state.Info);
  image.Pixels.resize(rowBytes * static_cast<std::size_t>(image.Height));
  std::vector<png_bytep> rows(static_cast<std::size_t>(image.Height));
  for (std::size_t row = 0; row < rows.size(); ++row)
  {
    rows[row] = image.Pixels.data() + row * rowBytes;
  }
  if (!ReadPixels(state, rows.data()))
  {
    Refuse(state);
  }
  return image;
}

} // namespace losslandscape
