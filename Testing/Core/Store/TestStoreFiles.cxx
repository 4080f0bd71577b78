// SPDX-License-Identifier: BSD-3-Clause
// Files that are no store, damaged ones, hostile ones.
#include "StoreTesting.h"

using namespace losslandscape;

namespace
{

std::string BigEndian(std::uint32_t number)
{
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
  {
    bytes += static_cast<char>(number >> shift & 0xff);
  }
  return bytes;
}

/// An Error that names the file, which stays as it is.
void ExpectRefused(const std::string& path, const std::string& reason)
{
  const std::string before = ReadAll(path);
  const std::string error = OpenError(path);
  ExpectContains(error, path);
  ExpectContains(error, reason);
  EXPECT_EQ(ReadAll(path), before);
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
}

std::string StoreWithPoints(const std::string& name, int count)
{
  const auto path = FreshFile(name);
  KeyedStore(path, "test", 3).Insert(TestPoints(count));
  return path;
}

/// Opens a damaged store and uses it as an evaluation does: an Error is fine, a wrong number is
/// not. Returns how many points were right.
int UseDamaged(const std::string& path, const std::vector<StoredPoint>& points, bool write)
{
  try
  {
    KeyedStore store(path, "test", 3);
    const int right = CountRight(store, points);
    if (write)
    {
      store.Insert(points);
      CountRight(store, points);
    }
    return right;
  }
  catch (const Error& error)
  {
    ExpectContains(error.what(), path);
    return 0;
  }
}

} // namespace

TEST(StoreFiles, RefusesOtherFilesAndLeavesThem)
{
  const auto text = FreshFile("text.sqlite");
  WriteAll(text, "loss,accuracy\n1,2\n");
  ExpectRefused(text, "another kind of file");
  WriteAll(text, "SQLite format 2, or 3");
  ExpectRefused(text, "another kind of file");

  const auto other = FreshFile("other.sqlite");
  OtherProgram(other).Execute("CREATE TABLE points (x); INSERT INTO points VALUES (1)");
  ExpectRefused(other, "a database of another program");
}

TEST(StoreFiles, LeavesAWriteAheadLogAlone)
{
  const auto path = FreshFile("wal.sqlite");
  OtherProgram(path).Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
  ExpectRefused(path, "a database of another program");
}

TEST(StoreFiles, LeavesAnInterruptedTransactionOfAnotherProgramAlone)
{
  const auto path = FreshFile("hot.sqlite");
  const auto original = FreshFile("hot-original.sqlite");
  {
    OtherProgram program(original);
    program.Execute("CREATE TABLE t (x); INSERT INTO t VALUES (randomblob(100000))");
    // Spills pages into the file before the transaction ends.
    program.Execute("PRAGMA cache_size = 2; BEGIN; UPDATE t SET x = randomblob(100000)");
    std::filesystem::copy_file(original, path);
    std::filesystem::copy_file(original + "-journal", path + "-journal");
    program.Execute("ROLLBACK");
  }
  ASSERT_GT(std::filesystem::file_size(path + "-journal"), 0u);
  const std::string journal = ReadAll(path + "-journal");
  ExpectRefused(path, "a database of another program");
  EXPECT_EQ(ReadAll(path + "-journal"), journal);
}

TEST(StoreFiles, RefusesOtherVersionsAndTables)
{
  const auto newer = StoreWithPoints("newer.sqlite", 3);
  OtherProgram(newer).Execute("PRAGMA user_version = 2");
  ExpectRefused(newer, "version 2");

  const auto triggered = StoreWithPoints("trigger.sqlite", 3);
  OtherProgram(triggered).Execute(
    "CREATE TRIGGER t AFTER INSERT ON points BEGIN DELETE FROM landscapes; END");
  ExpectRefused(triggered, "more tables");

  const auto changed = StoreWithPoints("changed.sqlite", 3);
  OtherProgram(changed).Execute("ALTER TABLE points ADD COLUMN more");
  ExpectRefused(changed, "other tables");

  const auto viewed = StoreWithPoints("view.sqlite", 3);
  OtherProgram(viewed).Execute("DROP TABLE landscapes; CREATE VIEW landscapes AS "
                               "SELECT 1 AS id, 2 AS key, 3 AS description");
  ExpectRefused(viewed, "other tables");
}

TEST(StoreFiles, RefusesWhatIsNoFile)
{
  ExpectContains(OpenError(LOSSLANDSCAPE_TEST_OUTPUT), "a folder or a device");
  ExpectContains(OpenError("/dev/null"), "a folder or a device");
  ExpectContains(OpenError("/no/such/folder/cache.sqlite"), "an existing folder");
}

TEST(StoreFiles, NamesMeanNothingElseToSqlite)
{
  const auto folder = std::filesystem::path(FreshFile(":memory:")).parent_path();
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder);
  for (const std::string name : { ":memory:", "file:odd?mode=memory" })
  {
    FreshFile(name);
    KeyedStore(name, "test", 3).Insert(TestPoints(1));
    EXPECT_TRUE(std::filesystem::is_regular_file(folder / name)) << name;
  }
  std::filesystem::current_path(before);
}

TEST(StoreFiles, AnEmptyFileBecomesAStore)
{
  const auto path = FreshFile("empty.sqlite");
  WriteAll(path, "");
  KeyedStore(path, "test", 3).Insert(TestPoints(4));
  KeyedStore store(path, "test", 3);
  EXPECT_EQ(CountRight(store, TestPoints(4)), 4);
}

TEST(StoreFiles, ADamagedBitIsNeverAWrongNumber)
{
  const auto path = StoreWithPoints("flipped.sqlite", 60);
  const auto points = TestPoints(60);
  const std::string whole = ReadAll(path);
  int intact = 0;
  int found = 0;
  for (std::size_t at = 0; at < whole.size(); at += 5)
  {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
    WriteAll(path, bytes);
    std::filesystem::remove(path + "-journal");
    // Waiting for the disk takes most of the time.
    const int right = UseDamaged(path, points, at % 150 == 0);
    intact += right == 60;
    found += right == 59;
  }
  // Unused bytes, and values of one point.
  EXPECT_GT(intact, 0);
  EXPECT_GT(found, 0);
}

TEST(StoreFiles, ATruncatedFileIsNeverAWrongNumber)
{
  const auto path = StoreWithPoints("truncated.sqlite", 200);
  const std::string whole = ReadAll(path);
  for (std::size_t length = 1; length < whole.size(); length += 97)
  {
    WriteAll(path, whole.substr(0, length));
    std::filesystem::remove(path + "-journal");
    UseDamaged(path, TestPoints(200), true);
  }
}

TEST(StoreFiles, ARowOfAnotherLandscapeIsNotTaken)
{
  const auto path = FreshFile("moved.sqlite");
  KeyedStore(path, "one", 3).Insert(TestPoints(1));
  KeyedStore(path, "test", 3).Insert({ { TestPoint(9).Coordinates, { 1.0, 2.0, 3.0 } } });
  OtherProgram(path).Execute("UPDATE points SET landscape = 2 WHERE landscape = 1");
  KeyedStore store(path, "test", 3);
  EXPECT_TRUE(store.Find({ TestPoint(0).Coordinates })[0].empty());
  EXPECT_EQ(store.DamagedRows(), 1);
}

TEST(StoreFiles, AJournalCannotRemoveAFile)
{
  const auto path = StoreWithPoints("journal.sqlite", 3);
  const auto victim = FreshFile("victim.txt");
  WriteAll(victim, "precious");
  // A journal without pages that names the victim as the journal of a larger transaction.
  const std::string magic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
  std::string journal =
    magic + BigEndian(0) + BigEndian(0) + BigEndian(4) + BigEndian(512) + BigEndian(4096);
  journal.resize(512);
  std::uint32_t sum = 0;
  for (const char c : victim)
  {
    sum += static_cast<std::uint32_t>(c);
  }
  journal += BigEndian(0x40000000 / 4096 + 1) + victim +
    BigEndian(static_cast<std::uint32_t>(victim.size())) + BigEndian(sum) + magic;
  WriteAll(path + "-journal", journal);
  ExpectContains(OpenError(path), "several databases");
  EXPECT_EQ(ReadAll(victim), "precious");

  // Such a journal is dangerous indeed: up to this version at least SQLite itself removes the file.
  constexpr int dangerous = 3046001;
  if (sqlite3_libversion_number() <= dangerous)
  {
    OtherProgram(path).Execute("SELECT count(*) FROM points");
    EXPECT_FALSE(std::filesystem::exists(victim));
  }
}
