// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/NumberCache.h"

#include <algorithm>
#include <utility>

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

NumberCache::NumberCache(const std::string& file, const std::function<std::string()>& key,
  std::size_t numbers, const Progress& progress, milliseconds patience)
  : Patience(patience)
{
  if (!file.empty())
  {
    this->File.emplace(file, key(), numbers);
    this->Writer.emplace(*this->File);
    this->Patience.Try(progress, 0.0, [this] { return &this->File->Open(); });
  }
}

std::vector<std::vector<double>> NumberCache::Find(
  const std::vector<std::array<double, 3>>& points, const Progress& progress)
{
  auto found = this->Patience.Try(progress, 0.0, [&] { return this->File->Open().Find(points); });
  if (!found)
  {
    this->NotLookedUp += static_cast<std::int64_t>(points.size());
    found.emplace(points.size());
  }
  return std::move(*found);
}

std::vector<std::int64_t> NumberCache::TakeStored(
  const PlanePoints& points, const NumberSink& store, const Progress& progress)
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
    const auto found = this->Find(portion, progress);
    for (std::size_t i = 0; i < found.size(); ++i)
    {
      const std::int64_t point = begin + static_cast<std::int64_t>(i);
      if (found[i].empty())
      {
        missing.push_back(point);
        continue;
      }
      store(point, found[i]);
    }
  }
  this->Total.PointsFromCache += points.Count - static_cast<std::int64_t>(missing.size());
  return missing;
}

void NumberCache::EvaluateAndWrite(const PlanePoints& rest, const NumberEvaluation& evaluate,
  const NumberSink& store, const Progress& progress)
{
  const auto keep = [&](std::int64_t point, const std::vector<double>& numbers)
  {
    store(point, numbers);
    this->Writer->Add(rest.Coordinates(point), numbers);
  };
  const auto writeAndReport = [&](double fraction)
  {
    this->Writer->WriteIfDue();
    return !progress || progress(fraction);
  };
  try
  {
    evaluate(rest, keep, writeAndReport);
  }
  catch (...)
  {
    StorePatience brief(PatienceOfAbort);
    this->Writer->WriteRest(brief, {});
    throw;
  }
  this->Writer->WriteRest(this->Patience, progress);
}

void NumberCache::EvaluateRest(const PlanePoints& rest, const NumberEvaluation& evaluate,
  const NumberSink& store, const Progress& progress)
{
  if (this->File && !this->File->IsReadOnly())
  {
    this->EvaluateAndWrite(rest, evaluate, store, progress);
  }
  else
  {
    evaluate(rest, store, progress);
  }
  this->Total.PointsEvaluated += rest.Count;
}

void NumberCache::Evaluate(const PlanePoints& points, const NumberEvaluation& evaluate,
  const NumberSink& store, const Progress& progress)
{
  if (!this->File)
  {
    this->EvaluateRest(points, evaluate, store, progress);
    return;
  }
  const auto missing = this->TakeStored(points, store, progress);
  const auto count = static_cast<std::int64_t>(missing.size());
  const PlanePoints rest = { count,
    [&](std::int64_t point) { return points.Coordinates(missing[point]); } };
  const double taken = static_cast<double>(points.Count - count);
  this->EvaluateRest(
    rest, evaluate,
    [&](std::int64_t point, const std::vector<double>& numbers) { store(missing[point], numbers); },
    [&](double fraction)
    {
      return !progress ||
        progress(
          (taken + fraction * static_cast<double>(count)) / static_cast<double>(points.Count));
    });
}

CacheUse NumberCache::Use() const
{
  CacheUse use = this->Total;
  if (this->File)
  {
    StoreTrouble trouble = this->Writer->Unwritten();
    trouble.IsReadOnly = this->File->IsReadOnly();
    trouble.DamagedRows = this->File->DamagedRows();
    trouble.NotLookedUp = this->NotLookedUp;
    use.Warnings = trouble.Warnings();
  }
  return use;
}

} // namespace losslandscape
