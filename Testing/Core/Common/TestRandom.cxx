// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Random.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using losslandscape::Random;

// The C++ standard ([rand.predef]) fixes the 10000th value of mt19937_64 with its default seed
// 5489.
TEST(Random, UsesTheStandardEngine)
{
  Random random(5489);
  double last = 0;
  for (int i = 0; i < 10000; ++i)
  {
    last = random.Uniform();
  }
  EXPECT_EQ(last, static_cast<double>(9981545732273789042ull >> 11) * 0x1.0p-53);
}

TEST(Random, NormalHasTheMomentsOfAStandardNormal)
{
  Random random(7);
  const int count = 200000;
  double sum = 0, squares = 0, fourths = 0;
  for (int i = 0; i < count; ++i)
  {
    const double x = random.Normal();
    sum += x;
    squares += x * x;
    fourths += x * x * x * x;
  }
  EXPECT_NEAR(sum / count, 0.0, 5 / std::sqrt(count));
  EXPECT_NEAR(squares / count, 1.0, 5 * std::sqrt(2.0 / count));
  EXPECT_NEAR(fourths / count, 3.0, 5 * std::sqrt(96.0 / count));
}

TEST(Random, BelowIsUniform)
{
  Random random(3);
  int counts[7] = {};
  for (int i = 0; i < 70000; ++i)
  {
    ++counts[random.Below(7)];
  }
  for (const int count : counts)
  {
    EXPECT_NEAR(count, 10000, 5 * std::sqrt(10000.0));
  }
}

TEST(Random, PermutationHoldsEveryNumberOnce)
{
  auto order = Random(1).Permutation(1000);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::int64_t i = 0; i < 1000; ++i)
  {
    EXPECT_EQ(order[i], i);
  }
}
