// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/BatchOrder.h"

#include <gtest/gtest.h>

namespace losslandscape
{
namespace
{

using Indices = std::vector<std::int64_t>;

TEST(BatchOrder, MixedClassesStayInPlace)
{
  EXPECT_EQ(MixedOrder({ 0, 2, 3, 4 }, { 1, 0, 0, 1, 0 }, 2), (Indices{ 0, 2, 3, 4 }));
}

TEST(BatchOrder, SortedClassesAreDealtOutToTheBatches)
{
  // Classes 0 0 0 0 1 1 1 1 for two batches: two samples of each class in both.
  const Indices labels = { 0, 0, 0, 0, 1, 1, 1, 1 };
  EXPECT_EQ(MixedOrder({ 0, 1, 2, 3, 4, 5, 6, 7 }, labels, 4), (Indices{ 0, 2, 4, 6, 1, 3, 5, 7 }));
}

TEST(BatchOrder, ASubsetIsJudgedByItsOwnClasses)
{
  // Mixed as a whole, sorted as chosen; the last batch is smaller.
  const Indices labels = { 0, 1, 0, 1, 1 };
  EXPECT_EQ(MixedOrder({ 0, 2, 3, 4 }, labels, 3), (Indices{ 0, 3, 2, 4 }));
}

TEST(BatchOrder, OneBatchAndDataWithoutClassesStayInPlace)
{
  EXPECT_EQ(MixedOrder({ 0, 1, 2 }, { 0, 0, 1 }, 3), (Indices{ 0, 1, 2 }));
  EXPECT_EQ(MixedOrder({ 0, 1, 2 }, {}, 1), (Indices{ 0, 1, 2 }));
}

} // namespace
} // namespace losslandscape
