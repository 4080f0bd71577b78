// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Testing_Store_KeyedStore_h
#define losslandscape_Testing_Store_KeyedStore_h

#include "Core/Store/PointStore.h"

namespace losslandscape
{

/// A file of points of which one landscape is looked at.
class KeyedStore
{
public:
  KeyedStore(const std::string& path, const std::string& description, std::size_t numbers)
    : Store(path), Key(description, numbers)
  {
  }

  std::vector<std::vector<double>> Find(const std::vector<std::array<double, 3>>& points)
  {
    return this->Store.Find(this->Key, points);
  }

  void Insert(const std::vector<StoredPoint>& points) { this->Store.Insert(this->Key, points); }

  bool IsReadOnly() const { return this->Store.IsReadOnly(); }
  std::int64_t DamagedRows() const { return this->Store.DamagedRows(); }

private:
  PointStore Store;
  StoreKey Key;
};

} // namespace losslandscape

#endif
