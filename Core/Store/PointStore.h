// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Store_PointStore_h
#define losslandscape_Store_PointStore_h

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

/// A point of a landscape and the numbers found there. Numbers keep their bits, NaN included.
struct StoredPoint
{
  std::array<double, 3> Coordinates = { 0.0, 0.0, 0.0 };
  std::vector<double> Numbers;
};

/// What points are kept under: all that their numbers depend on besides their coordinates.
struct StoreKey
{
  /// `description` is stored as well, for readers. `numbers`: how many every point has; 0 if that
  /// differs from point to point.
  StoreKey(std::string description, std::size_t numbers);

  std::string Description;
  std::string Hash; ///< SHA-256 of the description
  std::size_t Numbers;
};

/// Points of many landscapes in an SQLite file.
///
/// Coordinates are compared as numbers, exactly, so -0 equals 0. Every row carries a checksum over
/// landscape, coordinates and numbers; a row that fails it counts as absent.
///
/// Any number of processes and threads may use one file at a time, each with a PointStore of its
/// own; it survives the end of a process at any moment, since whatever is inserted together is in
/// the file as a whole or not at all. It keeps a rollback journal, not a write-ahead log, which
/// would need memory that processes on several machines do not share: on network file systems all
/// depends on their locks (NFS 4 has them).
///
/// Files are not trusted: nothing stored in one is run, and what is not ours word for word is
/// refused and left as it is.
class PointStore
{
public:
  /// Opens the file or makes it.
  ///
  /// Throws Error (here and below) for a file that is no such store, cannot be opened, or is
  /// damaged, and StoreBusy if another process holds it for more than a tenth of a second.
  explicit PointStore(const std::string& path);
  ~PointStore();
  PointStore(const PointStore&) = delete;
  PointStore& operator=(const PointStore&) = delete;

  /// Whether nothing can be inserted.
  bool IsReadOnly() const;

  /// The numbers of every point, in order; none where the point is not stored. Some microseconds
  /// a point; nobody can write meanwhile, so ask for some thousands at a time.
  std::vector<std::vector<double>> Find(
    const StoreKey& key, const std::vector<std::array<double, 3>>& points);

  /// Adds the points, or replaces them, in one transaction; some milliseconds, mostly waiting for
  /// the disk.
  void Insert(const StoreKey& key, const std::vector<StoredPoint>& points);

  /// Rows found so far that fail their checksum.
  std::int64_t DamagedRows() const;

private:
  struct Internals;
  std::unique_ptr<Internals> Impl;
};

} // namespace losslandscape

#endif
