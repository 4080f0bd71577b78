// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/GridLevels.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

using namespace losslandscape::sampling;

TEST(AxisLevels, AreNestedAndEndWithAllPoints)
{
  for (int points = 1; points <= 140; ++points)
  {
    const AxisLevels levels(points);
    EXPECT_EQ(
      levels.Nodes(0), points == 1 ? std::vector<int>{ 0 } : std::vector<int>({ 0, points - 1 }));
    for (int level = 1; level < levels.Count(); ++level)
    {
      const auto& fine = levels.Nodes(level);
      const auto& coarse = levels.Nodes(level - 1);
      std::vector<int> both = coarse;
      both.insert(both.end(), levels.NewNodes(level).begin(), levels.NewNodes(level).end());
      std::sort(both.begin(), both.end());
      EXPECT_EQ(both, fine) << points << " points, level " << level;
      EXPECT_GT(fine.size(), coarse.size());
    }
    EXPECT_EQ(levels.Nodes(levels.Count() - 1).size(), static_cast<std::size_t>(points));
    EXPECT_EQ(levels.Nodes(99).size(), static_cast<std::size_t>(points));
    EXPECT_TRUE(levels.NewNodes(levels.Count()).empty());
  }
}

TEST(AxisLevels, LookTheSameFromBothEnds)
{
  for (int points = 1; points <= 140; ++points)
  {
    const AxisLevels levels(points);
    for (int level = 0; level < levels.Count(); ++level)
    {
      std::vector<int> mirrored;
      for (const int node : levels.Nodes(level))
      {
        mirrored.insert(mirrored.begin(), points - 1 - node);
      }
      EXPECT_EQ(mirrored, levels.Nodes(level)) << points << " points, level " << level;
    }
  }
}

TEST(AxisLevels, FindNodes)
{
  const AxisLevels levels(14); // 0 13, 0 6 7 13, 0 3 6 7 10 13, ...
  EXPECT_EQ(levels.Nodes(1), (std::vector<int>{ 0, 6, 7, 13 }));
  EXPECT_EQ(levels.Nodes(2), (std::vector<int>{ 0, 3, 6, 7, 10, 13 }));
  EXPECT_EQ(levels.NodeBelow(2, 5), 1);
  EXPECT_EQ(levels.NodeBelow(2, 6), 2);
  EXPECT_EQ(levels.LevelOf(13), 0);
  EXPECT_EQ(levels.LevelOf(7), 1);
  EXPECT_EQ(levels.LevelOf(3), 2);
  EXPECT_TRUE(levels.IsNode(2, 3));
  EXPECT_FALSE(levels.IsNode(1, 3));
  EXPECT_EQ(levels.LevelWith(5, 100), 2);
  EXPECT_EQ(levels.LevelWith(2, 2), 3);
  EXPECT_EQ(levels.LevelWith(100, 100), levels.Count() - 1);
}

TEST(GridLevels, VisitsThePointsAroundAPoint)
{
  const GridLevels levels({ 9, 5, 1 }); // 0 8, 0 4 8, 0 2 4 6 8, all; 0 4, 0 2 4, all
  const auto around = [&](const Index& index, int level, int cells)
  {
    std::set<std::int64_t> points;
    levels.ForEachAround(
      index, level, cells, [&](std::int64_t point) { EXPECT_TRUE(points.insert(point).second); });
    return points;
  };
  // The cell 4 ... 8 of level 1; y is a node, with the cells on both sides.
  EXPECT_EQ(around({ 5, 2, 0 }, 2, 1),
    (std::set<std::int64_t>{ 4, 6, 8, 13, 15, 17, 22, 24, 26, 31, 33, 35, 40, 42, 44 }));
  EXPECT_EQ(around({ 5, 2, 0 }, 3, 1).size(), 9u); // x 4 5 6, y 1 2 3
  EXPECT_EQ(around({ 0, 0, 0 }, 1, 1).size(), 9u);
  EXPECT_EQ(around({ 4, 2, 0 }, 3, 9).size(), 45u);
}

TEST(GridLevels, KnowsPointsAndLevels)
{
  const GridLevels levels({ 5, 3, 2 });
  EXPECT_EQ(levels.Count(), 3);
  EXPECT_EQ(levels.NumberOfPoints(), 30);
  for (std::int64_t point = 0; point < 30; ++point)
  {
    EXPECT_EQ(levels.PointAt(levels.IndexOf(point)), point);
  }
  EXPECT_EQ(levels.LevelOf({ 4, 0, 1 }), 0);
  EXPECT_EQ(levels.LevelOf({ 4, 1, 1 }), 1);
  EXPECT_EQ(levels.LevelOf({ 3, 1, 1 }), 2);
  std::set<std::int64_t> known;
  levels.ForEachOfLevel(1, [&](std::int64_t point) { known.insert(point); });
  EXPECT_EQ(known.size(), 18u);
  const auto isKnown = [&](std::int64_t point) { return known.count(point) > 0; };
  EXPECT_EQ(levels.FinestKnownLevel({ 3, 1, 1 }, isKnown), 1);
  known.erase(levels.PointAt({ 2, 1, 1 }));
  EXPECT_EQ(levels.FinestKnownLevel({ 3, 1, 1 }, isKnown), 0);
}
