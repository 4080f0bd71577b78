// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Analytic/AnalyticGrid.h"
#include "Core/Mathematics/Analytic/AnalyticRecipe.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace losslandscape;

namespace
{

std::vector<double> Evaluate(
  const AnalyticFunction& function, const Grid& grid, const Extent& extent)
{
  std::vector<double> values(NumberOfPoints(extent));
  EvaluateOnGrid(function, grid, extent, values.data(), {});
  return values;
}

} // namespace

TEST(AnalyticGrid, SubExtentsAreBitIdentical)
{
  const auto function = MakeAnalyticFunction(AnalyticKind::Ackley, 3);
  const Grid grid(3, { 11, 7, 5 }, function->Description().DefaultBounds);
  const auto whole = Evaluate(*function, grid, grid.WholeExtent());
  const Extent part = { 3, 8, 2, 2, 1, 4 };
  const auto values = Evaluate(*function, grid, part);
  std::size_t next = 0;
  for (int k = part[4]; k <= part[5]; ++k)
  {
    for (int i = part[0]; i <= part[1]; ++i)
    {
      EXPECT_EQ(values.at(next++), whole.at(i + 11 * (2 + 7 * k)));
    }
  }
  EXPECT_EQ(next, values.size());
}

TEST(AnalyticGrid, PointsLieWhereTheGridSays)
{
  const auto function = MakeAnalyticFunction(AnalyticKind::Himmelblau, 2);
  // x = 1, 2, 3; y = 2, the middle of its bounds.
  const Grid grid(2, { 3, 1, 1 }, { 1, 3, 0, 4, 0, 0 });
  EXPECT_EQ(Evaluate(*function, grid, grid.WholeExtent()), (std::vector<double>{ 68, 26, 0 }));
}

TEST(AnalyticGrid, StopsOnRequest)
{
  const auto function = MakeAnalyticFunction(AnalyticKind::Himmelblau, 2);
  const Grid grid(2, { 1000, 1000, 1 }, { 0, 1, 0, 1, 0, 0 });
  std::vector<double> values(1000000, -1.0);
  double last = -1.0;
  const auto stopInTheMiddle = [&last](double fraction)
  {
    EXPECT_GT(fraction, last);
    last = fraction;
    return fraction < 0.5;
  };
  EXPECT_THROW(
    EvaluateOnGrid(*function, grid, grid.WholeExtent(), values.data(), stopInTheMiddle), Aborted);
  EXPECT_NEAR(last, 0.5, 0.02);
  EXPECT_EQ(values.back(), -1.0);
}

TEST(AnalyticGrid, EmptyExtentsAreNothing)
{
  const auto function = MakeAnalyticFunction(AnalyticKind::Himmelblau, 2);
  const Grid grid(2, { 3, 3, 1 }, { 0, 1, 0, 1, 0, 0 });
  EXPECT_TRUE(Evaluate(*function, grid, { 0, -1, 0, 2, 0, 0 }).empty());
}

TEST(AnalyticRecipe, NamesWhatTheLandscapeIsMadeOf)
{
  const auto function = MakeAnalyticFunction(AnalyticKind::Rastrigin, 3);
  const Box bounds = { -1.0, 1.0, -2.0, 2.0, 0.1, 3.0 };
  const Grid grid(3, { 4, 5, 6 }, bounds);
  const auto recipe = nlohmann::json::parse(AnalyticRecipe(*function, grid, bounds));
  EXPECT_EQ(recipe["source"], "Analytic Landscape");
  EXPECT_EQ(recipe["function"], "Rastrigin");
  EXPECT_EQ(recipe["formula"], "10 n + sum_{i=1}^n (x_i^2 - 10 cos(2 pi x_i))");
  EXPECT_EQ(recipe["dimension"], 3);
  EXPECT_EQ(recipe["resolution"], (std::vector<int>{ 4, 5, 6 }));
  EXPECT_EQ(recipe["bounds"], (std::vector<double>{ -1.0, 1.0, -2.0, 2.0, 0.1, 3.0 }));
  EXPECT_TRUE(recipe.contains("version"));
}

TEST(AnalyticRecipe, LeavesOutAxesThatAreNotThere)
{
  const auto function = MakeAnalyticFunction(AnalyticKind::Himmelblau, 2);
  const Box bounds = function->Description().DefaultBounds;
  const auto recipe =
    nlohmann::json::parse(AnalyticRecipe(*function, Grid(2, { 9, 9, 9 }, bounds), bounds));
  EXPECT_EQ(recipe["resolution"].size(), 2u);
  EXPECT_EQ(recipe["bounds"].size(), 4u);
}
