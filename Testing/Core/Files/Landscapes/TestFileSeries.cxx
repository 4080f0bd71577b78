// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/FileSeries.h"
#include <cmath>

#include <gtest/gtest.h>

using namespace losslandscape;

namespace
{

using Names = std::vector<std::string>;
using Times = std::vector<double>;

void ExpectSeries(const Names& given, const Names& names, const Times& times)
{
  Names foundNames;
  Times foundTimes;
  for (const SeriesFile& file : OrderFileSeries(given))
  {
    foundNames.push_back(file.Path);
    foundTimes.push_back(file.Time);
  }
  EXPECT_EQ(foundNames, names);
  EXPECT_EQ(foundTimes, times);
}

} // namespace

TEST(FileSeries, NumbersAreOrderAndTime)
{
  ExpectSeries({ "run/epoch_10.pt", "run/epoch_2.pt", "run/epoch_1.pt" },
    { "run/epoch_1.pt", "run/epoch_2.pt", "run/epoch_10.pt" }, { 1, 2, 10 });
  ExpectSeries({ "e_020.pt", "e_005.pt" }, { "e_005.pt", "e_020.pt" }, { 5, 20 });
}

TEST(FileSeries, Fractions)
{
  ExpectSeries({ "epoch1.5.pt", "epoch0.5.pt", "epoch1.0.pt" },
    { "epoch0.5.pt", "epoch1.0.pt", "epoch1.5.pt" }, { 0.5, 1, 1.5 });
  ExpectSeries({ "epoch.10.pt", "epoch.9.pt" }, { "epoch.9.pt", "epoch.10.pt" }, { 9, 10 });
}

TEST(FileSeries, TheFirstNumberThatDiffersEverywhereCounts)
{
  ExpectSeries({ "resnet20/e3_acc91.pt", "resnet20/e1_acc95.pt", "resnet20/e2_acc93.pt" },
    { "resnet20/e1_acc95.pt", "resnet20/e2_acc93.pt", "resnet20/e3_acc91.pt" }, { 1, 2, 3 });
  ExpectSeries({ "a1_7.pt", "a1_6.pt" }, { "a1_6.pt", "a1_7.pt" }, { 6, 7 });
}

TEST(FileSeries, OtherNamesKeepTheirOrder)
{
  ExpectSeries({ "last.pt", "best.pt" }, { "last.pt", "best.pt" }, { 0, 1 });
  ExpectSeries({ "b_2.pt", "a_1.pt" }, { "b_2.pt", "a_1.pt" }, { 0, 1 });
  ExpectSeries({ "a_1.pt", "a_01.pt" }, { "a_1.pt", "a_01.pt" }, { 0, 1 });
  ExpectSeries({ "only_7.pt" }, { "only_7.pt" }, { 7 });
  ExpectSeries({}, {}, {});
}

TEST(FileSeries, EndlessNumbers)
{
  const std::string many(400, '9');
  ExpectSeries({ "a" + many, "a1" }, { "a1", "a" + many }, { 1, HUGE_VAL });
}
