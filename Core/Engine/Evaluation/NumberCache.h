// SPDX-License-Identifier: BSD-3-Clause
// What PointCache and DerivativeCache have in common.
#ifndef losslandscape_Engine_Evaluation_NumberCache_h
#define losslandscape_Engine_Evaluation_NumberCache_h

#include "Core/Engine/Evaluation/CacheUse.h"
#include "Core/Engine/Evaluation/NumberWriter.h"
#include "Core/Engine/Evaluation/PointEvaluation.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// Takes the numbers of a point as soon as they are known: once for each, from any worker's thread.
using NumberSink = std::function<void(std::int64_t point, const std::vector<double>& numbers)>;

/// Finds the numbers of points.
using NumberEvaluation =
  std::function<void(const PlanePoints& points, const NumberSink& store, const Progress& progress)>;

/// Numbers of points of a plane, kept in a file: those that are in it already are not evaluated
/// again. Not for use by several threads at once; several processes may share the file.
class NumberCache
{
public:
  /// Opens the file or makes it; an empty name stands for no file. `key` gives everything that the
  /// numbers depend on besides the coordinates, and is not asked without a file. See PointStore,
  /// and PointCache for errors.
  NumberCache(const std::string& file, const std::function<std::string()>& key, std::size_t numbers,
    const Progress& progress, std::chrono::milliseconds patience = UsualStorePatience);

  /// Passes on what the file has, and lets `evaluate` find the rest. New numbers are written about
  /// twice a second, and at the end, also if that is an abort or a failure.
  void Evaluate(const PlanePoints& points, const NumberEvaluation& evaluate,
    const NumberSink& store, const Progress& progress);

  /// Of all calls so far.
  CacheUse Use() const;

private:
  /// Empty where the file has nothing, and all of them while another program holds it.
  std::vector<std::vector<double>> Find(
    const std::vector<std::array<double, 3>>& points, const Progress& progress);

  /// Passes on what the file has; returns the numbers of the other points.
  std::vector<std::int64_t> TakeStored(
    const PlanePoints& points, const NumberSink& store, const Progress& progress);

  void EvaluateRest(const PlanePoints& rest, const NumberEvaluation& evaluate,
    const NumberSink& store, const Progress& progress);
  void EvaluateAndWrite(const PlanePoints& rest, const NumberEvaluation& evaluate,
    const NumberSink& store, const Progress& progress);

  StorePatience Patience;
  std::optional<StoreFile> File;
  std::optional<NumberWriter> Writer;
  CacheUse Total;
  std::int64_t NotLookedUp = 0;
};

} // namespace losslandscape

#endif
