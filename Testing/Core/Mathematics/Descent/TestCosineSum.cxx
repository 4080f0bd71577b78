// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Descent/CosineSum.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

using losslandscape::trajectory::CosineSum;

namespace
{

/// Of all magnitudes down to 1e-12, so that plain sums depend on the order.
std::vector<double> Cosines()
{
  std::vector<double> cosines;
  for (int i = 1; i <= 3000; ++i)
  {
    cosines.push_back(std::cos(0.7 * i) * std::pow(10.0, -(i % 13)));
  }
  return cosines;
}

CosineSum SumOf(const std::vector<double>& numbers, std::size_t begin, std::size_t end)
{
  CosineSum sum;
  for (std::size_t i = begin; i < end; ++i)
  {
    sum.Add(numbers[i]);
  }
  return sum;
}

} // namespace

TEST(CosineSum, DoesNotDependOnOrderAndParts)
{
  const auto forward = Cosines();
  auto backward = forward;
  std::reverse(backward.begin(), backward.end());
  EXPECT_NE(std::accumulate(forward.begin(), forward.end(), 0.0),
    std::accumulate(backward.begin(), backward.end(), 0.0));
  const double sum = SumOf(forward, 0, 3000).Value();
  EXPECT_EQ(SumOf(backward, 0, 3000).Value(), sum);
  for (const std::size_t cut : { 1, 100, 1777 })
  {
    CosineSum parts = SumOf(forward, 0, cut);
    const CosineSum second = SumOf(forward, cut, 3000);
    parts.High += second.High;
    parts.Low += second.Low;
    EXPECT_EQ(parts.Value(), sum);
  }
}

TEST(CosineSum, IsTheSum)
{
  const auto cosines = Cosines();
  const long double expected = std::accumulate(cosines.begin(), cosines.end(), 0.0L);
  EXPECT_NEAR(SumOf(cosines, 0, 3000).Value(), static_cast<double>(expected), 1e-14);
  EXPECT_EQ(SumOf({ 1.0, -1.0, 1.0, 0.25 }, 0, 4).Value(), 1.25);
  EXPECT_EQ(SumOf({ 1.0, 0x1p-60, -1.0 }, 0, 3).Value(), 0x1p-60);
  EXPECT_EQ(CosineSum().Value(), 0.0);
}
