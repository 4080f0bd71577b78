// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/PointCache.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/LossNumbers.h"
#include "Core/Engine/Evaluation/NumberCache.h"

namespace losslandscape
{

struct PointCache::Internals
{
  const Plane& ThePlane;
  NumberCache Numbers;
};

PointCache::PointCache(const std::string& file, const Plane& plane, const Progress& progress,
  std::chrono::milliseconds patience)
  : Impl(new Internals{ plane,
      NumberCache(
        file, [&] { return EvaluationKey(plane); }, NumbersPerLoss, progress, patience) })
{
}

PointCache::~PointCache() = default;

void PointCache::Evaluate(
  const PlanePoints& points, int threads, const ValueSink& store, const Progress& progress)
{
  const NumberEvaluation evaluate =
    [&](const PlanePoints& rest, const NumberSink& keep, const Progress& report)
  {
    EvaluatePoints(
      this->Impl->ThePlane, rest, threads,
      [&](std::int64_t point, const LossValue& value) { keep(point, NumbersOf(value)); }, report);
  };
  this->Impl->Numbers.Evaluate(
    points, evaluate,
    [&](std::int64_t point, const std::vector<double>& numbers) { store(point, ValueOf(numbers)); },
    progress);
}

std::int64_t PointCache::PointsFromCache() const
{
  return this->Use().PointsFromCache;
}

std::int64_t PointCache::PointsEvaluated() const
{
  return this->Use().PointsEvaluated;
}

std::vector<std::string> PointCache::Warnings() const
{
  return this->Use().Warnings;
}

CacheUse PointCache::Use() const
{
  return this->Impl->Numbers.Use();
}

} // namespace losslandscape
