// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Images/ImageFile.h"
#include "Testing/Core/Files/FilesTesting.h"

#include <cstdlib>
#include <fstream>

using namespace losslandscape;

namespace
{

/// picture() of make_files.py, planar.
std::vector<std::uint8_t> Picture(int channels)
{
  std::vector<std::uint8_t> pixels;
  for (int channel = 0; channel < channels; ++channel)
  {
    for (int i = 0; i < 35; ++i)
    {
      pixels.push_back(static_cast<std::uint8_t>((i / 7) * 40 + (i % 7) * 5 + channel * 17));
    }
  }
  return pixels;
}

void ExpectPicture(const std::string& name, int channels, const std::vector<std::uint8_t>& pixels)
{
  const Image image = ReadImageFile(Fixture(name));
  EXPECT_EQ(image.Width, 7) << name;
  EXPECT_EQ(image.Height, 5) << name;
  EXPECT_EQ(image.Channels, channels) << name;
  EXPECT_EQ(image.Pixels, pixels) << name;
}

/// Compares with what another decoder made of the same file; decoders may round differently.
void ExpectLikePillow(const std::string& name, int channels)
{
  const Image image = ReadImageFile(Fixture(name));
  ASSERT_EQ(image.Width, 20) << name;
  ASSERT_EQ(image.Height, 24) << name;
  ASSERT_EQ(image.Channels, channels) << name;
  std::ifstream expected(Fixture(name + ".txt"));
  for (int pixel = 0; pixel < 480; ++pixel)
  {
    for (int channel = 0; channel < channels; ++channel)
    {
      int value = -1000;
      expected >> value;
      ASSERT_LE(std::abs(image.Pixels[channel * 480 + pixel] - value), 2) << name;
    }
  }
}

} // namespace

TEST(ImageFile, PngOfAllKinds)
{
  ExpectPicture("grey.png", 1, Picture(1));
  ExpectPicture("rgb.png", 3, Picture(3));
  ExpectPicture("rgba.png", 3, Picture(3));
  ExpectPicture("grey-alpha.png", 1, Picture(1));
  ExpectPicture("grey16.png", 1, Picture(1));
}

TEST(ImageFile, PngPaletteAndBilevel)
{
  std::vector<std::uint8_t> colours;
  for (int channel = 0; channel < 3; ++channel)
  {
    for (int i = 0; i < 35; ++i)
    {
      colours.push_back(static_cast<std::uint8_t>(10 + 30 * (i % 4) + 10 * channel));
    }
  }
  ExpectPicture("palette.png", 3, colours);
  std::vector<std::uint8_t> bits;
  for (int i = 0; i < 35; ++i)
  {
    bits.push_back(i % 3 == 0 ? 255 : 0);
  }
  ExpectPicture("bilevel.png", 1, bits);
}

TEST(ImageFile, Jpeg)
{
  ExpectLikePillow("grey.jpg", 1);
  ExpectLikePillow("rgb.jpg", 3);
  ExpectLikePillow("progressive.jpg", 3);
}

TEST(ImageFile, WhatIsNoPicture)
{
  ExpectError([]() { ReadImageFile(Fixture("state.pt")); }, { "state.pt", "PNG or JPEG" });
  ExpectError([]() { ReadImageFile(Fixture("empty.pt")); }, { "an empty file" });
  ExpectError([]() { ReadImageFile(Fixture("missing.png")); }, { "missing.png" });
  ExpectError([]() { ReadImageFile(Fixture("cmyk.jpg")); }, { "cmyk.jpg", "color conversion" });
}

TEST(ImageFile, TruncatedPicturesAreErrors)
{
  for (const char* name : { "rgb.png", "rgb.jpg", "progressive.jpg", "grey.jpg" })
  {
    std::ifstream whole(Fixture(name), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(whole)), std::istreambuf_iterator<char>());
    const std::string path = OutputFile("truncated-" + std::string(name));
    std::ofstream(path, std::ios::binary) << bytes.substr(0, bytes.size() * 3 / 4);
    ExpectError([&]() { ReadImageFile(path); }, { path, "cannot decode" });
  }
}
