// SPDX-License-Identifier: BSD-3-Clause
#include "StoreTesting.h"

#include <cmath>
#include <limits>

using namespace losslandscape;

TEST(PointStore, FindsWhatWasInsertedAndNothingElse)
{
  const auto path = FreshFile("inserted.sqlite");
  const auto points = TestPoints(50);
  {
    KeyedStore store(path, "test", 3);
    EXPECT_EQ(CountRight(store, points), 0);
    store.Insert(TestPoints(30));
    EXPECT_EQ(CountRight(store, points), 30);
  }
  KeyedStore again(path, "test", 3);
  EXPECT_EQ(CountRight(again, points), 30);
  EXPECT_TRUE(
    again
      .Find({ { std::nextafter(points[3].Coordinates[0], 1.0), points[3].Coordinates[1], 0.0 } })[0]
      .empty());
  EXPECT_EQ(again.DamagedRows(), 0);
  EXPECT_FALSE(again.IsReadOnly());
}

TEST(PointStore, KeepsEveryBit)
{
  const double infinity = std::numeric_limits<double>::infinity();
  double odd;
  const std::uint64_t oddBits = 0xfff8000000000abc;
  std::memcpy(&odd, &oddBits, sizeof(odd));
  const std::vector<double> numbers = { odd, -odd, std::nan(""), infinity, -infinity, -0.0, 5e-324,
    std::numeric_limits<double>::max(), 0.1 };
  KeyedStore store(FreshFile("bits.sqlite"), "test", numbers.size());
  store.Insert({ { { 1e300, 5e-324, -0.1 }, numbers } });
  const auto found = store.Find({ { 1e300, 5e-324, -0.1 } })[0];
  ASSERT_EQ(found.size(), numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i)
  {
    EXPECT_EQ(Bits(found[i]), Bits(numbers[i])) << i;
  }
}

TEST(PointStore, IntegersAndLargeNumbersAreExactCoordinates)
{
  // SQLite stores whole numbers in fewer bytes.
  KeyedStore store(FreshFile("whole.sqlite"), "test", 1);
  const std::vector<double> coordinates = { 0.0, 1.0, -1.0, 9007199254740992.0, 9007199254740996.0,
    9.2233720368547758e18, 1e19, 3.0000000000000004 };
  for (const double x : coordinates)
  {
    store.Insert({ { { x, 0.0, 0.0 }, { x / 3.0 } } });
  }
  for (const double x : coordinates)
  {
    EXPECT_EQ(store.Find({ { x, 0.0, 0.0 } })[0], std::vector<double>{ x / 3.0 }) << x;
    EXPECT_TRUE(store.Find({ { std::nextafter(x, 1e300), 0.0, 0.0 } })[0].empty()) << x;
  }
}

TEST(PointStore, MinusZeroIsZero)
{
  KeyedStore store(FreshFile("zero.sqlite"), "test", 1);
  store.Insert({ { { -0.0, 1.0, 0.0 }, { 7.0 } } });
  EXPECT_EQ(store.Find({ { 0.0, 1.0, -0.0 } })[0], std::vector<double>{ 7.0 });
}

TEST(PointStore, LandscapesDoNotSeeEachOther)
{
  const auto path = FreshFile("landscapes.sqlite");
  KeyedStore one(path, "one", 3);
  KeyedStore other(path, "other", 3);
  one.Insert(TestPoints(10));
  EXPECT_EQ(CountRight(other, TestPoints(10)), 0);
  other.Insert({ { TestPoint(0).Coordinates, { 1.0, 2.0, 3.0 } } });
  EXPECT_EQ(CountRight(one, TestPoints(10)), 10);
}

TEST(PointStore, ALaterInsertionReplaces)
{
  KeyedStore store(FreshFile("replaced.sqlite"), "test", 3);
  store.Insert({ { TestPoint(4).Coordinates, { 1.0, 2.0, 3.0 } } });
  store.Insert(TestPoints(10));
  EXPECT_EQ(CountRight(store, TestPoints(10)), 10);
}

TEST(PointStore, AnotherNumberOfNumbersIsDamage)
{
  const auto path = FreshFile("numbers.sqlite");
  KeyedStore(path, "test", 3).Insert(TestPoints(10));
  KeyedStore more(path, "test", 4);
  EXPECT_TRUE(more.Find({ TestPoint(2).Coordinates })[0].empty());
  EXPECT_EQ(more.DamagedRows(), 1);
}

/// Read by check_store.py.
TEST(PointStore, ForPython)
{
  const auto path = FreshFile("for-python.sqlite");
  KeyedStore(path, "first landscape", 3).Insert(TestPoints(100));
  KeyedStore(path, "second landscape", 2).Insert({ { { -0.0, 0.1, 2.0 }, { std::nan(""), 1.5 } } });
}
