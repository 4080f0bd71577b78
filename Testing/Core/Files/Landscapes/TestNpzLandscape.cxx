// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/NpzLandscape.h"
#include "LandscapesTesting.h"

using namespace losslandscape;

class NpzFiles : public testing::TestWithParam<const char*>
{
};

TEST_P(NpzFiles, HoldThePlane)
{
  const std::string path = LandscapeFixture(GetParam());
  EXPECT_TRUE(IsNpzLandscape(path));
  ExpectPlane(ReadNpzLandscape(path, {}));
}

INSTANTIATE_TEST_SUITE_P(Layouts, NpzFiles,
  testing::Values("stored.npz", "deflated.npz", "axes.npz", "matrices.npz", "matrices-ij.npz"),
  [](const auto& parameter)
  {
    std::string name = parameter.param;
    name.resize(name.size() - 4);
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
  });

TEST(NpzLandscape, AccuracyAndWhatIsPassedOver)
{
  const auto landscape = ReadNpzLandscape(LandscapeFixture("deflated.npz"), {});
  ExpectFunction(
    landscape, "accuracy", [](double x, double y, double) { return AccuracyAt(x, y); });
  ASSERT_EQ(landscape.Skipped.size(), 1u);
  EXPECT_NE(landscape.Skipped[0].find("'note'"), std::string::npos);
}

TEST(NpzLandscape, LandscaperHasTheFirstAxisFirst)
{
  const auto landscape = ReadNpzLandscape(LandscapeFixture("landscaper.npz"), {});
  EXPECT_EQ(landscape.Points.Resolution(), (std::array<int, 3>{ 4, 4, 1 }));
  EXPECT_EQ(landscape.Points.Spacing()[1], 1.0);
  ExpectFunction(landscape, "loss", LossAt);
}

TEST(NpzLandscape, ErrorsNameTheFile)
{
  const auto read = [](const char* name)
  { return [name]() { ReadNpzLandscape(LandscapeFixture(name), {}); }; };
  ExpectErrorWith(read("nothing.npz"), { "nothing.npz", "no coordinates", "weights" });
  ExpectErrorWith(read("random-matrices.npz"), { "random-matrices.npz", "X, Y", "no grid" });
  ExpectErrorWith(read("ascii.ply"), { "ascii.ply", "zip" });
  EXPECT_FALSE(IsNpzLandscape(LandscapeFixture("nothing.npz")));
  EXPECT_FALSE(IsNpzLandscape(LandscapeFixture("no-such-file.npz")));
  EXPECT_FALSE(IsNpzLandscape(LandscapeFixture("ascii.ply")));
}
