// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/Subset.h"
#include "Testing/Core/Data/DataTesting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <vector>

namespace losslandscape
{
namespace
{

using Indices = std::vector<std::int64_t>;

Indices CountsOf(const Indices& labels, const Indices& chosen, std::int64_t classCount)
{
  Indices counts(static_cast<std::size_t>(classCount), 0);
  for (const std::int64_t sample : chosen)
  {
    ++counts[labels.at(static_cast<std::size_t>(sample))];
  }
  return counts;
}

/// 0, 1, ..., classCount - 1, 0, 1, ...
Indices CyclicLabels(std::int64_t count, std::int64_t classCount)
{
  Indices labels;
  for (std::int64_t i = 0; i < count; ++i)
  {
    labels.push_back(i % classCount);
  }
  return labels;
}

void ExpectDistinctAscending(const Indices& chosen)
{
  EXPECT_EQ(std::adjacent_find(chosen.begin(), chosen.end(), std::greater_equal<>()), chosen.end());
}

TEST(Subset, GivesEachClassItsShare)
{
  const Indices labels = CyclicLabels(100, 4);
  const Indices chosen = BalancedSubset(labels, 4, 20, 7);
  ASSERT_EQ(chosen.size(), 20u);
  ExpectDistinctAscending(chosen);
  EXPECT_EQ(CountsOf(labels, chosen, 4), (Indices{ 5, 5, 5, 5 }));
}

TEST(Subset, GivesTheRemainderToDifferentClassesBySeed)
{
  const Indices labels = CyclicLabels(100, 4);
  std::set<Indices> seen;
  for (std::uint64_t seed = 0; seed < 60; ++seed)
  {
    const Indices counts = CountsOf(labels, BalancedSubset(labels, 4, 22, seed), 4);
    EXPECT_EQ(std::count(counts.begin(), counts.end(), 5), 2);
    EXPECT_EQ(std::count(counts.begin(), counts.end(), 6), 2);
    seen.insert(counts);
  }
  EXPECT_EQ(seen.size(), 6u);
}

TEST(Subset, FillsUpFromOtherClasses)
{
  // 2 of class 0, none of class 1, 30 each of classes 2 and 3.
  Indices labels = { 0, 0 };
  for (int i = 0; i < 30; ++i)
  {
    labels.push_back(2);
    labels.push_back(3);
  }
  const Indices chosen = BalancedSubset(labels, 4, 40, 1);
  ASSERT_EQ(chosen.size(), 40u);
  ExpectDistinctAscending(chosen);
  EXPECT_EQ(CountsOf(labels, chosen, 4), (Indices{ 2, 0, 19, 19 }));

  const Indices all = BalancedSubset(labels, 4, 62, 1);
  EXPECT_EQ(CountsOf(labels, all, 4), (Indices{ 2, 0, 30, 30 }));
}

TEST(Subset, DrawsEverySampleEquallyOften)
{
  const Indices labels = CyclicLabels(20, 2);
  std::vector<int> drawn(20, 0);
  for (std::uint64_t seed = 0; seed < 4000; ++seed)
  {
    for (const std::int64_t sample : BalancedSubset(labels, 2, 5, seed))
    {
      ++drawn[sample];
    }
  }
  // 1,000 expected, standard deviation about 27.
  for (const int count : drawn)
  {
    EXPECT_NEAR(count, 1000, 150);
  }
}

TEST(Subset, DependsOnTheSeedAlone)
{
  const Indices labels = CyclicLabels(1000, 10);
  EXPECT_EQ(BalancedSubset(labels, 10, 100, 3), BalancedSubset(labels, 10, 100, 3));
  EXPECT_NE(BalancedSubset(labels, 10, 100, 3), BalancedSubset(labels, 10, 100, 4));
}

TEST(Subset, KeepsTheSamplesOfTheFile)
{
  const auto all = LoadDataset(DatasetOptions());
  DatasetOptions options;
  options.NumberOfSamples = 200;
  const auto subset = LoadDataset(options);
  ASSERT_EQ(subset->NumberOfSamples, 200);
  EXPECT_EQ(ClassCounts(*subset), Indices(10, 20));
  EXPECT_EQ(subset->Mean, all->Mean);

  // Each sample of the subset follows its predecessor in the file.
  std::int64_t place = 0;
  for (std::int64_t sample = 0; sample < 200; ++sample)
  {
    const auto begin = subset->Inputs.begin() + sample * 64;
    while (place < all->NumberOfSamples &&
      !std::equal(begin, begin + 64, all->Inputs.begin() + place * 64))
    {
      ++place;
    }
    ASSERT_LT(place, all->NumberOfSamples) << sample;
    EXPECT_EQ(subset->Labels[sample], all->Labels[place]);
  }
}

} // namespace
} // namespace losslandscape
