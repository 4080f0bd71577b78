// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/PlyLandscape.h"
#include "Core/Files/Landscapes/UniformAxis.h"
#include "LandscapesTesting.h"
#include "Testing/TestOutput.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace losslandscape;

namespace
{

std::string Output(const std::string& name)
{
  return TestOutput(name);
}

SampledLandscape Read(const std::string& name)
{
  return ReadPlyLandscape(LandscapeFixture(name));
}

std::string Written(const std::string& name, const std::string& text)
{
  const std::string path = Output(name);
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string AsciiPly(const std::string& properties, const std::string& rows, int count)
{
  return "ply\nformat ascii 1.0\nelement vertex " + std::to_string(count) + "\n" + properties +
    "end_header\n" + rows;
}

const std::string Usual = "property float x\nproperty float y\nproperty float s\n";

} // namespace

TEST(PlyLandscape, Ascii)
{
  EXPECT_TRUE(IsPlyLandscape(LandscapeFixture("ascii.ply")));
  ExpectPlane(Read("ascii.ply"));
}

TEST(PlyLandscape, LittleEndianInAnyOrderAndWithLists)
{
  const SampledLandscape landscape = Read("little.ply");
  ExpectPlane(landscape);
  ExpectFunction(landscape, "flag", [](double, double y, double) { return std::trunc(4 * y); });
  ExpectFunction(landscape, "count", [](double x, double, double) { return -std::trunc(x * 2); });
  EXPECT_EQ(FindArray(landscape.Arrays, "links"), nullptr);
}

TEST(PlyLandscape, BigEndianBehindAnotherElement)
{
  const SampledLandscape landscape = Read("big.ply");
  ExpectPlane(landscape);
  ExpectFunction(landscape, "id",
    [](double x, double y, double) { return 11 - ((x + 1) / 0.5 + 4 * (y / 0.25)); });
}

TEST(PlyLandscape, Volume)
{
  const SampledLandscape landscape = Read("volume.ply");
  EXPECT_EQ(landscape.Points.Resolution(), (std::array<int, 3>{ 4, 3, 2 }));
  ExpectFunction(landscape, "loss", LossAt);
}

TEST(PlyLandscape, MissingValuesAndLineEndsOfWindows)
{
  const std::string path = Written("crlf.ply",
    "ply\r\nformat ascii 1.0\r\nelement vertex 3\r\nproperty float x\r\nproperty float "
    "y\r\nproperty "
    "float s\r\nend_header\r\n0 0 1\r\n1 0 nan\r\n2 0 -1e999");
  const SampledLandscape landscape = ReadPlyLandscape(path);
  EXPECT_EQ(landscape.Missing, (std::vector<std::uint8_t>{ 0, 1, 0 }));
  EXPECT_EQ(landscape.Arrays[0].second[2], -INFINITY);
  EXPECT_EQ(landscape.Points.Dimension(), 1);
}

TEST(PlyLandscape, NoGridIsAnError)
{
  ExpectErrorWith([]() { Read("gap.ply"); }, { "gap.ply", "no grid", "4 x 3", "11" });
  ExpectErrorWith([]() { Read("twice.ply"); }, { "twice.ply", "same place", "vertex 11" });
  ExpectErrorWith([]() { Read("warped.ply"); }, { "warped.ply", "no grid", "flat" });
  ExpectErrorWith([]()
    { ReadPlyLandscape(Written("uneven.ply", AsciiPly(Usual, "0 0 1\n1 0 2\n3 0 3\n", 3))); },
    { "not uniform", "x[1]" });
  ExpectErrorWith([]()
    { ReadPlyLandscape(Written("infinite.ply", AsciiPly(Usual, "0 0 1\ninf 0 2\n", 2))); },
    { "not finite", "x of vertex 1" });
}

TEST(PlyLandscape, OtherFilesAreErrors)
{
  ExpectErrorWith([]() { Read("mesh.ply"); }, { "mesh.ply", "x, y and s" });
  ExpectErrorWith([]() { Read("claims.ply"); }, { "claims.ply", "at most 0", "99999999999" });
  ExpectErrorWith([]() { Read("stored.npz"); }, { "stored.npz", "'ply'" });
  ExpectErrorWith([]() { Read("missing.ply"); }, { "missing.ply", "nothing of that name" });
  ExpectErrorWith([]()
    { ReadPlyLandscape(Written("words.ply", AsciiPly(Usual, "0 zero 1\n", 1))); },
    { "words.ply", "'zero'" });
  ExpectErrorWith([]()
    { ReadPlyLandscape(Written("type.ply", AsciiPly("property real x\n", "", 0))); },
    { "line 4", "property real x" });
  ExpectErrorWith(
    []() { ReadPlyLandscape(Written("no-rows.ply", AsciiPly(Usual, "", 0))); }, { "no grid" });
  EXPECT_FALSE(IsPlyLandscape(LandscapeFixture("mesh.ply")));
  EXPECT_FALSE(IsPlyLandscape(LandscapeFixture("missing.ply")));
}

class PlyEncodings : public testing::TestWithParam<PlyEncoding>
{
};

TEST_P(PlyEncodings, WhatIsWrittenIsReadToTheBit)
{
  SampledLandscape landscape = { MakeGrid({ "x", "y" }, { { 0.1, 0.4, 0.7 }, { -1.0 / 3, 1.0 } }),
    { { "loss", { 1.0 / 3, -0.0, 1e300, 5e-324, NaN, INFINITY } },
      { "two words", { 1, 2, 3, 4, 5, 6 } } },
    {}, {}, { { "LossLandscapeRecipe", "{\n \"seed\": 7\n}" } }, {} };
  MarkMissing(landscape);
  landscape.Missing[0] = 1;
  const std::string path =
    Output(GetParam() == PlyEncoding::Ascii ? "written-ascii.ply" : "written-binary.ply");
  WritePlyLandscape(path, landscape, GetParam());
  EXPECT_TRUE(IsPlyLandscape(path));
  const SampledLandscape again = ReadPlyLandscape(path);
  EXPECT_EQ(again.Missing, (std::vector<std::uint8_t>{ 1, 0, 0, 0, 1, 0 }));
  EXPECT_EQ(again.Points.Origin(), landscape.Points.Origin());
  for (const std::size_t point : { 1, 2, 3, 5 })
  {
    EXPECT_EQ(again.Arrays[0].second[point], landscape.Arrays[0].second[point]);
  }
  EXPECT_TRUE(std::signbit(again.Arrays[0].second[1]));
  ASSERT_NE(FindArray(again.Arrays, "two_words"), nullptr);
  EXPECT_EQ(*FindArray(again.Arrays, "two_words"), landscape.Arrays[1].second);
  EXPECT_EQ(again.Texts.at("LossLandscapeRecipe"), "{  \"seed\": 7 }");
}

INSTANTIATE_TEST_SUITE_P(Both, PlyEncodings,
  testing::Values(PlyEncoding::Ascii, PlyEncoding::Binary),
  [](const auto& parameter) { return parameter.param == PlyEncoding::Ascii ? "Ascii" : "Binary"; });

TEST(PlyLandscape, FacesJoinNeighbours)
{
  SampledLandscape landscape = { MakeGrid({ "x", "y" }, { { 0, 1, 2 }, { 0, 1 } }),
    { { "loss", { 1, 2, 3, 4, 5, 6 } } }, {}, {}, {}, {} };
  MarkMissing(landscape);
  const std::string path = Output("faces.ply");
  WritePlyLandscape(path, landscape, PlyEncoding::Ascii);
  std::ifstream stream(path);
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  EXPECT_NE(text.find("element face 2\n"), std::string::npos);
  EXPECT_NE(text.find("\n2 1 0 6\n4 0 1 4 3\n4 1 2 5 4\n"), std::string::npos) << text;
}

TEST(PlyLandscape, WritingWhereNothingCanBeWrittenIsAnError)
{
  SampledLandscape landscape = { MakeGrid({ "x" }, { { 0, 1 } }), { { "loss", { 1, 2 } } }, {}, {},
    {}, {} };
  MarkMissing(landscape);
  ExpectErrorWith([&]()
    { WritePlyLandscape("/no/such/folder/a.ply", landscape, PlyEncoding::Binary); },
    { "/no/such/folder/a.ply" });
}
