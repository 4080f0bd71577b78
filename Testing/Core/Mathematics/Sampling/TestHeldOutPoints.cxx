// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/HeldOutPoints.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

using namespace losslandscape;
using namespace losslandscape::sampling;

TEST(HeldOutPoints, AreEnoughForTheStatedConfidence)
{
  double risk = 0.0;
  for (int round = 1; round <= 30; ++round)
  {
    const auto count = static_cast<double>(NumberOfHeldOutPoints(10000, round));
    risk += std::pow(0.99, count);
    EXPECT_GT(std::pow(0.99, count - 1.0), 0.05 * std::pow(0.5, round)); // and not more than needed
  }
  EXPECT_LE(risk, 0.05);
}

TEST(HeldOutPoints, AreTwoPercentOfManyAndAnEighthOfFew)
{
  EXPECT_EQ(NumberOfHeldOutPoints(1000000, 1), 20000);
  EXPECT_EQ(NumberOfHeldOutPoints(416, 1), 52);
  EXPECT_EQ(NumberOfHeldOutPoints(9, 1), 2);
  EXPECT_EQ(NumberOfHeldOutPoints(1, 1), 1);
  EXPECT_EQ(NumberOfHeldOutPoints(0, 1), 0);
}

TEST(HeldOutPoints, AreDifferentAndEquallyLikely)
{
  std::vector<std::int64_t> candidates(40);
  std::iota(candidates.begin(), candidates.end(), 100);
  std::vector<int> drawn(40, 0);
  Random random(5);
  constexpr int Draws = 20000;
  for (int draw = 0; draw < Draws; ++draw)
  {
    const auto points = DrawHeldOutPoints(candidates, 10, random);
    ASSERT_EQ(points.size(), 10u);
    EXPECT_TRUE(std::is_sorted(points.begin(), points.end()));
    EXPECT_EQ(std::adjacent_find(points.begin(), points.end()), points.end());
    for (const std::int64_t point : points)
    {
      ++drawn.at(static_cast<std::size_t>(point - 100));
    }
  }
  // Each is drawn with probability 1 / 4; five standard deviations.
  for (const int times : drawn)
  {
    EXPECT_NEAR(times, Draws / 4.0, 5.0 * std::sqrt(Draws * 0.25 * 0.75));
  }
}
