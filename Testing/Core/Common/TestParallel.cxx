// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Parallel.h"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>

using namespace losslandscape;

TEST(Parallel, VisitsEachElementOnceInFixedPieces)
{
  for (const int threads : { 0, 1, 2, 5, 40 })
  {
    std::mutex mutex;
    std::set<std::pair<std::int64_t, std::int64_t>> pieces;
    ParallelFor(1005, 100, { threads, {} },
      [&](std::int64_t begin, std::int64_t end)
      {
        const std::lock_guard<std::mutex> lock(mutex);
        EXPECT_TRUE(pieces.emplace(begin, end).second);
      });
    ASSERT_EQ(pieces.size(), 11u);
    std::int64_t expected = 0;
    for (const auto& [begin, end] : pieces)
    {
      EXPECT_EQ(begin, expected);
      expected = std::min<std::int64_t>(begin + 100, 1005);
      EXPECT_EQ(end, expected);
    }
  }
}

TEST(Parallel, NothingToDo)
{
  ParallelFor(0, 10, { 3, {} }, [](std::int64_t, std::int64_t) { FAIL(); });
}

TEST(Parallel, ThrowsOnWhatAPieceThrows)
{
  for (const int threads : { 1, 4 })
  {
    EXPECT_THROW(ParallelFor(100, 1, { threads, {} },
                   [](std::int64_t begin, std::int64_t)
                   {
                     if (begin == 40)
                     {
                       throw std::runtime_error("here");
                     }
                   }),
      std::runtime_error);
  }
}

TEST(Parallel, ReportsFromTheCallingThreadAndStops)
{
  const auto caller = std::this_thread::get_id();
  std::atomic<int> pieces{ 0 };
  double last = 0.0;
  const Execution execution = { 3,
    [&](double fraction)
    {
      EXPECT_EQ(std::this_thread::get_id(), caller);
      EXPECT_GE(fraction, last);
      EXPECT_LE(fraction, 1.0);
      last = fraction;
      return fraction < 0.2;
    } };
  EXPECT_THROW(ParallelFor(1000, 1, execution,
                 [&](std::int64_t, std::int64_t)
                 {
                   ++pieces;
                   std::this_thread::sleep_for(std::chrono::microseconds(100));
                 }),
    Aborted);
  EXPECT_LT(pieces, 1000);
}

TEST(Parallel, PartsOfAWhole)
{
  std::vector<double> fractions;
  const Execution whole = { 1,
    [&](double fraction)
    {
      fractions.push_back(fraction);
      return true;
    } };
  const Execution part = whole.Part(0.5, 1.0).Part(0.0, 0.5);
  part.Progress(0.0);
  part.Progress(1.0);
  EXPECT_EQ(fractions, (std::vector<double>{ 0.5, 0.75 }));
  EXPECT_FALSE(Execution{}.Part(0.0, 1.0).Progress);
}

TEST(Parallel, RefusesNegativeThreads)
{
  EXPECT_THROW(ParallelFor(1, 1, { -2, {} }, [](std::int64_t, std::int64_t) {}), Error);
}

TEST(Parallel, SortsAnyNumberOfItems)
{
  for (const std::int64_t count : { 0, 1, 2, 65535, 65536, 65537, 300000 })
  {
    std::vector<std::int64_t> items(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i)
    {
      items[i] = (i * 7919) % 300007; // distinct
    }
    std::vector<std::int64_t> expected = items;
    std::sort(expected.begin(), expected.end());
    for (const int threads : { 1, 3 })
    {
      std::vector<std::int64_t> sorted = items;
      ParallelSort(sorted, { threads, {} }, std::less<>());
      EXPECT_EQ(sorted, expected);
    }
  }
}
