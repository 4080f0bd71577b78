// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/NumberCache.h"

#include "Core/Engine/Evaluation/NumberWriter.h"
#include "Core/Engine/Evaluation/StorePatience.h"

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

NumberCache::NumberCache(const std::string& file, const std::function<std::string()>& key,
  std::size_t numbers, const Progress& progress)
{
  if (!file.empty())
  {
    const std::string description = key();
    this->Store = Patiently(
      progress, 0.0, [&] { return std::make_unique<PointStore>(file, description, numbers); });
  }
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
    const auto found = Patiently(progress, 0.0, [&] { return this->Store->Find(portion); });
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
  NumberWriter writer(*this->Store);
  const auto keep = [&](std::int64_t point, const std::vector<double>& numbers)
  {
    store(point, numbers);
    writer.Add(rest.Coordinates(point), numbers);
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
      this->Total.Warnings.push_back(writer.Unwritten());
    }
  };
  try
  {
    evaluate(rest, keep, writeAndReport);
  }
  catch (...)
  {
    finish(PatienceOfAbort, {});
    throw;
  }
  finish(StorePatience, progress);
}

void NumberCache::EvaluateRest(const PlanePoints& rest, const NumberEvaluation& evaluate,
  const NumberSink& store, const Progress& progress)
{
  if (this->Store && !this->Store->IsReadOnly())
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
  if (!this->Store)
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
  if (this->Store)
  {
    use.Add({ 0, 0, WarningsOf(*this->Store) });
  }
  return use;
}

} // namespace losslandscape
