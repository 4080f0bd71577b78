// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_BackgroundEvaluation_h
#define losslandscape_Engine_Evaluation_BackgroundEvaluation_h

#include "Core/Common/Grid.h"
#include "Core/Common/Progress.h"
#include "Core/Engine/Evaluation/PointCache.h"
#include "Core/Engine/Plane/Plane.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

/// The values of a grid's points as far as they are known, x varying fastest.
struct EvaluatedPoints
{
  /// Loss, accuracy and standard error; NaN where not evaluated.
  std::vector<std::vector<double>> Fields;
  /// 1: evaluated; 0: not yet.
  std::vector<unsigned char> Evaluated;
  std::int64_t Count = 0;
  /// All of them are known, and nothing is left to do.
  bool IsComplete = false;
};

/// Evaluates the points of a grid in a thread of its own, which starts workers as EvaluatePoints
/// does, while the caller looks at what is there. On Linux these have a lower priority than the
/// caller, so that a window stays usable. All members are for one and the same thread.
///
/// Memory: 33 bytes per point.
class BackgroundEvaluation
{
public:
  /// `order`: the numbers of all points, in the order to evaluate them. `cacheFile`: see
  /// PointCache; empty: none.
  BackgroundEvaluation(std::shared_ptr<const Plane> plane, const Grid& grid,
    const std::string& cacheFile, std::vector<std::int64_t> order);

  /// As Stop.
  ~BackgroundEvaluation();
  BackgroundEvaluation(const BackgroundEvaluation&) = delete;
  BackgroundEvaluation& operator=(const BackgroundEvaluation&) = delete;

  /// Evaluates what is missing; a run with another number of threads is stopped first. False if
  /// it is running already, or nothing is missing.
  bool Start(int threads);

  /// Asks the run to stop and waits for it, for one batch at most. Values stay, and a new start
  /// goes on from there.
  void Stop();

  bool IsRunning() const;

  /// Number of points evaluated so far.
  std::int64_t Count() const;

  /// Waits for the end of the run, but not longer than `patience`; reports the fraction of points
  /// evaluated meanwhile, and throws Aborted if asked to (the run itself goes on). Throws what the
  /// run has thrown, once.
  void Wait(std::chrono::milliseconds patience, const Progress& progress = {});

  EvaluatedPoints Snapshot() const;

  /// Of all runs that have ended.
  CacheUse Use() const;

private:
  struct Internals;
  std::unique_ptr<Internals> Impl;
};

} // namespace losslandscape

#endif
