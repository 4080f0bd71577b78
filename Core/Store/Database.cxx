// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Store/Database.h"

#include "Core/Store/StoreBusy.h"

#include <new>

namespace losslandscape
{
namespace
{

constexpr int WaitMilliseconds = 100;

/// No text or row of ours comes near it.
constexpr int LongestValue = 1 << 20;

std::string AdviceFor(int code)
{
  switch (code)
  {
    case SQLITE_BUSY:
      return "another program holds it; end that one, or choose another CacheFile";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "it is damaged; delete it, or choose another CacheFile";
    case SQLITE_FULL:
      return "make room on the disk, or choose another CacheFile";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return "check that the file, its journal and its folder are there and may be written";
    default:
      return "check the disk, or choose another CacheFile";
  }
}

} // namespace

void ThrowDatabaseError(const std::string& path, int code, const std::string& text)
{
  const int primary = code & 0xff;
  if (primary == SQLITE_BUSY)
  {
    StoreBusy error("cannot use cache file");
    error.Where(path).Found(text).Advice(AdviceFor(primary));
    throw error;
  }
  if (primary == SQLITE_TOOBIG)
  {
    throw ValueTooLong("cannot use cache file");
  }
  throw Error("cannot use cache file").Where(path).Found(text).Advice(AdviceFor(primary));
}

Database::Database(const std::string& path, int flags) : File(path)
{
  try
  {
    this->Open(flags);
    this->Harden();
  }
  catch (...)
  {
    sqlite3_close(this->Connection);
    throw;
  }
}

Database::~Database()
{
  sqlite3_close(this->Connection);
}

void Database::Open(int flags)
{
  const int code =
    sqlite3_open_v2(this->File.c_str(), &this->Connection, flags | SQLITE_OPEN_FULLMUTEX, nullptr);
  if (!this->Connection)
  {
    throw std::bad_alloc();
  }
  this->Check(code);
}

/// "Defense Against The Dark Arts", https://www.sqlite.org/security.html
void Database::Harden()
{
  sqlite3_busy_timeout(this->Connection, WaitMilliseconds);
  sqlite3_limit(this->Connection, SQLITE_LIMIT_LENGTH, LongestValue);
  sqlite3_limit(this->Connection, SQLITE_LIMIT_ATTACHED, 0);
  for (const int off : { SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
         SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION })
  {
    sqlite3_db_config(this->Connection, off, 0, nullptr);
  }
  sqlite3_db_config(this->Connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  this->Execute("PRAGMA cell_size_check = ON");
  // A file that another process truncates would end this one with SIGBUS.
  this->Execute("PRAGMA mmap_size = 0");
}

void Database::Check(int code) const
{
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
  {
    ThrowDatabaseError(this->File, code, sqlite3_errmsg(this->Connection));
  }
}

void Database::Execute(const std::string& sql)
{
  Statement(*this, sql).Step();
}

bool Database::IsReadOnly() const
{
  return sqlite3_db_readonly(this->Connection, "main") != 0;
}

Statement::Statement(Database& database, const std::string& sql) : Owner(database)
{
  this->Owner.Check(sqlite3_prepare_v2(
    database.Handle(), sql.c_str(), static_cast<int>(sql.size()), &this->Prepared, nullptr));
}

Statement::~Statement()
{
  sqlite3_finalize(this->Prepared);
}

Statement& Statement::Reset()
{
  // Repeats the failure of the last step, which was thrown then.
  sqlite3_reset(this->Prepared);
  this->NextParameter = 1;
  return *this;
}

Statement& Statement::Bind(std::int64_t value)
{
  this->Owner.Check(sqlite3_bind_int64(this->Prepared, this->NextParameter++, value));
  return *this;
}

Statement& Statement::Bind(double value)
{
  this->Owner.Check(sqlite3_bind_double(this->Prepared, this->NextParameter++, value));
  return *this;
}

Statement& Statement::Bind(const std::string& text)
{
  this->Owner.Check(sqlite3_bind_text64(
    this->Prepared, this->NextParameter++, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::BindBytes(const std::string& bytes)
{
  this->Owner.Check(sqlite3_bind_blob64(
    this->Prepared, this->NextParameter++, bytes.data(), bytes.size(), SQLITE_STATIC));
  return *this;
}

bool Statement::Step()
{
  const int code = sqlite3_step(this->Prepared);
  this->Owner.Check(code);
  return code == SQLITE_ROW;
}

std::int64_t Statement::Integer(int column) const
{
  return sqlite3_column_int64(this->Prepared, column);
}

std::string Statement::Bytes(int column) const
{
  // In this order: the first call may convert the value.
  const void* first = sqlite3_column_blob(this->Prepared, column);
  const int count = sqlite3_column_bytes(this->Prepared, column);
  return first ? std::string(static_cast<const char*>(first), static_cast<std::size_t>(count))
               : std::string();
}

Transaction::Transaction(Database& database, Kind kind) : Owner(database)
{
  // Two connections that read first and write then would wait for each other.
  this->Owner.Execute(kind == Writing ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction()
{
  // After some failures SQLite has rolled back already.
  if (this->Open && sqlite3_get_autocommit(this->Owner.Handle()) == 0)
  {
    sqlite3_exec(this->Owner.Handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::Commit()
{
  this->Owner.Execute("COMMIT");
  this->Open = false;
}

} // namespace losslandscape
