// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/PointCache.h"

#include "Core/Network/EvaluationKey.h"
#include "Core/Network/StorePatience.h"
#include "Core/Network/ValueWriter.h"
#include "Core/Store/PointStore.h"

#include <algorithm>
#include <chrono>

namespace losslandscape
{
namespace
{

using std::chrono::milliseconds;

/// An abort is answered within a second.
constexpr auto PatienceOfAbort = milliseconds(300);

/// What a reading transaction asks for: some milliseconds, in which nobody can write.
constexpr std::int64_t PointsPerTransaction = 2048;

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

struct PointCache::Internals
{
  explicit Internals(const Plane& plane) : ThePlane(plane) {}

  const Plane& ThePlane;
  std::unique_ptr<PointStore> Store;
  std::int64_t FromCache = 0;
  std::int64_t Evaluated = 0;
  std::vector<std::string> Unwritten;

  /// Passes on what the file has; returns the numbers of the other points.
  std::vector<std::int64_t> TakeStored(
    const PlanePoints& points, const ValueSink& store, const Progress& progress);

  void EvaluateRest(
    const PlanePoints& rest, int threads, const ValueSink& store, const Progress& progress);
  void EvaluateAndWrite(
    const PlanePoints& rest, int threads, const ValueSink& store, const Progress& progress);
};

PointCache::PointCache(const std::string& file, const Plane& plane, const Progress& progress)
  : Impl(std::make_unique<Internals>(plane))
{
  if (!file.empty())
  {
    this->Impl->Store = Patiently(progress, 0.0,
      [&] { return std::make_unique<PointStore>(file, EvaluationKey(plane), NumbersPerValue); });
  }
}

PointCache::~PointCache() = default;

std::vector<std::int64_t> PointCache::Internals::TakeStored(
  const PlanePoints& points, const ValueSink& store, const Progress& progress)
{
  std::vector<std::int64_t> missing;
  for (std::int64_t begin = 0; begin < points.Count; begin += PointsPerTransaction)
  {
    ReportProgress(progress, 0.0);
    std::vector<std::array<double, 3>> portion;
    for (std::int64_t i = begin; i < std::min(points.Count, begin + PointsPerTransaction); ++i)
    {
      portion.push_back(points.Coordinates(i));
    }
    const auto found = Patiently(progress, 0.0, [&] { return this->Store->Find(portion); });
    for (std::size_t i = 0; i < found.size(); ++i)
    {
      const std::int64_t point = begin + static_cast<std::int64_t>(i);
      if (found[i].empty())
      {
        missing.push_back(point);
        continue;
      }
      store(point, ValueOf(found[i]));
    }
  }
  this->FromCache += points.Count - static_cast<std::int64_t>(missing.size());
  return missing;
}

void PointCache::Internals::EvaluateAndWrite(
  const PlanePoints& rest, int threads, const ValueSink& store, const Progress& progress)
{
  ValueWriter writer(*this->Store);
  const auto keep = [&](std::int64_t point, const LossValue& value)
  {
    store(point, value);
    writer.Add(rest.Coordinates(point), value);
  };
  const auto writeAndReport = [&](double fraction)
  {
    writer.WriteIfDue();
    return !progress || progress(fraction);
  };
  const auto finish = [&](milliseconds patience, const Progress& report)
  {
    writer.WriteRest(patience, report);
    if (!writer.Unwritten().empty())
    {
      this->Unwritten.push_back(writer.Unwritten());
    }
  };
  try
  {
    EvaluatePoints(this->ThePlane, rest, threads, keep, writeAndReport);
  }
  catch (...)
  {
    finish(PatienceOfAbort, {});
    throw;
  }
  finish(StorePatience, progress);
}

void PointCache::Internals::EvaluateRest(
  const PlanePoints& rest, int threads, const ValueSink& store, const Progress& progress)
{
  if (this->Store && !this->Store->IsReadOnly())
  {
    this->EvaluateAndWrite(rest, threads, store, progress);
  }
  else
  {
    EvaluatePoints(this->ThePlane, rest, threads, store, progress);
  }
  this->Evaluated += rest.Count;
}

void PointCache::Evaluate(
  const PlanePoints& points, int threads, const ValueSink& store, const Progress& progress)
{
  if (!this->Impl->Store)
  {
    this->Impl->EvaluateRest(points, threads, store, progress);
    return;
  }
  const auto missing = this->Impl->TakeStored(points, store, progress);
  const auto count = static_cast<std::int64_t>(missing.size());
  const PlanePoints rest = { count,
    [&](std::int64_t point) { return points.Coordinates(missing[point]); } };
  const double taken = static_cast<double>(points.Count - count);
  this->Impl->EvaluateRest(
    rest, threads,
    [&](std::int64_t point, const LossValue& value) { store(missing[point], value); },
    [&](double fraction)
    {
      return !progress ||
        progress(
          (taken + fraction * static_cast<double>(count)) / static_cast<double>(points.Count));
    });
}

std::int64_t PointCache::PointsFromCache() const
{
  return this->Impl->FromCache;
}

std::int64_t PointCache::PointsEvaluated() const
{
  return this->Impl->Evaluated;
}

std::vector<std::string> PointCache::Warnings() const
{
  std::vector<std::string> warnings = this->Impl->Unwritten;
  if (this->Impl->Store)
  {
    const auto ofStore = WarningsOf(*this->Impl->Store);
    warnings.insert(warnings.end(), ofStore.begin(), ofStore.end());
  }
  return warnings;
}

CacheUse PointCache::Use() const
{
  return { this->PointsFromCache(), this->PointsEvaluated(), this->Warnings() };
}

} // namespace losslandscape
