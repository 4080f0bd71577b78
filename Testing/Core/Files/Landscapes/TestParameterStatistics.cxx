// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/ParameterStatistics.h"
#include "LandscapesTesting.h"

using namespace losslandscape;

TEST(ParameterStatistics, SmallSet)
{
  const auto row = StatisticsOf(DenseArray::FromFloat({ 2, 2 }, { 1, -2, 3, 4 }));
  EXPECT_EQ(row.Count, 4);
  EXPECT_EQ(row.NonFinite, 0);
  EXPECT_DOUBLE_EQ(row.Mean, 1.5);
  EXPECT_DOUBLE_EQ(row.StandardDeviation, std::sqrt(5.25));
  EXPECT_DOUBLE_EQ(row.Norm, std::sqrt(30.0));
  EXPECT_EQ(row.Minimum, -2.0);
  EXPECT_EQ(row.Maximum, 4.0);
}

TEST(ParameterStatistics, ValuesThatAreNotFiniteAreCountedAndLeftOut)
{
  const auto row =
    StatisticsOf(DenseArray::FromDouble({ 5 }, { NaN, 3.0, INFINITY, -INFINITY, 5.0 }));
  EXPECT_EQ(row.Count, 5);
  EXPECT_EQ(row.NonFinite, 3);
  EXPECT_EQ(row.Mean, 4.0);
  EXPECT_EQ(row.StandardDeviation, 1.0);
  EXPECT_EQ(row.Minimum, 3.0);
  EXPECT_EQ(row.Maximum, 5.0);
}

TEST(ParameterStatistics, NothingLeft)
{
  const auto row = StatisticsOf(DenseArray::FromDouble({ 1 }, { NaN }));
  EXPECT_EQ(row.NonFinite, 1);
  EXPECT_TRUE(std::isnan(row.Mean) && std::isnan(row.Norm) && std::isnan(row.Minimum));
  const auto empty = StatisticsOf(DenseArray::FromDouble({ 0, 3 }, {}));
  EXPECT_EQ(empty.Count, 0);
  EXPECT_EQ(empty.Norm, 0.0);
  EXPECT_TRUE(std::isnan(empty.Maximum));
}

TEST(ParameterStatistics, ExtremeSizesNeitherOverflowNorVanish)
{
  const auto large = StatisticsOf(DenseArray::FromDouble({ 2 }, { 3e200, 4e200 }));
  EXPECT_DOUBLE_EQ(large.Norm, 5e200);
  EXPECT_DOUBLE_EQ(large.StandardDeviation, 0.5e200);
  const auto small = StatisticsOf(DenseArray::FromDouble({ 2 }, { 3e-200, -4e-200 }));
  EXPECT_DOUBLE_EQ(small.Norm, 5e-200);
  const auto zero = StatisticsOf(DenseArray::FromDouble({ 2 }, { 0, 0 }));
  EXPECT_EQ(zero.Norm, 0.0);
}

TEST(ParameterStatistics, AMillionEqualValuesHaveNoSpread)
{
  const auto row =
    StatisticsOf(DenseArray::FromDouble({ 1000000 }, std::vector<double>(1000000, 0.1)));
  EXPECT_DOUBLE_EQ(row.Mean, 0.1);
  EXPECT_LT(row.StandardDeviation, 1e-16);
}
