// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Common/Grid.h"

#include <cmath>
#include <gtest/gtest.h>
#include <utility>
#include <vector>

using namespace losslandscape;

namespace
{

std::string GridError(
  int dimension, const std::array<int, 3>& resolution, const std::array<double, 6>& bounds)
{
  try
  {
    Grid grid(dimension, resolution, bounds);
  }
  catch (const Error& error)
  {
    return error.what();
  }
  return "";
}

} // namespace

TEST(Grid, PutsFirstAndLastPointOnTheBounds)
{
  const Grid grid(2, { 7, 5, 0 }, { -1.0, 0.5, 0.0, 1.0, 0.0, 0.0 });
  EXPECT_EQ(grid.Coordinate(0, 0), -1.0);
  EXPECT_EQ(grid.Coordinate(0, 6), 0.5);
  EXPECT_EQ(grid.Coordinate(1, 4), 1.0);
  EXPECT_EQ(grid.Coordinate(2, 0), 0.0);
  EXPECT_EQ(grid.WholeExtent(), (Extent{ 0, 6, 0, 4, 0, 0 }));
}

TEST(Grid, OddSymmetricGridsHitTheCentre)
{
  for (const int points : { 3, 5, 21, 51, 101 })
  {
    const Grid grid(1, { points, 1, 1 }, { -1.0, 1.0, 0, 0, 0, 0 });
    EXPECT_EQ(grid.Coordinate(0, points / 2), 0.0) << points;
  }
}

TEST(Grid, EveryCoordinateIsTheNearestDouble)
{
  // Decimal fractions are the nearest doubles by the language's own rule.
  const Grid grid(2, { 101, 21, 1 }, { -1.0, 1.0, -1.0, 1.0, 0, 0 });
  EXPECT_EQ(grid.Coordinate(0, 15), -0.7);
  EXPECT_EQ(grid.Coordinate(1, 3), -0.7);
  EXPECT_EQ(grid.Coordinate(0, 51), 0.02);
  EXPECT_EQ(Grid(1, { 8, 1, 1 }, { 0.0, 7.0e-3, 0, 0, 0, 0 }).Coordinate(0, 3), 3.0e-3);
  EXPECT_EQ(Grid(1, { 4, 1, 1 }, { 0.0, 1.0, 0, 0, 0, 0 }).Coordinate(0, 1), 1.0 / 3.0);
}

TEST(Grid, GridsAgreeToTheBitAboutThePointsTheyShare)
{
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
         { -1.0, 1.0 }, { -0.3, 0.3 }, { -0.2, 1.2 }, { -0.731234, 0.4123 }, { 1e-3, 7e5 } })
  {
    const Grid coarse(1, { 21, 1, 1 }, { low, high, 0, 0, 0, 0 });
    for (const int factor : { 2, 3, 5, 7, 10, 50 })
    {
      const Grid fine(1, { 20 * factor + 1, 1, 1 }, { low, high, 0, 0, 0, 0 });
      for (int i = 0; i <= 20; ++i)
      {
        EXPECT_EQ(fine.Coordinate(0, factor * i), coarse.Coordinate(0, i))
          << low << " to " << high << ", factor " << factor << ", point " << i;
      }
    }
  }
}

TEST(Grid, HugeBoundsHaveFiniteCoordinates)
{
  const Grid grid(1, { 21, 1, 1 }, { -8e307, 8e307, 0, 0, 0, 0 });
  EXPECT_EQ(grid.Coordinate(0, 0), -8e307);
  EXPECT_EQ(grid.Coordinate(0, 10), 0.0);
  EXPECT_NEAR(grid.Coordinate(0, 20), 8e307, 1e293);
}

TEST(Grid, WiderAndShiftedGridsShareCoordinatesToo)
{
  const Grid grid(1, { 21, 1, 1 }, { -1.0, 1.0, 0, 0, 0, 0 });
  const Grid wider(1, { 41, 1, 1 }, { -2.0, 2.0, 0, 0, 0, 0 });
  const Grid shifted(1, { 21, 1, 1 }, { 0.0, 2.0, 0, 0, 0, 0 });
  for (int i = 0; i <= 20; ++i)
  {
    EXPECT_EQ(wider.Coordinate(0, i + 10), grid.Coordinate(0, i)) << i;
  }
  for (int i = 0; i <= 10; ++i)
  {
    EXPECT_EQ(shifted.Coordinate(0, i), grid.Coordinate(0, i + 10)) << i;
  }
}

TEST(Grid, ASinglePointLiesInTheMiddle)
{
  const Grid grid(2, { 1, 9, 0 }, { -1.0, 0.5, 0.0, 1.0, 0, 0 });
  EXPECT_EQ(grid.Coordinate(0, 0), -0.25);
  EXPECT_NO_THROW(Grid(1, { 1, 0, 0 }, { 2.0, 2.0, 0, 0, 0, 0 }));
}

TEST(Grid, SaysWhatIsWrong)
{
  const double nan = std::nan("");
  EXPECT_NE(GridError(4, { 2, 2, 2 }, { 0, 1, 0, 1, 0, 1 }).find("1, 2 or 3"), std::string::npos);
  EXPECT_NE(GridError(2, { 2, 0, 2 }, { 0, 1, 0, 1, 0, 1 }).find("y axis"), std::string::npos);
  EXPECT_NE(GridError(1, { 2, 0, 0 }, { 1, 0, 0, 1, 0, 1 }).find("x axis"), std::string::npos);
  EXPECT_NE(GridError(1, { 2, 0, 0 }, { 0, 0, 0, 1, 0, 1 }).find("empty"), std::string::npos);
  EXPECT_NE(GridError(1, { 2, 0, 0 }, { nan, 0, 0, 1, 0, 1 }).find("finite"), std::string::npos);
  EXPECT_NE(
    GridError(3, { 2000, 2000, 2000 }, { 0, 1, 0, 1, 0, 1 }).find("in total"), std::string::npos);
  EXPECT_NE(GridError(1, { 2, 0, 0 }, { -1.7e308, 1.7e308, 0, 1, 0, 1 }).find("too far apart"),
    std::string::npos);
  EXPECT_NE(GridError(1, { 21, 0, 0 }, { 1.0, 1.0 + 2.3e-16, 0, 1, 0, 1 }).find("21 different"),
    std::string::npos);
  EXPECT_EQ(GridError(3, { 2, 2, 2 }, { 0, 1, 0, 1, 0, 1 }), "");
}

TEST(Grid, CountsPointsOfExtents)
{
  EXPECT_EQ(NumberOfPoints({ 0, 6, 0, 4, 0, 0 }), 35);
  EXPECT_EQ(NumberOfPoints({ 2, 5, 1, 3, 0, 0 }), 12);
  EXPECT_EQ(NumberOfPoints({ 0, -1, 0, -1, 0, -1 }), 0);
}
