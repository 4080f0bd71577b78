// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/LevelInterpolation.h"
#include "Core/Mathematics/Sampling/LimitedCubic.h"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>

using namespace losslandscape::sampling;

namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

Stencil Four(int left, const std::array<double, 4>& positions, const std::array<double, 4>& values)
{
  Stencil stencil;
  stencil.Count = 4;
  stencil.Left = left;
  stencil.Positions = positions;
  stencil.Values = values;
  return stencil;
}

Stencil OfFunction(int left, const std::function<double(double)>& f)
{
  const std::array<double, 4> x = { 0.0, 3.0, 5.0, 9.0 };
  return Four(left, x, { f(x[0]), f(x[1]), f(x[2]), f(x[3]) });
}

/// Values of a function on all points, of which those of `level` are known.
struct Lattice
{
  Lattice(const std::array<int, 3>& resolution, int level, const std::function<double(Index)>& f)
    : Levels(resolution), Known(Levels.NumberOfPoints(), 0), Values(Known.size(), 1e300)
  {
    for (std::int64_t point = 0; point < this->Levels.NumberOfPoints(); ++point)
    {
      this->Truth.push_back(f(this->Levels.IndexOf(point)));
    }
    this->Levels.ForEachOfLevel(level,
      [&](std::int64_t point)
      {
        this->Known[point] = 1;
        this->Values[point] = this->Truth[point];
      });
    InterpolateUnknown(this->Levels, this->Known, this->Values);
  }

  GridLevels Levels;
  std::vector<unsigned char> Known;
  std::vector<double> Values;
  std::vector<double> Truth;
};

} // namespace

TEST(LimitedCubic, IsExactForPolynomials)
{
  const auto quadratic = [](double x) { return 1.0 + 2.0 * x - 0.5 * x * x; };
  const auto cubic = [](double x) { return 0.01 * x * x * x + x * x - x; };
  for (int left = 0; left < 3; ++left)
  {
    const double x = std::array<double, 3>{ 1.0, 4.5, 6.0 }[left];
    EXPECT_NEAR(InterpolateLimitedCubic(OfFunction(left, quadratic), x), quadratic(x), 1e-13);
    EXPECT_NEAR(InterpolateLimitedCubic(OfFunction(left, cubic), x), cubic(x), 1e-12);
    Stencil three = OfFunction(left, quadratic);
    three.Count = 3;
    if (left < 2)
    {
      EXPECT_NEAR(InterpolateLimitedCubic(three, x), quadratic(x), 1e-13);
    }
  }
}

TEST(LimitedCubic, MakesNoWavesBesideAJumpOrASpike)
{
  const std::array<double, 4> x = { 0.0, 1.0, 2.0, 3.0 };
  EXPECT_EQ(InterpolateLimitedCubic(Four(1, x, { 0.0, 0.0, 0.0, 1.0 }), 1.5), 0.0);
  EXPECT_EQ(InterpolateLimitedCubic(Four(1, x, { 0.0, 0.0, 1.0, 1.0 }), 1.5), 0.5);
  EXPECT_EQ(InterpolateLimitedCubic(Four(0, x, { 0.0, 0.0, 0.0, 1e6 }), 0.5), 0.0);
  // Twice the curvature -1 of the flatter side: 1 + 2 / 4 * 1 / 2 * 1 = 1.25 instead of 7.4.
  EXPECT_EQ(InterpolateLimitedCubic(Four(1, x, { 0.0, 1.0, 1.0, -100.0 }), 1.5), 1.25);
}

TEST(LimitedCubic, DoesNotLookBeyondNonFiniteValues)
{
  const std::array<double, 4> x = { 0.0, 1.0, 2.0, 3.0 };
  EXPECT_EQ(InterpolateLimitedCubic(Four(1, x, { NaN, 1.0, 2.0, 3.0 }), 1.5), 1.5);
  EXPECT_EQ(InterpolateLimitedCubic(Four(0, x, { 1.0, 2.0, INFINITY, 7.0 }), 0.5), 1.5);
  EXPECT_EQ(InterpolateLimitedCubic(Four(1, x, { 9.0, 4.0, 1.0, NaN }), 1.5), 2.25);
  EXPECT_TRUE(std::isnan(InterpolateLimitedCubic(Four(1, x, { 0.0, NaN, 1.0, 2.0 }), 1.5)));
  EXPECT_TRUE(std::isnan(InterpolateLimitedCubic(Four(1, x, { 0.0, 1.0, -INFINITY, 2.0 }), 1.5)));
}

TEST(InterpolateUnknown, IsExactForQuadraticsOnAnyGrid)
{
  const auto f = [](const Index& i)
  { return 1.0 + i[0] * i[0] - 0.5 * i[1] * i[1] + 3.0 * i[2] * i[2] + 0.25 * i[0] * i[1] - i[2]; };
  for (const auto& resolution :
    { std::array<int, 3>{ 101, 1, 1 }, { 37, 53, 1 }, { 1, 22, 1 }, { 12, 17, 9 } })
  {
    const Lattice lattice(resolution, 2, f);
    for (std::size_t point = 0; point < lattice.Values.size(); ++point)
    {
      const double truth = lattice.Truth[point];
      EXPECT_NEAR(lattice.Values[point], truth, 1e-10 * (1.0 + std::abs(truth)));
    }
  }
}

TEST(InterpolateUnknown, KeepsKnownValues)
{
  const Lattice lattice(
    { 17, 9, 1 }, 1, [](const Index& i) { return std::sin(i[0] + 2.0 * i[1]); });
  for (std::size_t point = 0; point < lattice.Values.size(); ++point)
  {
    if (lattice.Known[point])
    {
      EXPECT_EQ(lattice.Values[point], lattice.Truth[point]);
    }
  }
}

TEST(InterpolateUnknown, LeavesPointsBetweenNonFiniteValuesUnknown)
{
  const Lattice line(
    { 9, 1, 1 }, 1, [](const Index& i) { return i[0] == 4 ? INFINITY : 2.0 * i[0]; });
  for (const int point : { 1, 2, 3, 5, 6, 7 })
  {
    EXPECT_TRUE(std::isnan(line.Values[point])) << point;
  }
  EXPECT_EQ(line.Values[4], INFINITY);
}

TEST(ClampUnknown, CutsOffAtTheFiniteKnownValues)
{
  std::vector<double> values = { 5.0, -7.0, NaN, 1.0, 3.0, INFINITY, -1.0, NaN };
  ClampUnknown({ 1, 1, 1, 0, 0, 1, 0, 0 }, values);
  EXPECT_EQ(values[6], -1.0);
  values[3] = 8.0;
  values[4] = -9.0;
  ClampUnknown({ 1, 1, 1, 0, 0, 1, 0, 0 }, values);
  EXPECT_EQ(values[3], 5.0);
  EXPECT_EQ(values[4], -7.0);
  EXPECT_EQ(values[5], INFINITY);
  EXPECT_TRUE(std::isnan(values[7]));
}
