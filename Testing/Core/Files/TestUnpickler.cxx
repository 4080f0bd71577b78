// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Pickle/Unpickler.h"
#include "Testing/Core/Files/FilesTesting.h"

using namespace losslandscape;
using namespace std::string_literals;

namespace
{

PickleTree Read(const std::string& pickle)
{
  ByteCursor cursor({ reinterpret_cast<const std::uint8_t*>(pickle.data()), pickle.size() });
  PickleTree tree = ReadPickle(cursor);
  EXPECT_EQ(cursor.Remaining(), 0u);
  return tree;
}

const PickleNode& RootOf(const PickleTree& tree)
{
  return tree[tree.Root];
}

} // namespace

// Expected values: Python's pickle module on the same bytes.

TEST(Unpickler, IntegersOfAllSizes)
{
  EXPECT_EQ(RootOf(Read("K\xff."s)).Integer, 255);
  EXPECT_EQ(RootOf(Read("M\xff\xff."s)).Integer, 65535);
  EXPECT_EQ(RootOf(Read("J\xff\xff\xff\xff."s)).Integer, -1);
  EXPECT_EQ(RootOf(Read("\x8a\x00."s)).Integer, 0);
  EXPECT_EQ(RootOf(Read("\x8a\x02\x00\x80."s)).Integer, -32768);
  EXPECT_EQ(RootOf(Read("\x8b\x02\x00\x00\x00\x00\x7f."s)).Integer, 32512);
  EXPECT_EQ(RootOf(Read("I-42\n."s)).Integer, -42);
  EXPECT_EQ(RootOf(Read("L123456789012L\n."s)).Integer, 123456789012);
  EXPECT_EQ(
    RootOf(Read("\x8a\x09\x01\x01\x01\x01\x01\x01\x01\x01\x01."s)).Kind, PickleKind::BigInteger);
}

TEST(Unpickler, OtherScalars)
{
  EXPECT_EQ(RootOf(Read("G\x3f\xf8\x00\x00\x00\x00\x00\x00."s)).Real, 1.5);
  EXPECT_EQ(RootOf(Read("F-0.25\n."s)).Real, -0.25);
  EXPECT_EQ(RootOf(Read("I01\n."s)).Kind, PickleKind::Bool);
  EXPECT_EQ(RootOf(Read("\x88."s)).Integer, 1);
  EXPECT_EQ(RootOf(Read("N."s)).Kind, PickleKind::None);
  EXPECT_EQ(RootOf(Read("S'abc'\n."s)).Text, "abc");
  EXPECT_EQ(RootOf(Read("Vabc\n."s)).Text, "abc");
  EXPECT_EQ(RootOf(Read("\x8c\x03"s + "abc.")).Text, "abc");
  EXPECT_EQ(RootOf(Read("\x8d\x01\x00\x00\x00\x00\x00\x00\x00"s + "a.")).Text, "a");
  EXPECT_EQ(RootOf(Read("\x96\x01\x00\x00\x00\x00\x00\x00\x00"s + "a.")).Kind, PickleKind::Bytes);
}

TEST(Unpickler, Containers)
{
  EXPECT_EQ(RootOf(Read("(K\x01K\x02t."s)).Items.size(), 2u);
  EXPECT_EQ(RootOf(Read("](K\x01K\x02"s + "e.")).Items.size(), 2u);
  EXPECT_EQ(RootOf(Read("(K\x01K\x02"s + "d.")).Kind, PickleKind::Dict);
  EXPECT_EQ(RootOf(Read("\x8f(K\x01\x90."s)).Items.size(), 1u);
  EXPECT_EQ(RootOf(Read("(K\x01\x91."s)).Kind, PickleKind::Set);
  EXPECT_EQ(RootOf(Read("K\x01K\x02K\x03\x87."s)).Items.size(), 3u);
  // The last value of a repeated key counts.
  const PickleTree tree = Read("}(X\x01\x00\x00\x00"s + "aK\x01X\x01\x00\x00\x00"s + "aK\x02u.");
  EXPECT_EQ(tree[tree.Lookup(tree.Root, "a")].Integer, 2);
}

TEST(Unpickler, CallsAreRecordedOnly)
{
  const PickleTree reduced = Read("cposix\nsystem\n(S'touch x'\ntR."s);
  EXPECT_TRUE(reduced.IsCall(reduced.Root, "posix", "system", 1));
  const PickleTree instance = Read("(S'touch x'\niposix\nsystem\n."s);
  EXPECT_TRUE(instance.IsCall(instance.Root, "posix", "system", 1));
  const PickleTree object = Read("(cposix\nsystem\nS'touch x'\no."s);
  EXPECT_TRUE(object.IsCall(object.Root, "posix", "system", 1));
  const PickleTree stacked = Read("\x8c\x05posix\x8c\x06system\x93)\x81."s);
  EXPECT_TRUE(stacked.IsCall(stacked.Root, "posix", "system", 0));
}

TEST(Unpickler, OrderedDictOfPairs)
{
  const PickleTree tree = Read("ccollections\nOrderedDict\n]U\x01"
                               "bK\x05\x86"
                               "a\x85R."s);
  EXPECT_EQ(RootOf(tree).Kind, PickleKind::Dict);
  EXPECT_EQ(tree[tree.Lookup(tree.Root, "b")].Integer, 5);
}

TEST(Unpickler, MalformedPicklesAreRefused)
{
  const std::vector<std::string> pickles = { "", ".", "K", "t.", "u.", "R.", "h\x05.", "0.",
    "(K\x01u.", "}(K\x01u.", "K\x01K\x02"s + "a.", "K\x01K\x01K\x01s.", "\x82\x01.", "\x97.",
    "K\x01K\x02\x93.", "X\xff\xff\xff\xff"s + "a.", "\x8d\xff\xff\xff\xff\xff\xff\xff\xff"s + "a.",
    "cposix", "(o.", "b.", "Q.", "cposix\nsystem\nK\x01R." };
  for (const std::string& pickle : pickles)
  {
    EXPECT_THROW(Read(pickle), Error) << testing::PrintToString(pickle);
  }
}

TEST(Unpickler, CopyingTheSameListAgainAndAgainIsRefused)
{
  // 1,000 pairs copied into 20,000 dicts, 5 bytes each.
  std::string pickle = "ccollections\nOrderedDict\nq\x00]q\x01("s;
  for (int i = 0; i < 1000; ++i)
  {
    pickle += "NN\x86";
  }
  pickle += "e\x85q\x02"s;
  for (int i = 0; i < 20000; ++i)
  {
    pickle += "h\x00h\x02R"s;
  }
  EXPECT_THROW(Read(pickle + "."), Error);
}
