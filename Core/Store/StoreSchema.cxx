// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Store/StoreSchema.h"

#include "Core/Common/Error.h"

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

/// "LLpt", what the program `file` and SQLite's shell show of such a file.
constexpr std::int64_t ApplicationId = 0x4c4c7074;
constexpr std::int64_t SchemaVersion = 1;

struct Table
{
  const char* Name;
  const char* Sql;
};

constexpr std::array<Table, 2> Tables = { {
  { "landscapes",
    "CREATE TABLE landscapes (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, "
    "description TEXT NOT NULL)" },
  { "points",
    "CREATE TABLE points (landscape INTEGER NOT NULL, x REAL NOT NULL, y REAL NOT NULL, "
    "z REAL NOT NULL, numbers BLOB NOT NULL, checksum TEXT NOT NULL, "
    "PRIMARY KEY (landscape, x, y, z)) WITHOUT ROWID" },
} };

/// What of the first 100 bytes matters here (https://www.sqlite.org/fileformat2.html, 1.3).
using Header = std::array<unsigned char, 100>;

std::int64_t BigEndian(const Header& header, int offset)
{
  return std::int64_t(header[offset]) << 24 | header[offset + 1] << 16 | header[offset + 2] << 8 |
    header[offset + 3];
}

/// Reads through SQLite's file object, without a lock and without looking at the content: closing
/// a file by other means would end the locks that this process holds on it.
Header ReadHeader(const std::string& path)
{
  Database database(path, SQLITE_OPEN_READONLY);
  sqlite3_file* file = nullptr;
  database.Check(sqlite3_file_control(database.Handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file));
  Header header = {};
  const int code = file->pMethods->xRead(file, header.data(), static_cast<int>(header.size()), 0);
  if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
  {
    ThrowDatabaseError(path, code, sqlite3_errstr(code));
  }
  return header;
}

Error NotOurs(const std::string& path, const std::string& found)
{
  return Error("cannot use cache file")
    .Where(path)
    .Expected("a file made by the property CacheFile")
    .Found(found)
    .Advice("it was not changed; choose another CacheFile");
}

void CheckHeader(const std::string& path)
{
  const Header header = ReadHeader(path);
  if (std::memcmp(header.data(), "SQLite format 3", 16) != 0)
  {
    throw NotOurs(path, "another kind of file");
  }
  if (BigEndian(header, 68) != ApplicationId)
  {
    throw NotOurs(path, "a database of another program");
  }
  const std::int64_t version = BigEndian(header, 60);
  if (version != SchemaVersion)
  {
    throw NotOurs(path,
      "version " + std::to_string(version) + " of such files; this program knows version " +
        std::to_string(SchemaVersion));
  }
}

/// A journal may name a file that SQLite removes after rolling back. Ours never do.
void CheckJournal(const std::string& path)
{
  constexpr char magic[] = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
  std::ifstream journal(path, std::ios::binary);
  std::array<char, 8> end = {};
  journal.seekg(-8, std::ios::end);
  if (journal.read(end.data(), end.size()) && std::memcmp(end.data(), magic, end.size()) == 0)
  {
    throw NotOurs(path, "the journal of a transaction over several databases");
  }
}

bool IsEmptyDatabase(Database& database)
{
  Statement count(database, "SELECT count(*) FROM sqlite_schema");
  return count.Step() && count.Integer(0) == 0;
}

/// Whoever is second finds the tables of the first.
void MakeTables(Database& database)
{
  Transaction transaction(database, Transaction::Writing);
  if (IsEmptyDatabase(database))
  {
    database.Execute("PRAGMA application_id = " + std::to_string(ApplicationId));
    database.Execute("PRAGMA user_version = " + std::to_string(SchemaVersion));
    for (const Table& table : Tables)
    {
      database.Execute(table.Sql);
    }
  }
  transaction.Commit();
}

/// Nothing but our tables, word for word: a column's rules or an index could hold expressions.
void CheckTables(Database& database)
{
  Statement tables(database,
    "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL OR type <> 'index' ORDER BY name");
  for (const Table& table : Tables)
  {
    if (!tables.Step() || tables.Bytes(0) != table.Name || tables.Bytes(1) != table.Sql)
    {
      throw NotOurs(database.Path(), "other tables than those of such a file");
    }
  }
  if (tables.Step())
  {
    throw NotOurs(database.Path(), "more tables than those of such a file");
  }
}

/// A seventh of a second for a million points: a damaged file should not get new values.
void CheckStructure(Database& database)
{
  Statement check(database, "PRAGMA quick_check(1)");
  if (!check.Step() || check.Bytes(0) != "ok")
  {
    ThrowDatabaseError(database.Path(), SQLITE_CORRUPT, check.Bytes(0));
  }
}

/// Absolute, so that no name means anything but a file to SQLite.
std::string PlainPath(const std::string& path)
{
  std::error_code failure;
  const fs::path absolute = fs::absolute(path, failure);
  const fs::file_status status = fs::status(absolute, failure);
  if (fs::exists(status) && !fs::is_regular_file(status))
  {
    throw NotOurs(path, "a folder or a device");
  }
  if (!fs::is_directory(absolute.parent_path(), failure))
  {
    throw Error("cannot make cache file")
      .Where(path)
      .Expected("an existing folder")
      .Found("none of this name")
      .Advice("make the folder, or choose another CacheFile");
  }
  return absolute.string();
}

} // namespace

std::unique_ptr<Database> OpenStore(const std::string& path)
{
  const std::string file = PlainPath(path);
  std::error_code failure;
  const bool isNew = !fs::exists(file, failure) || fs::file_size(file, failure) == 0;
  if (!isNew)
  {
    CheckHeader(file);
    CheckJournal(file + "-journal");
  }
  auto database =
    std::make_unique<Database>(file, SQLITE_OPEN_READWRITE | (isNew ? SQLITE_OPEN_CREATE : 0));
  // New, or its maker was stopped.
  if (IsEmptyDatabase(*database))
  {
    MakeTables(*database);
  }
  CheckTables(*database);
  CheckStructure(*database);
  return database;
}

} // namespace losslandscape
