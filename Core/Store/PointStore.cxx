// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Store/PointStore.h"

#include "Core/Common/Sha256.h"
#include "Core/Store/PointRecord.h"
#include "Core/Store/StoreBusy.h"
#include "Core/Store/StoreSchema.h"

#include <utility>

namespace losslandscape
{
namespace
{

std::string HashOf(const std::string& description)
{
  Sha256 hash;
  hash.Update(description);
  return hash.HexDigest();
}

constexpr std::int64_t NoLandscape = 0;

std::int64_t FindLandscape(Database& database, const std::string& key)
{
  Statement find(database, "SELECT id FROM landscapes WHERE key = ?");
  return find.Bind(key).Step() ? find.Integer(0) : NoLandscape;
}

std::int64_t MakeLandscape(Database& database, const StoreKey& key)
{
  const std::int64_t found = FindLandscape(database, key.Hash);
  if (found != NoLandscape)
  {
    return found;
  }
  Statement make(database, "INSERT INTO landscapes (key, description) VALUES (?, ?)");
  make.Bind(key.Hash).Bind(key.Description).Step();
  return FindLandscape(database, key.Hash);
}

/// -0 becomes 0: they are one place, but differ in their bits.
std::array<double, 3> PlaceOf(std::array<double, 3> coordinates)
{
  for (double& coordinate : coordinates)
  {
    coordinate += 0.0;
  }
  return coordinates;
}

Statement& BindPlace(
  Statement& statement, std::int64_t landscape, const std::array<double, 3>& place)
{
  statement.Reset().Bind(landscape);
  for (const double coordinate : place)
  {
    statement.Bind(coordinate);
  }
  return statement;
}

} // namespace

struct PointStore::Internals
{
  std::unique_ptr<Database> File;
  std::int64_t Damaged = 0;

  /// The numbers that `find` finds; none if there is no row, or a damaged one.
  std::vector<double> ReadPoint(
    Statement& find, const StoreKey& key, const std::array<double, 3>& place)
  {
    try
    {
      return find.Step() ? this->ReadRow(find, key, place) : std::vector<double>();
    }
    catch (const ValueTooLong&)
    {
      ++this->Damaged;
      return {};
    }
  }

  /// The numbers in the row that `find` stands at; none if they are damaged.
  std::vector<double> ReadRow(
    const Statement& find, const StoreKey& key, const std::array<double, 3>& place)
  {
    const std::string bytes = find.Bytes(0);
    const bool isWhole = key.Numbers > 0 ? bytes.size() == 8 * key.Numbers : bytes.size() % 8 == 0;
    if (!isWhole || find.Bytes(1) != Checksum(key.Hash, place, bytes))
    {
      ++this->Damaged;
      return {};
    }
    return FromBytes(bytes);
  }
};

StoreKey::StoreKey(std::string description, std::size_t numbers)
  : Description(std::move(description)), Hash(HashOf(Description)), Numbers(numbers)
{
}

PointStore::PointStore(const std::string& path)
  : Impl(std::make_unique<Internals>(Internals{ OpenStore(path) }))
{
}

PointStore::~PointStore() = default;

bool PointStore::IsReadOnly() const
{
  return this->Impl->File->IsReadOnly();
}

std::int64_t PointStore::DamagedRows() const
{
  return this->Impl->Damaged;
}

std::vector<std::vector<double>> PointStore::Find(
  const StoreKey& key, const std::vector<std::array<double, 3>>& points)
{
  Database& database = *this->Impl->File;
  std::vector<std::vector<double>> found(points.size());
  Transaction transaction(database, Transaction::Reading);
  const std::int64_t landscape = FindLandscape(database, key.Hash);
  if (landscape != NoLandscape)
  {
    Statement find(database,
      "SELECT numbers, checksum FROM points "
      "WHERE landscape = ? AND x = ? AND y = ? AND z = ?");
    for (std::size_t i = 0; i < points.size(); ++i)
    {
      const auto place = PlaceOf(points[i]);
      found[i] = this->Impl->ReadPoint(BindPlace(find, landscape, place), key, place);
    }
  }
  transaction.Commit();
  return found;
}

void PointStore::Insert(const StoreKey& key, const std::vector<StoredPoint>& points)
{
  Database& database = *this->Impl->File;
  Transaction transaction(database, Transaction::Writing);
  const std::int64_t landscape = MakeLandscape(database, key);
  {
    Statement insert(database,
      "INSERT OR REPLACE INTO points (landscape, x, y, z, numbers, checksum) "
      "VALUES (?, ?, ?, ?, ?, ?)");
    for (const StoredPoint& point : points)
    {
      const std::string bytes = ToBytes(point.Numbers.data(), point.Numbers.size());
      const auto place = PlaceOf(point.Coordinates);
      const std::string checksum = Checksum(key.Hash, place, bytes);
      BindPlace(insert, landscape, place).BindBytes(bytes).Bind(checksum).Step();
    }
  }
  transaction.Commit();
}

} // namespace losslandscape
