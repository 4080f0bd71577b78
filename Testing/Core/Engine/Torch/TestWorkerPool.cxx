// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/WorkerPool.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

using namespace losslandscape;

namespace
{

/// Counts how many there are.
struct Counted
{
  explicit Counted(int& alive) : Alive(alive) { ++this->Alive; }
  ~Counted() { --this->Alive; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  int& Alive;
};

} // namespace

TEST(WorkerPool, MakesOneForEachThatIsUsedAtATimeAndFreesThemAll)
{
  int alive = 0;
  {
    WorkerPool<Counted> pool;
    const auto take = [&] { return pool.Take([&] { return std::make_unique<Counted>(alive); }); };
    for (int round = 0; round < 10; ++round)
    {
      const auto first = take();
      const auto second = take();
      EXPECT_NE(first, second);
    }
    EXPECT_EQ(pool.Made(), 2u);
    EXPECT_EQ(alive, 2);
    const WorkerPool<Counted> copy(pool);
    EXPECT_EQ(copy.Made(), 0u);
  }
  EXPECT_EQ(alive, 0);
}

TEST(WorkerPool, GetsBackWhatAFailingWorkerHad)
{
  int alive = 0;
  WorkerPool<Counted> pool;
  const auto make = [&] { return std::make_unique<Counted>(alive); };
  try
  {
    const auto taken = pool.Take(make);
    throw std::runtime_error("here");
  }
  catch (const std::runtime_error&)
  {
  }
  pool.Take(make);
  EXPECT_EQ(pool.Made(), 1u);
  EXPECT_THROW(WorkerPool<Counted>().Take(
                 []() -> std::unique_ptr<Counted> { throw std::runtime_error("here"); }),
    std::runtime_error);
}

TEST(WorkerPool, ServesThreads)
{
  WorkerPool<int> pool;
  const auto work = [&]
  {
    for (int round = 0; round < 10000; ++round)
    {
      ++*pool.Take([] { return std::make_unique<int>(0); });
    }
  };
  std::thread other(work);
  work();
  other.join();
  const auto first = pool.Take([] { return std::make_unique<int>(0); });
  const auto second = pool.Take([] { return std::make_unique<int>(0); });
  EXPECT_EQ(*first + *second, 20000);
  EXPECT_LE(pool.Made(), 2u);
}
