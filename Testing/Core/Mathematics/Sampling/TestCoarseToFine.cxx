// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/CoarseToFine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

using namespace losslandscape::sampling;

namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

const std::array<std::array<int, 3>, 8> Resolutions = { { { 1, 1, 1 }, { 2, 1, 1 }, { 23, 1, 1 },
  { 21, 21, 1 }, { 2, 40, 1 }, { 17, 6, 1 }, { 5, 4, 7 }, { 9, 9, 9 } } };

/// What is shown of a function when the first `count` points of the order are known.
std::vector<double> PictureOf(
  const GridLevels& levels, const std::vector<double>& truth, std::size_t count)
{
  const auto order = CoarseToFine(levels);
  std::vector<unsigned char> known(truth.size(), 0);
  std::vector<double> values(truth.size(), 1e300);
  for (std::size_t i = 0; i < count; ++i)
  {
    known[order[i]] = 1;
    values[order[i]] = truth[order[i]];
  }
  FillUnknown(levels, known, values);
  return values;
}

std::vector<double> LinearFunction(const GridLevels& levels)
{
  std::vector<double> values;
  for (std::int64_t point = 0; point < levels.NumberOfPoints(); ++point)
  {
    const Index index = levels.IndexOf(point);
    values.push_back(3.0 - 0.5 * index[0] + 2.0 * index[1] + 0.25 * index[2]);
  }
  return values;
}

/// Points of the coarsest lattice: the corners.
std::size_t Corners(const std::array<int, 3>& resolution)
{
  std::size_t corners = 1;
  for (const int points : resolution)
  {
    corners *= points > 1 ? 2 : 1;
  }
  return corners;
}

} // namespace

TEST(CoarseToFine, HasEachPointOnce)
{
  for (const auto& resolution : Resolutions)
  {
    const GridLevels levels(resolution);
    auto order = CoarseToFine(levels);
    std::sort(order.begin(), order.end());
    std::vector<std::int64_t> all(static_cast<std::size_t>(levels.NumberOfPoints()));
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(order, all);
  }
}

TEST(CoarseToFine, GoesFromLatticeToLattice)
{
  for (const auto& resolution : Resolutions)
  {
    const GridLevels levels(resolution);
    int level = 0;
    for (const std::int64_t point : CoarseToFine(levels))
    {
      const int next = levels.LevelOf(levels.IndexOf(point));
      EXPECT_GE(next, level);
      level = next;
    }
  }
  EXPECT_EQ(CoarseToFine(GridLevels({ 5, 3, 1 })),
    (std::vector<std::int64_t>{ 0, 4, 10, 14, 2, 5, 7, 9, 12, 1, 3, 6, 8, 11, 13 }));
}

TEST(CoarseToFine, LinearFunctionsAreExactFromTheCornersOn)
{
  for (const auto& resolution : Resolutions)
  {
    const GridLevels levels(resolution);
    const auto truth = LinearFunction(levels);
    for (std::size_t count = Corners(resolution); count <= truth.size(); ++count)
    {
      const auto picture = PictureOf(levels, truth, count);
      for (std::size_t point = 0; point < truth.size(); ++point)
      {
        ASSERT_NEAR(picture[point], truth[point], 1e-12) << count << " known, point " << point;
      }
    }
  }
}

TEST(CoarseToFine, NothingIsInventedBeforeTheCornersAreKnown)
{
  const GridLevels levels({ 5, 5, 1 });
  const auto truth = LinearFunction(levels);
  for (const double value : PictureOf(levels, truth, 0))
  {
    EXPECT_TRUE(std::isnan(value));
  }
  const auto picture = PictureOf(levels, truth, 2);
  EXPECT_EQ(picture[0], truth[0]);
  EXPECT_EQ(picture[2], truth[2]) << "between two known corners";
  EXPECT_TRUE(std::isnan(picture[12]));
  EXPECT_TRUE(std::isnan(picture[24]));
}

TEST(CoarseToFine, NaNSpreadsOnlyToPointsThatAreNotKnown)
{
  const GridLevels levels({ 9, 1, 1 });
  std::vector<double> truth = { 0, 1, 2, 3, 4, 5, 6, 7, NaN };
  const auto coarse = PictureOf(levels, truth, 3); // 0, 8, 4
  EXPECT_EQ(coarse[4], 4.0);
  EXPECT_EQ(coarse[2], 2.0);
  EXPECT_TRUE(std::isnan(coarse[6]));
  const auto finer = PictureOf(levels, truth, 5); // and 2, 6
  EXPECT_EQ(finer[5], 5.0);
  EXPECT_TRUE(std::isnan(finer[7]));
  const auto complete = PictureOf(levels, truth, 9);
  EXPECT_EQ(complete[7], 7.0);
  EXPECT_TRUE(std::isnan(complete[8]));
}

TEST(CoarseToFine, NoValueIsBeyondWhatIsKnown)
{
  const GridLevels levels({ 17, 1, 1 });
  std::vector<double> truth(17);
  for (std::size_t point = 0; point < truth.size(); ++point)
  {
    const double x = static_cast<double>(point) - 8.0;
    truth[point] = x * x;
  }
  for (std::size_t count = 2; count <= truth.size(); ++count)
  {
    const auto picture = PictureOf(levels, truth, count);
    EXPECT_LE(*std::max_element(picture.begin(), picture.end()), 64.0);
    EXPECT_GE(*std::min_element(picture.begin(), picture.end()), count > 2 ? 0.0 : 64.0);
  }
}

TEST(CoarseToFine, AnAbortEndsTheFilling)
{
  const GridLevels levels({ 5, 5, 1 });
  std::vector<double> values(25, 0.0);
  const std::vector<unsigned char> known(25, 0);
  EXPECT_THROW(
    FillUnknown(levels, known, values, [](double) { return false; }), losslandscape::Aborted);
}
