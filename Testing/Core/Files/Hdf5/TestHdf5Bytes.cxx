// SPDX-License-Identifier: BSD-3-Clause
// Contents as bytes: there and back, and what is not such bytes.
#include "Core/Files/Hdf5/Hdf5Bytes.h"
#include "Testing/Core/Files/Landscapes/LandscapesTesting.h"

using namespace losslandscape;

namespace
{

Hdf5Contents Example()
{
  Hdf5Contents contents;
  contents.Arrays = {
    { "a", DenseArray::FromDouble({ 2, 3 }, { 1.0 / 3, NaN, -0.0, 5e-324, INFINITY, 6 }) },
    { "", DenseArray::FromDouble({}, { 2 }) }, { "none", DenseArray::FromDouble({ 0, 7 }, {}) }
  };
  contents.Texts = { { "recipe", "{\"\u00fc\": 1}" }, { "empty", "" } };
  contents.Skipped = { "group: no dataset", "" };
  return contents;
}

} // namespace

TEST(Hdf5Bytes, ThereAndBackToTheBit)
{
  const Hdf5Contents contents = Example();
  const Hdf5Contents again = UnpackHdf5(PackHdf5(contents));
  ASSERT_EQ(again.Arrays.size(), contents.Arrays.size());
  for (std::size_t i = 0; i < contents.Arrays.size(); ++i)
  {
    EXPECT_EQ(again.Arrays[i].first, contents.Arrays[i].first);
    EXPECT_EQ(again.Arrays[i].second.Type, ElementType::Float64);
    EXPECT_EQ(again.Arrays[i].second.Shape, contents.Arrays[i].second.Shape);
    EXPECT_EQ(again.Arrays[i].second.Bytes, contents.Arrays[i].second.Bytes);
  }
  EXPECT_EQ(again.Texts, contents.Texts);
  EXPECT_EQ(again.Skipped, contents.Skipped);
}

TEST(Hdf5Bytes, LinesThereAndBack)
{
  const std::vector<std::string> lines = { "one", "", std::string("a\0b", 3) };
  EXPECT_EQ(UnpackLines(PackLines(lines)), lines);
  EXPECT_EQ(UnpackLines(PackLines({})), std::vector<std::string>());
}

TEST(Hdf5Bytes, EveryCutIsRefused)
{
  const std::string whole = PackHdf5(Example());
  for (std::size_t length = 0; length < whole.size(); ++length)
  {
    EXPECT_THROW(UnpackHdf5(whole.substr(0, length)), Error) << length;
  }
  ExpectErrorWith([&] { UnpackHdf5(whole + "x"); }, { "left over", "1" });
}

TEST(Hdf5Bytes, CountsAreCheckedAgainstTheBytes)
{
  std::string bytes = PackHdf5(Example());
  const std::size_t shape = 8 + 8 + 1 + 8; // number of arrays, name, number of axes
  bytes[shape + 5] = 1;                    // 2 + 2^40 rows
  ExpectErrorWith([&] { UnpackHdf5(bytes); }, { "longer than its bytes", "1099511627778" });
  bytes[shape + 7] = '\x80'; // a negative length
  ExpectErrorWith([&] { UnpackHdf5(bytes); }, { "longer than its bytes" });
}
