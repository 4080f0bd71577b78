// SPDX-License-Identifier: BSD-3-Clause
// Shows SQLite's types.
#ifndef losslandscape_Store_Database_h
#define losslandscape_Store_Database_h

#include <sqlite3.h>

#include <cstdint>
#include <string>

namespace losslandscape
{

/// Throws what SQLite reported, in words: StoreBusy if another connection holds the file,
/// ValueTooLong for a value beyond our bounds, else Error.
[[noreturn]] void ThrowDatabaseError(const std::string& path, int code, const std::string& text);

/// A connection to a file that anybody may have written: nothing stored in it is run (triggers,
/// views, functions in its schema), and its sizes are bounded. Waits at most a tenth of a second
/// for other connections. Not for use by several threads at once.
class Database
{
public:
  /// `flags`: SQLITE_OPEN_READONLY, or SQLITE_OPEN_READWRITE with or without SQLITE_OPEN_CREATE.
  Database(const std::string& path, int flags);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& Path() const { return this->File; }
  sqlite3* Handle() const { return this->Connection; }

  /// One statement without a result.
  void Execute(const std::string& sql);

  /// Whether the file itself may not be written.
  bool IsReadOnly() const;

  /// Throws unless `code` is a success.
  void Check(int code) const;

private:
  void Open(int flags);
  void Harden();

  std::string File;
  sqlite3* Connection = nullptr;
};

/// A prepared statement, reset and bound anew for each use.
class Statement
{
public:
  Statement(Database& database, const std::string& sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& Reset();

  /// Values of the parameters, in order from the first one. Texts must live until the next Reset.
  Statement& Bind(std::int64_t value);
  Statement& Bind(double value);
  Statement& Bind(const std::string& text);
  Statement& BindBytes(const std::string& bytes);

  /// True if there is a (further) row.
  bool Step();

  /// Columns of the row.
  std::int64_t Integer(int column) const;
  std::string Bytes(int column) const;

private:
  Database& Owner;
  sqlite3_stmt* Prepared = nullptr;
  int NextParameter = 1;
};

/// Several statements as one: all or nothing, whenever the process ends. Rolled back unless
/// committed.
class Transaction
{
public:
  enum Kind
  {
    Reading,
    Writing
  };

  Transaction(Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void Commit();

private:
  Database& Owner;
  bool Open = true;
};

} // namespace losslandscape

#endif
