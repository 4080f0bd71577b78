// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/EvaluationStore.h"

#include "Core/Engine/Evaluation/Quantity.h"
#include "Core/Engine/Evaluation/StorePatience.h"
#include "Core/Store/PointStore.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <iterator>
#include <mutex>
#include <numeric>
#include <utility>

namespace losslandscape
{
namespace
{

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Numbers = std::vector<double>;
using Place = std::array<double, 3>;

constexpr auto WritingInterval = milliseconds(500);

/// An abort is answered within a second.
constexpr auto PatienceOfAbort = milliseconds(300);

/// Nobody can write during a reading transaction: one of so many points takes some milliseconds.
constexpr std::int64_t PointsPerTransaction = 2048;

/// The store takes rows of up to a mebibyte. What is longer is kept as several, one beside the
/// other along the third coordinate.
constexpr std::size_t NumbersPerRow = 65536;

/// More rows than any result has: a file that somebody else has written may have any number.
constexpr std::size_t MostRows = 65536;

Place RowOf(Place place, std::size_t row)
{
  place[2] += static_cast<double>(row);
  return place;
}

/// The key for rows: one of several does not have all of the numbers.
StoreKey RowKey(StoreKey key)
{
  key.Numbers = key.Numbers > NumbersPerRow ? 0 : key.Numbers;
  return key;
}

/// Points that are to be written under one key.
struct KeptPoints
{
  std::shared_ptr<const StoreKey> Key;
  std::vector<StoredPoint> Points;
  std::int64_t Results = 0;
};

/// How many results wait to be written; one may have several rows.
std::int64_t CountOf(const std::vector<KeptPoints>& kept)
{
  return std::accumulate(kept.begin(), kept.end(), std::int64_t{ 0 },
    [](std::int64_t sum, const KeptPoints& each) { return sum + each.Results; });
}

} // namespace

void CacheUse::Add(const CacheUse& other)
{
  this->PointsFromCache += other.PointsFromCache;
  this->PointsEvaluated += other.PointsEvaluated;
  for (const std::string& warning : other.Warnings)
  {
    if (std::find(this->Warnings.begin(), this->Warnings.end(), warning) == this->Warnings.end())
    {
      this->Warnings.push_back(warning);
    }
  }
}

struct EvaluationStore::Internals
{
  Internals(const std::string& path, milliseconds patience) : Path(path), Patience(patience) {}

  /// With the file's mutex locked. Throws what PointStore throws, and may be called again after
  /// that.
  PointStore& Open()
  {
    if (!this->File)
    {
      this->File = std::make_unique<PointStore>(this->Path);
      this->IsReadOnly = this->File->IsReadOnly();
    }
    return *this->File;
  }

  /// No numbers where the file has none, and nowhere while another process holds it.
  std::vector<Numbers> Find(
    const StoreKey& key, const std::vector<Place>& places, const Progress& progress)
  {
    auto found = this->Patience.Try(progress, 0.0,
      [&]
      {
        const std::lock_guard<std::mutex> lock(this->FileMutex);
        return this->Open().Find(key, places);
      });
    const std::lock_guard<std::mutex> lock(this->Mutex);
    if (!found)
    {
      this->NotLookedUp += static_cast<std::int64_t>(places.size());
      return std::vector<Numbers>(places.size());
    }
    return std::move(*found);
  }

  /// Passes on what the file has; returns the numbers of the other points.
  std::vector<std::int64_t> TakeStored(const StoreKey& key, const PlanePoints& points,
    const NumberSink& sink, const Progress& progress)
  {
    std::vector<std::int64_t> missing;
    for (std::int64_t begin = 0; begin < points.Count; begin += PointsPerTransaction)
    {
      ReportProgress(progress, 0.0);
      std::vector<Place> places;
      for (std::int64_t i = begin; i < std::min(begin + PointsPerTransaction, points.Count); ++i)
      {
        places.push_back(points.Coordinates(i));
      }
      const auto found = this->Find(key, places, progress);
      for (std::size_t i = 0; i < places.size(); ++i)
      {
        const std::int64_t point = begin + static_cast<std::int64_t>(i);
        if (found[i].empty())
        {
          missing.push_back(point);
        }
        else
        {
          sink(point, found[i]);
        }
      }
    }
    this->Count(points.Count - static_cast<std::int64_t>(missing.size()), 0);
    return missing;
  }

  void Count(std::int64_t fromCache, std::int64_t evaluated)
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->Total.Add({ fromCache, evaluated, {} });
  }

  /// The numbers of one result, from as many rows as it has; none where one is missing.
  Numbers FindResult(const StoreKey& key, const Place& place, const Progress& progress)
  {
    const StoreKey rowKey = RowKey(key);
    Numbers all;
    for (std::size_t row = 0; row < MostRows; ++row)
    {
      const Numbers found = this->Find(rowKey, { RowOf(place, row) }, progress).front();
      all.insert(all.end(), found.begin(), found.end());
      const bool isLast =
        key.Numbers > 0 ? all.size() >= key.Numbers : found.size() < NumbersPerRow;
      if (found.empty() || isLast)
      {
        return !found.empty() && (key.Numbers == 0 || all.size() == key.Numbers) ? all : Numbers();
      }
    }
    return {};
  }

  /// From any thread. No key stands for no file. Coordinates that are not numbers have no place in
  /// it.
  void Keep(const std::shared_ptr<const StoreKey>& key, const Place& place, const Numbers& numbers)
  {
    const bool hasPlace = std::none_of(
      place.begin(), place.end(), [](double coordinate) { return std::isnan(coordinate); });
    if (!key || this->IsReadOnly || !hasPlace)
    {
      return;
    }
    const std::lock_guard<std::mutex> lock(this->Mutex);
    if (this->Added.empty() || this->Added.back().Key != key)
    {
      this->Added.push_back({ key, {}, 0 });
    }
    KeptPoints& kept = this->Added.back();
    ++kept.Results;
    for (std::size_t begin = 0; begin < numbers.size(); begin += NumbersPerRow)
    {
      const std::size_t end = std::min(begin + NumbersPerRow, numbers.size());
      kept.Points.push_back({ RowOf(place, begin / NumbersPerRow),
        Numbers(numbers.begin() + static_cast<std::ptrdiff_t>(begin),
          numbers.begin() + static_cast<std::ptrdiff_t>(end)) });
    }
  }

  /// Throws StoreBusy if another process holds the file; after any other failure what is not
  /// written waits for the next time.
  void Write()
  {
    const std::lock_guard<std::mutex> fileLock(this->FileMutex);
    {
      const std::lock_guard<std::mutex> lock(this->Mutex);
      std::move(this->Added.begin(), this->Added.end(), std::back_inserter(this->Pending));
      this->Added.clear();
    }
    try
    {
      while (!this->Pending.empty())
      {
        this->Open().Insert(*this->Pending.back().Key, this->Pending.back().Points);
        this->Pending.pop_back();
        this->Patience.NoteFree();
      }
    }
    catch (const StoreBusy& error)
    {
      this->Reason = error.what();
      throw;
    }
    catch (const Error& error)
    {
      this->Reason = error.what();
    }
  }

  void WriteIfDue()
  {
    if (steady_clock::now() - this->LastTime < WritingInterval)
    {
      return;
    }
    try
    {
      this->Write();
    }
    catch (const StoreBusy&)
    {
      // It is tried again.
    }
    this->LastTime = steady_clock::now();
  }

  /// Tries again while another process holds the file, until patience ends or `progress` asks to
  /// stop.
  void WriteRest(StorePatience& patience, const Progress& progress)
  {
    try
    {
      patience.Try(progress, 1.0,
        [this]
        {
          this->Write();
          return true;
        });
    }
    catch (const Aborted&)
    {
      // What is evaluated is evaluated: a warning tells what is not written.
    }
  }

  std::vector<std::string> Warnings() const
  {
    const std::lock_guard<std::mutex> lock(this->FileMutex);
    std::vector<std::string> warnings;
    const auto warn = [&](std::int64_t count, const std::string& text)
    {
      if (count > 0)
      {
        warnings.push_back(text);
      }
    };
    const std::int64_t notKept = CountOf(this->Pending);
    const std::int64_t damaged =
      (this->File ? this->File->DamagedRows() : 0) + this->UnsoundResults;
    warn(this->NotLookedUp,
      "another program held the cache file: " + std::to_string(this->NotLookedUp) +
        " values were not looked for in it");
    warn(notKept, std::to_string(notKept) + " values are not in the cache file: " + this->Reason);
    warn(this->IsReadOnly ? 1 : 0, "the cache file may not be written: new values are not kept");
    warn(
      damaged, std::to_string(damaged) + " values in the cache file are damaged and were not used");
    return warnings;
  }

  const std::string Path;
  StorePatience Patience;
  /// As far as is known yet. Workers ask for it while the file is being written.
  std::atomic<bool> IsReadOnly{ false };
  std::atomic<std::int64_t> UnsoundResults{ 0 };
  steady_clock::time_point LastTime = steady_clock::now();

  mutable std::mutex FileMutex; ///< of what follows
  std::unique_ptr<PointStore> File;
  std::vector<KeptPoints> Pending;
  std::string Reason;

  mutable std::mutex Mutex; ///< of what follows
  std::vector<KeptPoints> Added;
  CacheUse Total;
  std::int64_t NotLookedUp = 0;
};

EvaluationStore::EvaluationStore(const std::string& file, milliseconds patience)
  : Impl(std::make_unique<Internals>(file, patience))
{
}

EvaluationStore::~EvaluationStore() = default;

const std::string& EvaluationStore::File() const
{
  return this->Impl->Path;
}

CacheUse EvaluationStore::Evaluate(const Quantity& quantity, const PlanePoints& points, int threads,
  const NumberSink& sink, const Progress& progress)
{
  std::shared_ptr<const StoreKey> key;
  std::vector<std::int64_t> missing(
    static_cast<std::size_t>(this->File().empty() ? points.Count : 0));
  std::iota(missing.begin(), missing.end(), std::int64_t{ 0 });
  if (!this->File().empty())
  {
    key = std::make_shared<const StoreKey>(quantity.Key(), quantity.Count);
    missing = this->Impl->TakeStored(*key, points, sink, progress);
  }
  const auto count = static_cast<std::int64_t>(missing.size());
  const std::int64_t taken = points.Count - count;
  const Progress overall = [&](double fraction)
  {
    const double done = static_cast<double>(taken) + fraction * static_cast<double>(count);
    return !progress || progress(done / static_cast<double>(points.Count));
  };
  if (count > 0)
  {
    // Work that is short is done before anybody is asked again.
    ReportProgress(overall, 0.0);
  }
  Writing writing(*this, overall);
  const auto makeTask = [&]() -> Task
  {
    return [&, worker = quantity.MakeWorker()](
             std::int64_t index, const std::function<bool()>& keepGoing)
    {
      const std::int64_t point = missing[index];
      const Place place = points.Coordinates(point);
      const Numbers numbers = worker(place, keepGoing);
      sink(point, numbers);
      this->Impl->Keep(key, place, numbers);
      this->Impl->Count(0, 1);
    };
  };
  RunTasks(count, quantity.TheProblem.WorkersFor(threads, count, quantity.Failure), makeTask,
    writing.Reporting());
  writing.Finish();
  return { taken, count, {} };
}

Numbers EvaluationStore::Recall(const std::function<StoreKey()>& key, const Place& place,
  const std::function<Numbers()>& evaluate, const std::function<bool()>& keepGoing,
  const std::function<bool(const Numbers&)>& isSound)
{
  std::shared_ptr<const StoreKey> used;
  if (!this->File().empty())
  {
    used = std::make_shared<const StoreKey>(key());
    Numbers found =
      this->Impl->FindResult(*used, place, [&](double) { return !keepGoing || keepGoing(); });
    const bool isUsable = !found.empty() && (!isSound || isSound(found));
    if (isUsable)
    {
      this->Impl->Count(1, 0);
      return found;
    }
    this->Impl->UnsoundResults += found.empty() ? 0 : 1;
  }
  Numbers numbers = evaluate();
  this->Impl->Keep(used, place, numbers);
  this->Impl->Count(0, 1);
  return numbers;
}

CacheUse EvaluationStore::Use() const
{
  CacheUse use;
  {
    const std::lock_guard<std::mutex> lock(this->Impl->Mutex);
    use = this->Impl->Total;
  }
  use.Warnings = this->Impl->Warnings();
  return use;
}

EvaluationStore::Writing::Writing(EvaluationStore& store, Progress progress)
  : Store(store), TheProgress(std::move(progress))
{
}

EvaluationStore::Writing::~Writing()
{
  if (this->IsFinished)
  {
    return;
  }
  try
  {
    StorePatience brief(PatienceOfAbort);
    this->Store.Impl->WriteRest(brief, {});
  }
  catch (const std::exception&)
  {
    // The failure that led here matters more; a warning tells what is not written.
  }
}

Progress EvaluationStore::Writing::Reporting()
{
  return [this](double fraction)
  {
    this->Store.Impl->WriteIfDue();
    return !this->TheProgress || this->TheProgress(fraction);
  };
}

void EvaluationStore::Writing::Finish()
{
  this->IsFinished = true;
  this->Store.Impl->WriteRest(this->Store.Impl->Patience, this->TheProgress);
}

} // namespace losslandscape
