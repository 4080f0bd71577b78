// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_BackgroundEvaluation_h
#define losslandscape_Engine_Evaluation_BackgroundEvaluation_h

#include "Core/Common/Grid.h"
#include "Core/Common/Progress.h"
#include "Core/Engine/Evaluation/PointEvaluation.h"
#include "Core/Engine/Plane/Plane.h"
#include "Core/Mathematics/Sampling/AdaptiveSampling.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace losslandscape
{

/// What adaptive sampling tells of itself, see sampling::AdaptiveSample.
struct AdaptiveReport
{
  std::int64_t NumberOfEvaluations = 0;
  double AbsoluteTolerance = 0.0;
  std::int64_t ErrorSamples = 0;
  double MaxError = 0.0;
};

/// The values of a grid's points as far as they are known, x varying fastest.
struct EvaluatedPoints
{
  /// Loss, accuracy, standard error and metrics (see NumbersOf in PointEvaluation.h). NaN where not
  /// evaluated; interpolated there once an adaptive evaluation is complete.
  std::vector<std::vector<double>> Fields;
  /// 1: evaluated; 0: not, or not yet.
  std::vector<unsigned char> Evaluated;
  std::int64_t Count = 0;
  /// Nothing is left to do.
  bool IsComplete = false;
  /// Of a complete adaptive evaluation.
  std::optional<AdaptiveReport> Adaptive;
};

/// The numbers of all points of a grid, in the order to evaluate them.
using PointOrder = std::vector<std::int64_t>;

/// Which points of a grid are evaluated, and when: all in an order, or as many as adaptive sampling
/// asks for.
using Schedule = std::variant<PointOrder, sampling::AdaptiveOptions>;

/// The part of one of several processes that evaluate a grid together: of every batch of points
/// those numbered Rank, Rank + Size, ...
struct Share
{
  int Rank = 0;
  int Size = 1;
};

/// A point and its value, as processes tell each other.
struct PointValue
{
  std::int64_t Point;
  LossValue Value;
};

/// Evaluates the points of a grid in a thread of its own, which starts workers as EvaluatePoints
/// does, while the caller looks at what is there. All members are for one and the same thread.
///
/// Several processes evaluate a grid together if each has a share and the same arguments otherwise,
/// and the caller carries values between them: what TakeNew gives on one is for Give on all others.
/// The thread itself speaks to no other process.
///
/// Memory: 33 bytes per point, with adaptive sampling 75.
class BackgroundEvaluation
{
public:
  /// `cacheFile`: see EvaluationStore.
  BackgroundEvaluation(std::shared_ptr<const Plane> plane, const Grid& grid,
    const std::string& cacheFile, Schedule schedule, Share share = {});

  /// As Stop.
  ~BackgroundEvaluation();
  BackgroundEvaluation(const BackgroundEvaluation&) = delete;
  BackgroundEvaluation& operator=(const BackgroundEvaluation&) = delete;

  /// On Linux a thread of low priority leaves a window usable that shows what is there.
  enum class Priority
  {
    Normal,
    Low
  };

  /// Evaluates what is missing; a run with another number of threads is stopped first. False if
  /// it is running already, or nothing is missing.
  bool Start(int threads, Priority priority = Priority::Low);

  /// Asks the run to stop and waits for it, for one batch at most. Values stay, and a new start
  /// goes on from there.
  void Stop();

  bool IsRunning() const;

  /// Number of points known so far.
  std::int64_t Count() const;

  /// Values that were evaluated here since the last call. None with a share of everything.
  std::vector<PointValue> TakeNew();

  /// Takes values that other processes have evaluated.
  void Give(const std::vector<PointValue>& values);

  /// Waits until the run has ended, or needs values of other processes to go on, but not longer
  /// than `patience`; reports the fraction done meanwhile, and throws Aborted if asked to (the run
  /// itself goes on). Throws what the run has thrown, once.
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
